import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCard, newCompany, startCardwright, verifyBooks } from '../support/cardwright.ts';
import { purchasesOf, startLoad } from '../support/load.ts';
import { createClient } from '../../sdk/index.ts';

test('SIGTERM in the middle of work: what was accepted is answered, and nothing else is booked', async () => {
  const server = await startCardwright();
  const { client, apiKey } = await newCompany(server);
  const cards = await Promise.all(Array.from({ length: 4 }, () => client.createCard(aCard)));
  const load = startLoad(client, cards, { callers: 64, amount: '1.00', name: 'swipe' });
  await load.answered(300);
  assert.equal(await server.stop(), 0, server.output().slice(-2_000));
  await load.over;

  const again = await startCardwright({ dataDir: server.dataDir });
  const later = createClient({ url: again.url, apiKey });
  const booked = await Promise.all(cards.map(({ id }) => purchasesOf(later, id)));
  assert.equal(
    booked.reduce((sum, count) => sum + count, 0),
    load.answers.size,
  );
  assert.equal((await later.getCardHolding()).warranty_balance, 1_000_000 - load.answers.size);
  assert.ok((await verifyBooks(again)).sound);
  assert.doesNotMatch(server.output(), /"level":"(error|fatal)"/);
  assert.equal(await again.stop(), 0);
});
