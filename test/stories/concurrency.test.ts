import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { aCard, newCompany, startCardwright, verifyBooks } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';

const server = await startCardwright();
after(() => server.stop());

test('of 128 purchases at once on a card with money for 100, exactly 100 are approved', async () => {
  const { client } = await newCompany(server);
  const receiver = await startReceiver();
  await client.createWebhookEndpoint({ url: receiver.url });
  const hot = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
  const others = await Promise.all(
    Array.from({ length: 16 }, () => client.createCard({ ...aCard, approval_method: 'TOP_UP' })),
  );
  await client.setCardBalance({ cardId: hot.id, virtual_balance: '100.00' });
  for (const { id } of others) await client.setCardBalance({ cardId: id, virtual_balance: '50.00' });

  // Every second one on the hot card, the rest spread over the others.
  const cards = Array.from({ length: 256 }, (_, at) => (at % 2 === 0 ? hot : others[at % 16]!));
  const answers = await Promise.all(
    cards.map(({ id }, at) =>
      client.simulateAuthorization({ card_id: id, amount: '1.00', network_key: `purchase-${at}` }),
    ),
  );

  assert.equal(new Set(answers.map((answer) => answer.transaction?.id)).size, 256);
  const onHot = answers.filter((_, at) => at % 2 === 0);
  const approved = onHot.filter((answer) => answer.approved);
  assert.equal(approved.length, 100);
  assert.ok(answers.filter((_, at) => at % 2 === 1).every((answer) => answer.approved));
  for (const answer of onHot.filter(({ approved }) => !approved)) {
    assert.equal(answer.response_code, '51');
    assert.equal(answer.entry?.decline_reason?.code, 'M102');
  }
  // Each left one dollar less than the one before it.
  assert.deepEqual(
    approved.map((answer) => answer.entry!.new_balance).sort((a, b) => b - a),
    Array.from({ length: 100 }, (_, at) => 99 - at),
  );

  assert.equal((await client.getCardBalance({ cardId: hot.id })).available_credit, 0);
  const { total_elements } = await client.searchCardTransactions({
    cardId: hot.id,
    operations: ['AUTHORIZATION'],
  });
  assert.equal(total_elements, 128);
  assert.equal((await client.getCardHolding()).warranty_balance, 1_000_000 - 228);

  const told = await receiver.received(256);
  assert.equal(new Set(told.map(({ json }) => json.operation_id)).size, 256);
  assert.equal(told.filter(({ json }) => json['sub_operation'] === 'DECLINED').length, 28);
});

test('clearings, cancellations and purchases at once leave books that balance', async () => {
  const { client } = await newCompany(server);
  const card = await client.createCard(aCard);
  const bought = await Promise.all(
    Array.from({ length: 60 }, () => client.simulateAuthorization({ card_id: card.id, amount: '10.00' })),
  );
  await Promise.all(
    bought.flatMap(({ transaction }, at): Promise<unknown>[] => {
      const transactionId = transaction!.id;
      if (at % 3 === 0) return [client.simulateClearing({ transactionId, amount: '4.00', final: false })];
      if (at % 3 === 1) return [client.simulateCancellation({ transactionId })];
      return [
        client.simulateClearing({ transactionId }),
        client.simulateAuthorization({ card_id: card.id, amount: '1.00' }),
      ];
    }),
  );
  // 20 partly cleared with all of it still spent or held, 20 released, 20 cleared, 20 small ones held.
  assert.equal((await client.getCardHolding()).warranty_balance, 1_000_000 - 200 - 200 - 20);
  const report = await verifyBooks(server);
  assert.ok(report.sound, JSON.stringify(report.listed));
});
