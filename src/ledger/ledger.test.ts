import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CARD, USD } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import { newId } from '../platform/ids.ts';
import { testDatabase } from '../../test/support/database.ts';
import { createLedger, type Book, type LedgerAccount, type Operation, type Posting } from './index.ts';

const database = await testDatabase();
const ledger = createLedger();
const at = new Date('2026-03-01T12:00:00Z');

/** A company with 100.00 on its holding. */
async function company(holding = 10_000n) {
  const id = newId('company');
  const account = (name: string, asset = USD): LedgerAccount => ({ company: id, name, asset });
  const accounts = {
    holding: account('holding'),
    faucet: account('faucet'),
    network: account('network_payable'),
    card: account('card:one', CARD),
    contra: account('card_contra', CARD),
  };
  const operation = (key: string): Operation => ({
    company: id,
    key,
    reference: `about ${key}`,
    kind: 'test',
    at,
  });
  const page = <T>(
    body: (book: Book) => T,
    request: { holds?: readonly Id<'hold'>[]; keys?: readonly string[] } = {},
  ): Promise<T> =>
    database.work(async (tx) => {
      const book = await ledger.open(tx, {
        accounts: Object.values(accounts),
        holds: (request.holds ?? []).map((hold) => ({ company: id, hold })),
        keys: (request.keys ?? []).map((key) => ({ company: id, key })),
      });
      const result = body(book);
      await book.write();
      return result;
    });
  const postings = (amount: bigint, debit: LedgerAccount, credit: LedgerAccount): Posting[] => [
    { account: debit, side: 'debit', amount },
    { account: credit, side: 'credit', amount },
  ];
  const purchase = (amount: bigint): Posting[] => postings(amount, accounts.holding, accounts.network);
  await page((book) =>
    book.post({ ...operation('faucet'), postings: postings(holding, accounts.faucet, accounts.holding) }),
  );
  const balance = (of: LedgerAccount) => page((book) => book.balance(of));
  return { id, accounts, operation, page, postings, purchase, balance };
}

void suite('the ledger', () => {
  test('an entry moves both sides by their normal sides', async () => {
    const { balance, accounts } = await company();
    assert.deepEqual(await balance(accounts.holding), { posted: 10_000n, held: 0n, available: 10_000n });
    assert.deepEqual(await balance(accounts.faucet), { posted: 10_000n, held: 0n, available: 10_000n });
  });

  test('a hold sets the same amount aside on each of its accounts', async () => {
    const { page, operation, accounts, balance } = await company();
    const hold = newId('hold');
    const { holding, card } = accounts;
    await page((book) => book.place({ ...operation('a'), hold, accounts: [holding, card], amount: 4_500n }));
    assert.deepEqual(await balance(holding), { posted: 10_000n, held: 4_500n, available: 5_500n });
    assert.deepEqual(await balance(card), { posted: 0n, held: 4_500n, available: -4_500n });
    await page((book) => book.change({ ...operation('b'), hold, change: 500n }), { holds: [hold] });
    assert.equal((await balance(card)).held, 5_000n);
    await page((book) => book.change({ ...operation('c'), hold, change: -5_000n }), { holds: [hold] });
    assert.deepEqual(await balance(holding), { posted: 10_000n, held: 0n, available: 10_000n });
  });
});
