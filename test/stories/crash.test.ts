import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClient } from '../support/client.ts';
import { aCard, newCompany, startCardwright, verifyBooks } from '../support/cardwright.ts';
import { purchasesOf, startLoad } from '../support/load.ts';
import type { Swiped } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';

test('kill -9 of everything under load, three times: what was answered stands, and happened once', async () => {
  let server = await startCardwright();
  const { client, apiKey } = await newCompany(server);
  const receiver = await startReceiver();
  await client.createWebhookEndpoint({ url: receiver.url });
  const cards = await Promise.all(Array.from({ length: 4 }, () => client.createCard(aCard)));
  const answers = new Map<string, Swiped>();
  const sent = new Set<string>();

  for (const round of [1, 2, 3]) {
    const callers = testClient({ url: server.url, apiKey });
    const load = startLoad(callers, cards, { callers: 64, amount: '1.00', name: `round${round}` });
    // Each time at another moment of the work.
    await load.answered(150 + 83 * round);
    await server.kill();
    await load.over;
    for (const [key, answer] of load.answers) answers.set(key, answer);
    for (const key of load.sent) sent.add(key);
    server = await startCardwright({ dataDir: server.dataDir });
  }

  const later = testClient({ url: server.url, apiKey });
  const cardOf = (key: string): string => {
    const [, caller, turn] = key.split('-').map(Number);
    return cards[(caller! + turn!) % cards.length]!.id;
  };
  const approved = new Map<string, string>();
  for (const key of sent) {
    // The terminal repeats the message: what was answered is answered alike, what was lost on the way happens now.
    const repeated = await later.simulateAuthorization({
      card_id: cardOf(key),
      amount: '1.00',
      network_key: key,
    });
    const before = answers.get(key);
    if (before !== undefined) assert.deepEqual(repeated.transaction?.id, before.transaction?.id, key);
    assert.equal(repeated.approved, true);
    approved.set(repeated.transaction!.id, key);
  }
  assert.equal(approved.size, sent.size);
  const booked = await Promise.all(cards.map(({ id }) => purchasesOf(later, id)));
  assert.equal(
    booked.reduce((sum, count) => sum + count, 0),
    sent.size,
  );
  assert.equal((await later.getCardHolding()).warranty_balance, 1_000_000 - sent.size);
  const report = await verifyBooks(server);
  assert.ok(report.sound, JSON.stringify(report.listed));

  // Deliveries that the dead process had taken go out once its lease has run out.
  const told = new Set<unknown>();
  for (let count = sent.size; told.size < sent.size; count += 1)
    for (const { json } of await receiver.received(count)) told.add(json.data['transaction_id']);
  assert.deepEqual(told, new Set(approved.keys()));
  await server.stop();
});
