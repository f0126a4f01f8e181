import type { Asset } from '../../kernel/assets.ts';
import { maxBigint } from '../../kernel/money.ts';
import type { Book, LedgerAccount } from '../../ledger/index.ts';
import { custodyAccount, inFlightAccount } from '../accounts.ts';
import type { Wallet } from '../types.ts';

/** The coins of an asset that a threshold account can pay with. */
export interface Coins {
  /** To be open in the books that are asked. */
  readonly accounts: readonly LedgerAccount[];
  /** What it has on the chain, less what is on its way out of it; minor units, never below zero. */
  free(book: Book): bigint;
}

export function coinsOf({ company, id }: Pick<Wallet, 'company' | 'id'>, asset: Asset): Coins {
  const custody = custodyAccount(company, id, asset);
  const inFlight = inFlightAccount(company, id, asset);
  return {
    accounts: [custody, inFlight],
    free: (book) => maxBigint(0n, book.balance(custody).available - book.balance(inFlight).available),
  };
}
