export type * from './types.ts';
export { createApply } from './apply.ts';
export type { Applied, Apply, LedgerOperation, Requirement } from './apply.ts';
export { chart } from './chart.ts';
export { checkBalances, lastSeal } from './check-store.ts';
export type { AssetCheck, LastSeal } from './check-store.ts';
export { appendHeadsTo, readHeads, readLastHead } from './seals/head-file.ts';
export type { PublishedHead } from './seals/head-file.ts';
export { publicKeyOf, sealingKey } from './seals/block.ts';
export { createSealer } from './seals/sealer.ts';
export type { Sealer, SealerParts } from './seals/sealer.ts';
export { accountsOfCompany, holdsOfCompany } from './of-company-store.ts';
export { discrepancies } from './verify/report.ts';
export type { Discrepancy, DiscrepancyKind, LedgerReport } from './verify/report.ts';
export { lacksHead, verifyLedger } from './verify/verify.ts';
import type { Queries, Tx } from '../platform/database.ts';
import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import type { KnownHold } from './lines.ts';
import { createOpen } from './open.ts';
import { balances, entriesOf, sums } from './read.ts';
import type { Balance, ChangeHold, Entry, Hold, LedgerAccount, PlaceHold, Post } from './types.ts';

/**
 * The open page of the books inside one unit of work: rows are locked (sorted) and read, operations change them in
 * memory in arrival order, and `write` makes all of it true with one statement for each table.
 */
export interface Book {
  balance(account: LedgerAccount): Balance;
  /** A hold named when the book was opened, or placed since; `undefined` when there is none. */
  hold(company: Id<'company'>, id: Id<'hold'>): Hold | undefined;
  /** Whether an operation with this key is in the books (only keys named when the book was opened, or used since). */
  knows(company: Id<'company'>, key: string): boolean;
  /** The entry that a known key booked. */
  entryOf(company: Id<'company'>, key: string): Id<'ledgerEntry'> | undefined;
  place(operation: PlaceHold): void;
  change(operation: ChangeHold): void;
  /** Answers what exceeded the hold, in minor units (`over_posted` when above zero and a hold was taken). */
  post(operation: Post): { readonly overPosted: bigint };
  write(): Promise<void>;
}

/**
 * A book on what this process remembers of its accounts, nothing locked yet. `confirm` locks them and ends the unit of work
 * unless they are as remembered; it is sent before anything that `write` sends, and need not be waited for: when it fails,
 * the COMMIT behind it fails.
 */
export interface RecalledBook extends Book {
  /** Answers the version that what is written has. @throws an error that `isNotAsRemembered` knows */
  confirm(): Promise<number>;
  /** Remembers what was written, under its version. To be called when everything is confirmed. */
  keep(version: number): void;
  /** Forgets the accounts: something was not as remembered. */
  forget(): void;
}

export interface BookRequest {
  readonly accounts: readonly LedgerAccount[];
  readonly holds?: readonly { readonly company: Id<'company'>; readonly hold: Id<'hold'> }[];
  readonly keys?: readonly { readonly company: Id<'company'>; readonly key: string }[];
  /**
   * This unit of work opens no other book and writes this one once, as what it writes is then recalled before it commits. A
   * version names a unit of work: of accounts written twice in one, two states have the same.
   */
  readonly only?: boolean;
}

export interface Ledger {
  /** Opens the books for these accounts (and the accounts of these holds); accounts not yet there are opened. */
  open(tx: Tx, request: BookRequest): Promise<Book>;
  /**
   * Opens the books on what is remembered, reading only what is not; `undefined` where an account is not there yet. For
   * whoever is the only one to decide on these accounts most of the time: several processes stay right, and lose a round
   * each time they meet. `holds` are as the caller knows them. Their rows are not locked: all who write them must take
   * another lock first, as a card's is for the holds of its purchases; what they set aside is proven when it is written.
   */
  recall(
    tx: Tx,
    accounts: readonly LedgerAccount[],
    holds?: readonly KnownHold[],
  ): Promise<RecalledBook | undefined>;
  /** Remembers nothing of before: the database may lack what was committed last. Its versions are given again then, to other rows. */
  forget(): void;
  /** Balances for showing, in the order asked for: without locks, so nothing may be decided on them. */
  balances(queries: Queries, accounts: readonly LedgerAccount[]): Promise<readonly Balance[]>;
  /** What all accounts of one kind of a company have available together, by asset: `virtual` are all `virtual:vw_0197…`. */
  sums(queries: Queries, company: Id<'company'>, kind: string): Promise<ReadonlyMap<Asset, bigint>>;
  /** What is in the books about a card transaction or wallet movement, oldest first. */
  entriesOf(queries: Queries, company: Id<'company'>, reference: string): Promise<readonly Entry[]>;
}

/** The ledger: the only thing that changes a balance. */
export function createLedger(): Ledger {
  return { ...createOpen(), balances, sums, entriesOf };
}
