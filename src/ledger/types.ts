import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';

/**
 * A ledger account, named by its place in the company's chart of accounts: `holding`, `card:card_0197…`, `fees`.
 * The same name may exist for several assets.
 */
export interface LedgerAccount {
  readonly company: Id<'company'>;
  readonly name: string;
  readonly asset: Asset;
}

/** What grows the balance of an account: credits for what is owed to somebody, debits for what there is. */
export type NormalSide = 'debit' | 'credit';

/** Minor units. `available` = `posted` − `held`; `posted` is signed by the account's normal side and may be negative. */
export interface Balance {
  readonly posted: bigint;
  readonly held: bigint;
  readonly available: bigint;
}

/** One line of an entry. `amount` is positive. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly side: NormalSide;
  readonly amount: bigint;
}

/** What every operation says of itself. */
export interface Operation {
  readonly company: Id<'company'>;
  /** Unique within the company for ever: the same key never books twice. */
  readonly key: string;
  /** The card transaction or wallet movement it belongs to. */
  readonly reference: string;
  /** What it is, in one word of the business: `authorization`, `clearing`, `deposit`. */
  readonly kind: string;
  /** The moment by the company's clock. */
  readonly at: Date;
}

/** Sets the same number of minor units aside on each of `accounts` (a card and its holding), or on none. */
export interface PlaceHold extends Operation {
  readonly hold: Id<'hold'>;
  readonly accounts: readonly LedgerAccount[];
  readonly amount: bigint;
}

/** Changes what a hold sets aside by `change` (positive: more, negative: less; at most what is held). */
export interface ChangeHold extends Operation {
  readonly hold: Id<'hold'>;
  readonly change: bigint;
}

/**
 * A balanced entry. With `take`, at most what the hold still has is released together with it: money goes from held
 * to posted; what exceeds the hold comes from available, which may go below zero. `final` releases the rest too.
 */
export interface Post extends Operation {
  readonly postings: readonly Posting[];
  readonly take?: { readonly hold: Id<'hold'>; readonly amount: bigint; readonly final: boolean };
}

/** What a hold is now. `held` is on each of its accounts. */
export interface Hold {
  readonly id: Id<'hold'>;
  readonly accounts: readonly LedgerAccount[];
  readonly held: bigint;
}

/** An entry as it stands in the books. */
export interface Entry extends Operation {
  readonly id: Id<'ledgerEntry'>;
  /** Wall time. */
  readonly recordedAt: Date;
  /** The hold it placed or changed, by how much; null when it touched none. */
  readonly hold: { readonly id: Id<'hold'>; readonly change: bigint } | null;
  /** None when it only placed or changed a hold. */
  readonly postings: readonly Posting[];
}
