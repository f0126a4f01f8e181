/** A disk that has no room left just after a purchase was booked: nobody can be told of it. Said again under its key, it is answered as it was booked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLedger } from '../ledger/index.ts';
import { CommitUnknown, type Database } from '../platform/database.ts';
import { isDatabaseGone } from '../platform/database-gone.ts';
import { newId } from '../platform/ids.ts';
import { createAuthorizations, type CardOperation, type CardOutcome, type CardTransaction } from './index.ts';
import { quietEvents } from './testing/other-process.ts';
import { shop, swipeOf, testPurchases, traceId, usd } from './testing/purchases.ts';

const world = await testPurchases();

/** Commits, does not hear of it, and then finds no room even to look. */
function withoutRoom(): Database {
  let units = 0;
  const work: Database['work'] = async (body) => {
    units += 1;
    if (units > 1) throw Object.assign(new Error('No space left on device'), { code: '53100' });
    await world.database.work(body);
    throw new CommitUnknown('lost');
  };
  return { ...world.database, work };
}

test('what was booked and could not be answered is answered when it is said again, and moves nothing twice', async () => {
  const company = await world.company(1_000_00n);
  const card = await world.card(company, { approvalMethod: 'NONE' });
  const { transaction } = await world.authorize(card, '100.00');
  assert.ok(transaction);
  const first = () => ({
    ...swipeOf(card, '10.00'),
    final: true,
    transaction: newId('cardTransaction'),
    merchant: shop,
  });
  const later = { company, traceId, transaction: transaction.id, money: usd('20.00') };
  const said: readonly (() => Record<string, unknown>)[] = [
    first,
    () => ({ ...first(), purpose: 'financial' }),
    () => ({ ...first(), kind: 'stand_in' }),
    () => ({ ...first(), kind: 'force_post' }),
    () => ({ ...first(), kind: 'refund_unlinked' }),
    () => ({ ...later, kind: 'increment' }),
    () => ({ ...later, kind: 'clear', final: false }),
    () => ({ ...later, kind: 'reverse', remaining: null }),
    () => ({ ...later, kind: 'refund' }),
  ];
  for (const make of said) {
    const key = { text: newId('event'), fingerprint: 'same' };
    const message = (): CardOperation => ({ ...make(), key }) as unknown as CardOperation;
    const there = createAuthorizations({
      database: withoutRoom(),
      ledger: createLedger(),
      events: quietEvents,
      ask: () => Promise.reject(new Error('nobody is asked')),
    });
    await assert.rejects(there.submit(message()), isDatabaseGone);
    const booked = await world.balances(card);
    const again = await world.authorizations.submit(message());
    const once = await world.authorizations.submit(message());
    assert.equal(again.approved, true, again.entry?.kind);
    assert.deepEqual(tellsOf(once), tellsOf(again));
    assert.deepEqual(await world.balances(card), booked, again.entry?.kind);
    await world.audit(again.transaction);
  }
  assert.equal((await world.balances(card)).holding, '890.00');
});

const tellsOf = ({
  transaction,
  entry,
  responseCode,
  approvedAmount,
}: CardOutcome): readonly [CardTransaction['id'] | undefined, ...unknown[]] => [
  transaction?.id,
  entry?.id,
  responseCode,
  approvedAmount,
];
