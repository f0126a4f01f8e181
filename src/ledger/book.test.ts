import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { InvariantBroken } from '../kernel/assert.ts';
import { CARD, USD, type Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import { largestAmount } from '../kernel/money.ts';
import { newId } from '../platform/ids.ts';
import { createPages } from './book.ts';
import { normalSide } from './chart.ts';
import { move } from './testing/company.ts';
import type { LedgerAccount, Posting } from './types.ts';

const company = newId('company');
const account = (name: string, asset: Asset = USD): LedgerAccount => ({ company, name, asset });
const [holding, network, card] = [account('holding'), account('network_payable'), account('card:1', CARD)];
const hold: Id<'hold'> = newId('hold');

const operation = (key: string) => ({
  company,
  key,
  reference: 'r',
  kind: 'test',
  at: new Date('2026-03-01T12:00:00Z'),
});

/** An open book: 100.00 on the holding, and a hold of 40.00 on holding and card. */
function openPages() {
  let ordinal = 0;
  const pages = createPages({
    accounts: [holding, network, card].map((of) => ({
      account: of,
      side: normalSide(of.name),
      debits: 0n,
      credits: of === holding ? 10_000n : 0n,
      held: 0n,
      changed: false,
    })),
    holds: [],
    keys: [{ company, key: 'old', id: newId('ledgerEntry') }],
    newEntryId: () => newId('ledgerEntry'),
    nextOrdinal: () => ordinal++,
  });
  pages.place({ ...operation('place'), hold, accounts: [holding, card], amount: 4_000n });
  return pages;
}

const available = (pages: ReturnType<typeof openPages>) => pages.balance(holding).available;
const take = (amount: bigint, final = false) => ({ hold, amount, final });
const purchase = (amount: bigint) => move(amount, holding, network);

void suite('an open book', () => {
  test('posting from a hold moves money from held to posted', () => {
    const pages = openPages();
    const { overPosted } = pages.post({ ...operation('a'), postings: purchase(3_000n), take: take(3_000n) });
    assert.equal(overPosted, 0n);
    assert.deepEqual(pages.balance(holding), { posted: 7_000n, held: 1_000n, available: 6_000n });
    assert.equal(pages.hold(company, hold)?.held, 1_000n);
    assert.equal(pages.balance(card).held, 1_000n);
  });

  test('what exceeds the hold comes from available, which may go below zero', () => {
    const pages = openPages();
    const { overPosted } = pages.post({
      ...operation('a'),
      postings: purchase(13_000n),
      take: take(13_000n, true),
    });
    assert.equal(overPosted, 9_000n);
    assert.deepEqual(pages.balance(holding), { posted: -3_000n, held: 0n, available: -3_000n });
  });

  test('a final posting frees the rest of the hold, which can be posted from again', () => {
    const pages = openPages();
    pages.post({ ...operation('a'), postings: purchase(1_000n), take: take(1_000n, true) });
    assert.equal(available(pages), 9_000n);
    const late = pages.post({ ...operation('b'), postings: purchase(500n), take: take(500n, true) });
    assert.equal(late.overPosted, 500n);
    assert.equal(available(pages), 8_500n);
  });

  test('what an account has no room for is refused with its name, and changes nothing', () => {
    const pages = openPages();
    pages.post({ ...operation('a'), postings: purchase(largestAmount) });
    const before = pages.balance(network);
    assert.throws(() => pages.post({ ...operation('b'), postings: purchase(1n) }), {
      code: 'VAL',
      message: /^The amount is too large: .* the account holding, which has room for no more\.$/,
    });
    assert.deepEqual([pages.balance(network), pages.knows(company, 'b')], [before, false]);
  });

  test('an entry says by how much it changed its hold', () => {
    const pages = openPages();
    pages.change({ ...operation('more'), hold, change: 500n });
    pages.post({ ...operation('part'), postings: purchase(2_000n), take: take(2_000n) });
    pages.post({ ...operation('rest'), postings: purchase(9_000n), take: take(9_000n) });
    const { entries } = pages.take();
    assert.deepEqual(
      entries.map((entry) => [entry.operation.key, entry.ordinal, entry.holdChange, entry.postings]),
      [
        ['place', 0, 4_000n, 0],
        ['more', 1, 500n, 0],
        ['part', 2, -2_000n, 2],
        ['rest', 3, -2_500n, 2],
      ],
    );
  });

  test('a hold may lie on no account', () => {
    const pages = openPages();
    const alone = newId('hold');
    pages.place({ ...operation('a'), hold: alone, accounts: [], amount: 5n });
    pages.change({ ...operation('b'), hold: alone, change: -2n });
    assert.equal(pages.hold(company, alone)?.held, 3n);
    assert.equal(available(pages), 6_000n);
  });

  test('keys are known once used', () => {
    const pages = openPages();
    assert.equal(pages.knows(company, 'old'), true);
    assert.equal(pages.knows(company, 'place'), true);
    assert.equal(pages.knows(newId('company'), 'place'), false);
    assert.ok(pages.entryOf(company, 'place')?.startsWith('le_'));
  });
});

void suite('a broken operation is refused and changes nothing', () => {
  const other: LedgerAccount = { company: newId('company'), name: 'holding', asset: USD };
  const posting = (of: LedgerAccount, side: Posting['side'], amount: bigint): Posting => ({
    account: of,
    side,
    amount,
  });
  const post = (postings: readonly Posting[]) => (pages: ReturnType<typeof openPages>) =>
    pages.post({ ...operation('x'), postings, take: take(1n) });
  const place = (accounts: readonly LedgerAccount[], amount: bigint, id = newId('hold')) => {
    return (pages: ReturnType<typeof openPages>) =>
      pages.place({ ...operation('x'), hold: id, accounts, amount });
  };

  const broken: Record<string, (pages: ReturnType<typeof openPages>) => unknown> = {
    'debits and credits differ': post([posting(holding, 'debit', 2n), posting(network, 'credit', 1n)]),
    'assets are mixed': post([posting(holding, 'debit', 1n), posting(card, 'credit', 1n)]),
    'a posting of zero': post(move(0n, holding, network)),
    'a negative posting': post(move(-1n, holding, network)),
    'no postings': post([]),
    'two companies': post([posting(holding, 'debit', 1n), posting(other, 'credit', 1n)]),
    'an account that was not opened': post(move(1n, holding, account('fees'))),
    'a key used before': (pages) => pages.post({ ...operation('old'), postings: purchase(1n) }),
    'a hold that is not there': (pages) =>
      pages.post({ ...operation('x'), postings: purchase(1n), take: { ...take(1n), hold: newId('hold') } }),
    'a negative taking': (pages) =>
      pages.post({ ...operation('x'), postings: purchase(1n), take: take(-1n) }),
    'more freed than is held': (pages) => pages.change({ ...operation('x'), hold, change: -4_001n }),
    'a change of nothing': (pages) => pages.change({ ...operation('x'), hold, change: 0n }),
    'a hold of nothing': place([holding], 0n),
    'a hold placed twice': place([holding], 1n, hold),
    'a hold twice on one account': place([holding, { ...holding }], 1n),
    'a hold on another company': place([other], 1n),
    'a hold on an account that was not opened': place([holding, account('fees')], 1n),
  };
  for (const [what, operate] of Object.entries(broken)) {
    test(what, () => {
      const pages = openPages();
      const before = [holding, network, card].map((of) => pages.balance(of));
      assert.throws(() => operate(pages), InvariantBroken);
      const after = [holding, network, card].map((of) => pages.balance(of));
      assert.deepEqual(after, before);
      assert.equal(pages.hold(company, hold)?.held, 4_000n);
      assert.equal(pages.knows(company, 'x'), false);
      assert.equal(pages.take().entries.length, 1);
    });
  }
});
