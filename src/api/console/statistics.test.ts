import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { aCard, newCompany, startCardwright } from '../../../test/support/cardwright.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { until } from '../../../test/support/until.ts';

const server = await startCardwright();
after(() => server.stop());
const receiver = await startReceiver();
const { client } = await newCompany(server);
const stranger = await newCompany(server);

const card = await client.createCard(aCard);
const buy = (amount: string) => client.simulateAuthorization({ card_id: card.id, amount });

test('purchases are counted by how they were decided, a company its own', async () => {
  for (const amount of ['10', '20', '30']) await buy(amount);
  await client.simulateAuthorization({ card_id: card.id, amount: '1', force_decline: 'M201' });
  const found = await client.getCardStatistics({ seconds: 600 });
  assert.deepEqual([found.approved, found.declined], [3, 1]);
  assert.equal(found.bucket_seconds, 10);
  const counted = found.buckets.reduce((sum, { approved, declined }) => sum + approved + declined, 0);
  assert.equal(counted, 4);
  for (const { at } of found.buckets) assert.equal(new Date(at).getTime() % 10_000, 0);
  assert.deepEqual(found.decision_ms, { p50: null, p95: null });
  assert.equal((await stranger.client.getCardStatistics({ seconds: 600 })).approved, 0);
});

test('how long a company took to decide is told where it was asked', async () => {
  receiver.behave({ status: 200, body: '{"response_code":"00"}' });
  await client.createWebhookEndpoint({ url: receiver.url, decision: true, filters: ['CARDS.AUTHORIZATION'] });
  const asked = await client.createCard({ ...aCard, approval_method: 'WEBHOOK' });
  const { approved } = await client.simulateAuthorization({ card_id: asked.id, amount: '5' });
  assert.equal(approved, true);
  const { decision_ms: took } = await client.getCardStatistics();
  assert.ok(typeof took.p50 === 'number' && took.p50 >= 0 && took.p50 <= (took.p95 ?? 0));
});

test('deliveries are counted by endpoint, with what waits', async () => {
  const good = await client.createWebhookEndpoint({ url: receiver.url, filters: ['CARDS.CLEARING'] });
  const bad = await client.createWebhookEndpoint({ url: 'http://127.0.0.1:9/', filters: ['CARDS.CLEARING'] });
  await buy('7');
  const of = async (id: string) =>
    (await client.getDeliveryStatistics()).endpoints.find(({ endpoint_id: it }) => it === id);
  await until(async () => (await of(good.id))?.delivered === 1 && ((await of(bad.id))?.failed ?? 0) > 0);
  const found = await client.getDeliveryStatistics();
  assert.equal((await of(bad.id))?.waiting, 1);
  // The decision that was asked for is a send, too.
  assert.deepEqual([found.delivered, found.waiting], [2, 1]);
  assert.ok(found.failed >= 1);
  assert.ok(found.latency_ms.p50 !== null && found.latency_ms.p50 >= 0);
  assert.ok(found.oldest_waiting_at !== null);
  const elsewhere = await stranger.client.getDeliveryStatistics();
  assert.deepEqual([elsewhere.endpoints, elsewhere.oldest_waiting_at], [[], null]);
});

test('the books balance, for each asset', async () => {
  const { balanced, assets } = await client.checkLedger();
  assert.equal(balanced, true);
  const usd = assets.find(({ asset }) => asset === 'USD/2');
  assert.equal(usd?.debits, usd?.credits);
  assert.equal(usd?.held, 72);
});

test('a purchase shows its postings, balanced, and only to its company', async () => {
  const { transaction } = await buy('40');
  const path = { cardId: card.id, transactionId: transaction?.id ?? '' };
  await client.simulateClearing({ transactionId: path.transactionId });
  const entries = await client.listCardTransactionPostings(path);
  assert.deepEqual(
    entries.map(({ kind, hold_change: change }) => [kind, change]),
    [
      ['authorization', 40],
      ['clearing', -40],
    ],
  );
  const [held, cleared] = entries;
  assert.deepEqual(held?.postings, []);
  const sides = (side: string) =>
    (cleared?.postings ?? []).filter((posting) => posting.side === side).map(({ amount }) => amount);
  assert.deepEqual([sides('debit'), sides('credit')], [[40], [40]]);
  assert.ok(cleared?.postings.every(({ meaning }) => meaning !== ''));
  await assert.rejects(stranger.client.listCardTransactionPostings(path), { code: 'NOT_FOUND' });
});
