import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsRead } from '../../../test/support/rows-read.ts';
import { findReferenced } from './referenced.ts';
import { testPurchases } from '../testing/purchases.ts';

const world = await testPurchases();

const keyOf = (trace: number, reference: string) => ({
  text: `9001|${String(trace).padStart(6, '0')}|1128120000|${reference}`,
  fingerprint: 'same',
});

test('a purchase is found by its retrieval reference, the newest of several, without a walk through all of its card', async () => {
  const card = await world.card(await world.company(), { approvalMethod: 'NONE' });
  const ref = { company: card.company, card: card.id };
  const purchases = await Promise.all(
    Array.from({ length: 60 }, (_, at) => world.authorize(card, '1.00', { key: keyOf(at, `REF${at % 30}`) })),
  );
  const later = await world.authorize(card, '2.00', { key: keyOf(99, 'REF7') });
  const look = (reference: string, within: string | null = null) =>
    world.database.work(async (tx) => {
      const keyEnds = `|${reference}`;
      const clue = within === null ? { keyEnds } : { keyEnds, within, spaces: [''] };
      const found = await findReferenced(tx, ref, [clue]);
      return { found: found?.transaction.id, read: await rowsRead(tx, 'card_entries') };
    });

  const newest = await look('REF7');
  assert.equal(newest.found, later.transaction?.id);
  assert.ok(newest.read < 10, `${newest.read} rows`);
  assert.equal((await look('REF7', '|000037|')).found, purchases[37]?.transaction?.id);
  const none = await look('REF99');
  assert.equal(none.found, undefined);
  assert.ok(none.read < 10, `${none.read} rows`);
});
