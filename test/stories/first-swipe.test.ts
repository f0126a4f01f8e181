import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook } from '../../sdk/index.ts';
import { testClient } from '../support/client.ts';
import { aCard, startCardwright, verifyBooks } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Received } from '../support/receiver.ts';

const server = await startCardwright();
after(() => server.stop());
const { client } = server;

test('from a first swipe to a signed webhook, and on to the clearing', async () => {
  const receiver = await startReceiver();
  const { secret } = await client.createWebhookEndpoint({ url: receiver.url, filters: ['CARDS'] });
  /** What the published package and the SDK both let through. */
  const verified = async (received: Received | undefined) => {
    const { headers, body } = received!;
    const byPackage = new Webhook(secret).verify(body, headers as Record<string, string>);
    const bySdk = await verifyWebhook(secret, headers, body);
    assert.deepEqual(byPackage, bySdk);
    assert.equal(headers['webhook-id'], bySdk.operation_id);
    return bySdk;
  };

  const card = await client.createCard({
    ...aCard,
    approval_method: 'TOP_UP',
    daily_limit: '50.00',
    metadata: { order: 'A-17' },
  });
  assert.equal(await client.setCardBalance({ cardId: card.id, virtual_balance: '100.00' }), 100);

  const swiped = await client.simulateAuthorization({
    card_id: card.id,
    amount: '12.50',
    merchant: { name: 'Café Central', country: 'AUT', mcc_code: '5814' },
  });
  assert.equal(swiped.approved, true);
  const transaction = swiped.transaction!;
  assert.equal(transaction.totals.held, 12.5);
  assert.deepEqual(await client.getCardBalance({ cardId: card.id }), { available_credit: 87.5 });

  const [first] = await receiver.received(1);
  const pending = await verified(first);
  assert.equal(`${pending.operation} ${pending.sub_operation} ${pending.status}`, 'CARDS CLEARING PENDING');
  assert.equal(pending.operation_id, swiped.event_ids[0]);
  assert.equal(first!.headers['x-trace-id'], swiped.entry!.trace_id);
  const { data } = first!.json;
  assert.deepEqual(
    [data['card_id'], data['transaction_id'], data['bill_amount'], data['sequence'], data['metadata']],
    [card.id, transaction.id, '12.50', 1, { order: 'A-17' }],
  );
  assert.equal((data['merchant_data'] as Record<string, unknown>)['name'], 'Café Central');

  const cleared = await client.simulateClearing({ transactionId: transaction.id, amount: '12.50' });
  assert.equal(cleared.transaction?.state, 'cleared');
  const success = await verified((await receiver.received(2))[1]);
  assert.equal(`${success.operation} ${success.sub_operation} ${success.status}`, 'CARDS CLEARING SUCCESS');

  const declined = await client.simulateAuthorization({ card_id: card.id, amount: '40.00' });
  assert.equal(declined.approved, false);
  const told = await verified((await receiver.received(3))[2]);
  assert.equal(`${told.operation} ${told.sub_operation} ${told.status}`, 'CARDS DECLINED FAILED');

  await client.freezeCard({ cardId: card.id, freeze: true });
  assert.equal((await client.getCard({ cardId: card.id })).status, 'FROZEN');
  assert.equal((await client.simulateAuthorization({ card_id: card.id, amount: '1.00' })).approved, false);

  const found = await client.searchCardTransactions({
    cardId: card.id,
    operations: ['AUTHORIZATION', 'CLEARING'],
  });
  assert.equal(found.total_elements, 4);
  const report = await verifyBooks(server);
  assert.ok(report.sound, JSON.stringify(report.listed));
});

test('a company decides itself on a card with WEBHOOK approval, and was named its endpoint when it was made', async () => {
  const receiver = await startReceiver({ status: 200, body: '{"response_code": "00"}' });
  const { api_key: apiKey } = await server.operator.createCompany({
    name: 'Decides itself',
    webhook_url: receiver.url,
  });
  const company = testClient({ url: server.url, apiKey });
  const card = await company.createCard({ ...aCard, approval_method: 'WEBHOOK' });
  const approved = await company.simulateAuthorization({ card_id: card.id, amount: '30.00' });
  assert.equal(approved.approved, true);
  receiver.behave({ status: 200, body: '{"response_code": "51"}' });
  const declined = await company.simulateAuthorization({ card_id: card.id, amount: '30.00' });
  assert.deepEqual([declined.approved, declined.response_code], [false, '51']);
  const questions = (await receiver.received(4)).filter(
    ({ json }) => json['sub_operation'] === 'AUTHORIZATION',
  );
  assert.equal(questions.length, 2);
  assert.equal((await company.getCardHolding()).warranty_balance, 999_970);
});

test('the documented calls: subscribe, simulate by card, an empty 201', async () => {
  const receiver = await startReceiver();
  const company = await client.subscribeWebhook({ url: receiver.url, webhook_key: 'shared-key-1' });
  assert.equal(company.webhook_url, receiver.url);
  const card = await client.createCard(aCard);
  assert.equal(await client.simulateWebhookAuthorize({ card_id: card.id, bill_amount: 20 }), undefined);
  assert.equal(await client.simulateWebhookClearing({ card_id: card.id, bill_amount: 20 }), undefined);
  const [authorized, cleared] = await receiver.received(2);
  assert.equal(authorized!.headers['x-webhook-key'], 'shared-key-1');
  assert.deepEqual(
    [authorized, cleared].map((received) => received!.json['status']),
    ['PENDING', 'SUCCESS'],
  );
});

test('the document that describes all this is served, and so is the page that shows it', async () => {
  const document = (await client.getOpenApi()) as { openapi: string; paths: Record<string, unknown> };
  assert.equal(document.openapi, '3.1.0');
  assert.ok(document.paths['/simulate/authorizations']);
  const page = await fetch(`${server.url}/docs`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<html/);
});

test('the operator can watch what happens', async () => {
  const metrics = await server.operator.getMetrics();
  assert.match(metrics, /^process_resident_memory_bytes \d+/m);
  assert.match(metrics, /^# TYPE \w*webhook\w* /m);
  await assert.rejects(client.getMetrics(), { code: 'API_ERROR' });
});
