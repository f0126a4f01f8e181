import type { Address, Hash } from 'viem';
import type { Asset } from '../kernel/assets.ts';
import type { Tx } from '../platform/database.ts';

/** What a transfer is of, as the chain's configuration lists it. */
export interface TransferAsset {
  readonly asset: Asset;
  readonly symbol: string;
  readonly name: string;
  /** Null for the native coin. */
  readonly address: Address | null;
  readonly decimals: number;
  /** False for tokens that move less or more than their logs say. */
  readonly exact: boolean;
}

/** A transfer in a block that touches an address of ours. Addresses carry their checksum. */
export interface Transfer {
  readonly chain: string;
  readonly chainId: number;
  readonly of: TransferAsset;
  /** Null where it is not known: native coin found by a balance. */
  readonly from: Address | null;
  readonly to: Address;
  /** Minor units, more than zero. */
  readonly amount: bigint;
  /** Which of its two ends are ours. */
  readonly fromOurs: boolean;
  readonly toOurs: boolean;
  /** Of native coin found by a balance that no transaction of its block explains: the hash of the block. */
  readonly transactionHash: Hash;
  readonly kind: 'token' | 'coin';
  /** Of the log in its receipt, or of the native movement in its transaction: with hash and kind the identity of a credit. */
  readonly ordinal: number;
  readonly logIndex: number | null;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly minedAt: Date;
  /** Blocks on top of it and its own, at this moment. */
  readonly confirmations: number;
}

/** A transfer that has its confirmations, with values from the canonical receipt. */
export interface ConfirmedTransfer extends Transfer {
  /**
   * Unique for ever: chain, transaction, kind, ordinal, and the round, which grows when a credited transfer left the chain
   * and was mined again. For the key of the ledger entry.
   */
  readonly creditKey: string;
}

/** A transfer that has left the chain. */
export interface OrphanedTransfer extends Transfer {
  /** Of the credit to take back in full; undefined when it was never told as confirmed. */
  readonly creditKey: string | undefined;
}

/**
 * Which of these addresses are ours, read in the unit of work that moves the cursor. An address must be stored before it
 * is shown to anybody, and stays ours for ever: rotated, disabled, deleted. Deposit addresses and threshold accounts alike,
 * each with its checksum. Owned here, fulfilled by wallets.
 */
export type Watched = (tx: Tx, chain: string, addresses: readonly Address[]) => Promise<ReadonlySet<Address>>;

/** An address of ours. */
export interface WatchedAddress {
  readonly address: Address;
  /** What it had at this block was booked by itself, and what came up to it is no transfer to tell of; null where there is none. */
  readonly since: bigint | null;
}

/** All addresses of ours on a chain; only asked where the node offers no traces, for native coin. */
export type AllWatched = (tx: Tx, chain: string) => Promise<readonly WatchedAddress[]>;

/** Transfers were seen in a block and wait for confirmations. In the order of the chain. */
export type Observed = (tx: Tx, transfers: readonly Transfer[]) => Promise<void>;

/**
 * Transfers are confirmed: each comes here exactly once for each stay on the chain. `calls` are the keys of the calls of which
 * `settled` is told next, in the same unit of work: what that locks is to be locked here, together with all else, or two of them wait
 * for each other.
 */
export type Confirmed = (
  tx: Tx,
  transfers: readonly ConfirmedTransfer[],
  calls: readonly string[],
) => Promise<void>;

/** Transfers that were told as observed have left the chain. `calls` as of {@link Confirmed}. */
export type Orphaned = (
  tx: Tx,
  transfers: readonly OrphanedTransfer[],
  calls: readonly string[],
) => Promise<void>;

/** What has become of a signed call. All but `manual_check` and `returned` are final at confirmation depth. */
export type CallOutcome =
  /** All its calls happened. */
  | 'executed'
  /** The account ran it, and one of its calls failed: nothing moved. */
  | 'failed'
  /** Another message used its nonce: nothing moved, and nothing can any more. */
  | 'replaced'
  /** A confirmed block is past its deadline and its nonce is unused: nothing moved, and nothing can any more. */
  | 'expired'
  /** It takes longer than it should. It may still happen. */
  | 'manual_check'
  /** What was told before has left the chain: it is under way again, the same signed call, no new signature. */
  | 'returned';

export interface SettledCall {
  readonly chain: string;
  /** The key it was submitted with. */
  readonly key: string;
  readonly account: Address;
  readonly nonce: bigint;
  readonly outcome: CallOutcome;
  /** The chain transaction that used the nonce, where there is one. */
  readonly used: CallUse | undefined;
}

/** Where the nonce of a signed call was used. */
export interface CallUse {
  readonly transactionHash: Hash;
  readonly blockNumber: bigint;
  /** Blocks on top of it and its own, at this moment. */
  readonly confirmations: number;
}

/** Outcomes of signed calls, once each. Owned here, fulfilled by wallets. */
export type Settled = (tx: Tx, calls: readonly SettledCall[]) => Promise<void>;

/** What the relayer has paid for one chain transaction, at confirmation depth; nothing, when it has left the chain since. */
export interface GasSpent {
  readonly chain: string;
  readonly asset: Asset;
  /** The key of the send. */
  readonly key: string;
  readonly relayer: Address;
  readonly transactionHash: Hash;
  /** Native minor units. */
  readonly amount: bigint;
  /** False when the transaction reverted and only cost gas. */
  readonly succeeded: boolean;
}

/** What transactions have cost by now. Each may come again, after it has left the chain and was mined again. */
export type SpentGas = (tx: Tx, spent: readonly GasSpent[]) => Promise<void>;

/** Who is told what happens on a chain, in the units of work that make it known here. */
export interface Listeners {
  readonly watched: Watched;
  readonly allWatched: AllWatched;
  readonly observed: Observed;
  readonly confirmed: Confirmed;
  readonly orphaned: Orphaned;
  readonly settled: Settled;
  readonly spentGas: SpentGas;
}
