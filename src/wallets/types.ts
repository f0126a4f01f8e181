import type { Address, Hex } from 'viem';
import type { Chain, Coin, ListedChain, Token } from '../chains/index.ts';
import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import type { Book, Entry, LedgerAccount, Posting } from '../ledger/index.ts';
import type { Queries, Tx } from '../platform/database.ts';
import type { KeyId } from '../signing/index.ts';

export type CompanyId = Id<'company'>;
export type WalletId = Id<'wallet'> | Id<'virtualWallet'>;

/**
 * `treasury`, `holding`, `program`: threshold accounts. `virtual`, `card`: forwarders to the holding or program wallet.
 * `relayer`: the key that pays for gas, in the operator's books.
 */
export type WalletKind = 'treasury' | 'holding' | 'program' | 'virtual' | 'card' | 'relayer';

/** An address of ours on one chain, and whose it is. */
export interface Wallet {
  readonly company: CompanyId;
  /** `vw_…` of a virtual wallet, `wal_…` of all others. */
  readonly id: WalletId;
  readonly kind: WalletKind;
  /** The name of the chain: `POLYGON`. */
  readonly chain: string;
  /** With its checksum (EIP-55). */
  readonly address: Address;
  readonly alias: string;
  /** Of a treasury wallet. */
  readonly account: Id<'treasuryAccount'> | null;
  /** Of a threshold account: its group key at the signers. */
  readonly keyId: KeyId | null;
  /** Of a forwarder: the wallet that it forwards to. */
  readonly holding: Id<'wallet'> | null;
  /** Of a forwarder: what makes its address. */
  readonly salt: Hex | null;
  readonly card: Id<'card'> | null;
  readonly client: Id<'client'> | null;
  readonly enabled: boolean;
  readonly createdAt: Date;
  /** Since then the card has another deposit wallet. */
  readonly rotatedAt: Date | null;
  readonly deletedAt: Date | null;
  /** What came up to this block is in the opening entry. */
  readonly sinceBlock: bigint | null;
}

/** A group of treasury wallets. */
export interface TreasuryAccount {
  readonly company: CompanyId;
  readonly id: Id<'treasuryAccount'>;
  readonly alias: string;
  readonly createdAt: Date;
  readonly deletedAt: Date | null;
}

/** As on the wire. A treasury's TRANSFER goes out; USER_WITHDRAWAL leaves a virtual wallet, WITHDRAWAL a holding. */
export type MovementOperation =
  'DEPOSIT' | 'TRANSFER' | 'WITHDRAWAL' | 'USER_WITHDRAWAL' | 'OVERRIDE_VIRTUAL_BALANCE';

/**
 * As on the wire. Deposits: PENDING (seen) → COMPLETED (credited), or PROCESSING (came in, credited to nobody: below the
 * minimum), or CANCELLED (left the chain). What goes out: PENDING → COMPLETED or FAILED, PROCESSING where it takes longer
 * than it should (manual check).
 */
export type MovementState = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** Something that came, goes or was set by hand. */
export interface WalletMovement {
  readonly company: CompanyId;
  readonly id: Id<'movement'>;
  readonly wallet: WalletId;
  readonly kind: WalletKind;
  readonly chain: string;
  readonly operation: MovementOperation;
  readonly state: MovementState;
  /** One word: `below_minimum`, `not_for_cards`, `inexact`, `reorg`; of outgoing ones why they failed. */
  readonly reason: string | null;
  readonly asset: Asset;
  /** Minor units of `asset`; below zero only where a balance was set lower by hand. */
  readonly amount: bigint;
  /** What was credited, in minor units of `netAsset`; null as long as nothing is. */
  readonly netAsset: Asset | null;
  readonly netAmount: bigint | null;
  readonly from: Address | null;
  readonly to: Address | null;
  /** Of the chain transaction, or `internal`. */
  readonly transactionHash: string | null;
  /** With chain and transaction hash: which transfer on the chain a deposit is; null for all else. */
  readonly transferKind: 'token' | 'coin' | null;
  readonly ordinal: number | null;
  readonly logIndex: number | null;
  readonly blockNumber: bigint | null;
  readonly blockHash: string | null;
  readonly confirmations: number | null;
  /** The stay on the chain that is in the books. */
  readonly creditKey: string | null;
  readonly account: Id<'treasuryAccount'> | null;
  readonly card: Id<'card'> | null;
  readonly client: Id<'client'> | null;
  readonly seenEvent: Id<'event'> | null;
  readonly doneEvent: Id<'event'> | null;
  readonly traceId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A token as wallets list it. */
export interface ListedToken extends Token {
  /** Micro-dollars (10^-6 USD) for one whole token; for minimum deposits, sweeps and showing. */
  readonly usdPrice: bigint;
  /** Whether deposits of it fund cards, one USD for each whole token. */
  readonly forCards: boolean;
}

export interface ListedCoin extends Coin {
  readonly usdPrice: bigint;
}

/** What may be on a chain, as configuration: known before the chain can be reached. */
export interface ListedWalletChain extends ListedChain {
  readonly coin: ListedCoin;
  readonly tokens: readonly ListedToken[];
  readonly confirmations: number;
  /** What a deposit on it must be worth at least; default `defaultMinimums`. */
  readonly minimums?: Minimums | undefined;
}

/** A chain as wallets use it. */
export interface WalletChain extends ListedWalletChain {
  /** @throws Failure UNAVAILABLE while the chain cannot be reached yet */
  open(): Chain;
}

/** A token or the native coin of a chain, as everything here speaks of it. */
export interface WalletAsset {
  readonly chain: string;
  readonly asset: Asset;
  readonly name: string;
  readonly symbol: string;
  /** Null for the native coin. */
  readonly address: Address | null;
  readonly decimals: number;
  readonly usdPrice: bigint;
  readonly exact: boolean;
  readonly forCards: boolean;
}

/** What there is of one asset. `balance` in minor units. */
export interface TokenBalance extends WalletAsset {
  readonly balance: bigint;
}

/** The least that a deposit must be worth, in micro-dollars at the listed price, for each transfer, before commission. */
export interface Minimums {
  readonly cards: bigint;
  readonly virtual: bigint;
  readonly treasury: bigint;
}

/** A confirmed deposit for the card program; `card` is null for one straight to the program's wallet. */
export interface CardDeposit {
  readonly company: CompanyId;
  readonly card: Id<'card'> | null;
  readonly movement: Id<'movement'>;
  readonly asset: Asset;
  /** Minor units of `asset`, one USD for each whole one. */
  readonly amount: bigint;
  /** What the credit debits: the custody of the wallet, or what it was suspended on. */
  readonly source: LedgerAccount;
  /** By the company's clock. */
  readonly at: Date;
  /** The key of the entry that credits it, unique within the company for this stay on the chain. */
  readonly key: string;
}

/** What a deposit became for the card program, USD cents. */
export interface CardCredit {
  /** What was credited, after commission. */
  readonly net: bigint;
  /** What the holding gained: that, and whole cents that had gathered from what earlier deposits left over. */
  readonly holding: bigint;
}

/** Card deposits of one unit of work, with their cards locked. Operations are booked one by one, in order. */
export interface CardDepositsAtWork {
  /** Every ledger account that any of them can touch. */
  readonly accounts: readonly LedgerAccount[];
  /** Books one as in the chart (custody, conversion, dust; holding, fees; card). */
  credit(book: Book, deposit: CardDeposit): CardCredit;
  /** Books the mirror of the entry that `credit` made, in full, even if a balance goes below zero; answers what it had answered. */
  takeBack(book: Book, deposit: CardDeposit, entry: Entry): Pick<CardCredit, 'holding'>;
  /** Writes what changed beside the ledger; travels with `book.write()`. */
  save(book: Book): Promise<void>;
}

/**
 * What a deposit becomes for the card program: locks the cards (sorted, before any ledger account) and says what it will
 * touch. Owned here, fulfilled by cards, joined in app.ts.
 */
export type CreditDeposit = (tx: Tx, deposits: readonly CardDeposit[]) => Promise<CardDepositsAtWork>;

/**
 * A living client of a company, read in the unit of work. Owned here, fulfilled by companies, joined in app.ts.
 *
 * @throws Failure NOT_FOUND
 */
export type GetClient = (company: CompanyId, client: Id<'client'>, queries: Queries) => Promise<unknown>;

/** Money of the card holding that leaves through the program's wallet. */
export interface HoldingWithdrawal {
  /** USD cents. */
  readonly cents: bigint;
  readonly asset: Asset;
  /** Minor units of `asset`, one USD for each whole one. */
  readonly amount: bigint;
}

/**
 * The card holding, as far as a withdrawal from it needs it. Owned here, fulfilled by cards, joined in app.ts.
 */
export interface CardHolding {
  /** The ledger accounts that must be open for {@link CardHolding.withdrawable}. */
  accounts(company: CompanyId): readonly LedgerAccount[];
  /** What may be withdrawn now, USD cents: above the locked floor, and beside what the cards claim. */
  withdrawable(tx: Tx, book: Book, company: CompanyId): Promise<bigint>;
  /** The card program's side of a withdrawal, which a credit of `amount` of `asset` balances. */
  postings(company: CompanyId, withdrawal: HoldingWithdrawal): readonly Posting[];
}

/** A threshold key, and the wallet that obeys it. */
export interface SigningKey {
  readonly keyId: KeyId;
  readonly company: CompanyId;
  readonly wallet: WalletId;
  readonly kind: WalletKind;
  readonly chain: string;
  readonly address: Address;
}
