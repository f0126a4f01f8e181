import { present } from '../../kernel/assert.ts';
import { CARD, USD, type Asset } from '../../kernel/assets.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Balance, Book, Ledger, LedgerAccount, Operation, Posting } from '../index.ts';

/** A company of a test, with the accounts that most tests need, and short ways to its books. */
export interface TestCompany {
  readonly id: Id<'company'>;
  readonly holding: LedgerAccount;
  readonly faucet: LedgerAccount;
  readonly network: LedgerAccount;
  readonly card: LedgerAccount;
  readonly contra: LedgerAccount;
  readonly account: (name: string, asset?: Asset) => LedgerAccount;
  /** What every operation says of itself. The same words give the same key. */
  readonly operation: (key: string) => Operation;
  /** Opens the books with all accounts above, runs `body`, writes. */
  readonly book: <T>(body: (book: Book) => T, also?: Also) => Promise<T>;
  readonly balance: (account: LedgerAccount) => Promise<Balance>;
}

interface Also {
  readonly holds?: readonly Id<'hold'>[];
  readonly keys?: readonly string[];
}

/** @param funds cents on its holding, from the faucet */
export async function testCompany(database: Database, ledger: Ledger, funds: bigint): Promise<TestCompany> {
  const id = newId('company');
  const account = (name: string, asset: Asset = USD): LedgerAccount => ({ company: id, name, asset });
  const accounts = {
    holding: account('holding'),
    faucet: account('faucet'),
    network: account('network_payable'),
    card: account('card:one', CARD),
    contra: account('card_contra', CARD),
  };
  const company: TestCompany = {
    id,
    account,
    ...accounts,
    operation: (key) => ({
      company: id,
      key,
      reference: `about ${key}`,
      kind: 'test',
      at: new Date('2026-03-01T12:00:00Z'),
    }),
    book: (body, { holds = [], keys = [] } = {}) =>
      database.work(async (tx) => {
        const book = await ledger.open(tx, {
          accounts: Object.values(accounts),
          holds: holds.map((hold) => ({ company: id, hold })),
          keys: keys.map((key) => ({ company: id, key })),
        });
        const result = body(book);
        await book.write();
        return result;
      }),
    balance: async (of) => present((await ledger.balances(database, [of]))[0], 'a balance'),
  };
  if (funds > 0n) {
    await company.book((book) =>
      book.post({
        ...company.operation('funds'),
        postings: move(funds, accounts.faucet, accounts.holding),
      }),
    );
  }
  return company;
}

/** Two postings: debit `from`, credit `to`. */
export const move = (amount: bigint, from: LedgerAccount, to: LedgerAccount): Posting[] => [
  { account: from, side: 'debit', amount },
  { account: to, side: 'credit', amount },
];
