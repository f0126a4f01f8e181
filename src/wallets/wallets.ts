import type { Address } from 'viem';
import type { ChainState, Listeners, UnbookedCall } from '../chains/index.ts';
import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import type { ListPart } from '../kernel/pages.ts';
import type { Tx } from '../platform/database.ts';
import type { SendFromFaucet } from './funding.ts';
import type { SigningKeys } from './operating/signing-keys.ts';
import type { SendTrial } from './tokens/prove-tokens.ts';
import type {
  CompanyId,
  ListedWalletChain,
  Minimums,
  TokenBalance,
  TreasuryAccount,
  Wallet,
  WalletAsset,
  WalletId,
  WalletMovement,
} from './types.ts';

/**
 * The door of this folder. Ids come as text: an ill-formed one is an unknown one (Failure NOT_FOUND), and so is another
 * company's. A chain that is not listed is Failure VAL. What needs a chain or the signers throws Failure UNAVAILABLE while
 * they are away; nothing is half done then.
 */
export interface Wallets {
  /** What the chains tell; each is joined to `createChain` in app.ts. */
  readonly listeners: Listeners;
  /** The chains that are listed, in order. */
  readonly chains: readonly ListedWalletChain[];
  readonly assets: Assets;
  readonly treasury: Treasury;
  readonly virtual: VirtualWallets;
  readonly cards: CardWallets;
  readonly outgoing: Outgoing;
  readonly movements: Movements;
  readonly deposits: Deposits;
  readonly operator: WalletsOperator;
  /** How many wallets a company has of each kind that its contract counts, without deleted ones. */
  count(company: CompanyId): Promise<{ readonly treasury: number; readonly virtual: number }>;
  /** A wallet of the company of any kind, by its id or its address; deleted ones too. */
  get(company: CompanyId, idOrAddress: string): Promise<Wallet>;
  /** In the sandbox: what the holding of a new company starts with, USD cents, is to be on the chain, too. */
  openCompany(tx: Tx, company: CompanyId, initialHolding: bigint): Promise<void>;
}

/** What may be on the chains. */
export interface Assets {
  /** All of one chain, its tokens in the order of the list and then its native coin; of all chains without a name. */
  list(chain?: string): readonly WalletAsset[];
  /** By its asset: `POLYGON:USDC/6`. */
  of(asset: Asset): WalletAsset | undefined;
  /**
   * The same, and of one that is taken off the list what its name says, without a price: what was under way then ends, and what
   * happened is shown. `address` of its contract, where that is known.
   */
  named(asset: Asset, address?: Address | null): WalletAsset;
  /** With how many blocks a transfer counts, its own included; undefined of a chain that is listed no more. */
  confirmations(chain: string): number | undefined;
  /** What a deposit on a chain must be worth at least. */
  minimums(chain: string): Minimums;
  /** By the address of a token on a chain, or null for the native coin; any letter case. @throws Failure VAL */
  find(chain: string, address: string | null): WalletAsset;
}

/** Treasury accounts and their wallets, each a threshold account with a key of its own. */
export interface Treasury {
  createAccount(company: CompanyId, alias: string): Promise<TreasuryAccount>;
  /** Without deleted ones, oldest first; so all lists here. */
  listAccounts(company: CompanyId, part: ListPart): Promise<readonly TreasuryAccount[]>;
  getAccount(company: CompanyId, account: string): Promise<TreasuryAccount>;
  renameAccount(company: CompanyId, account: string, alias: string): Promise<TreasuryAccount>;
  /** @throws Failure VAL while it has wallets */
  deleteAccount(company: CompanyId, account: string): Promise<void>;
  /** Makes a key among the signers and stores its address. @throws Failure VAL when the contract allows no more */
  createWallet(
    company: CompanyId,
    account: string,
    wanted: { readonly alias: string; readonly chain: string },
  ): Promise<Wallet>;
  listWallets(company: CompanyId, account: string, part: ListPart): Promise<readonly Wallet[]>;
  /** The wallets of each of these accounts, for `GET /mpc/accounts/list`. */
  ofAccounts(
    company: CompanyId,
    accounts: readonly Id<'treasuryAccount'>[],
  ): Promise<ReadonlyMap<Id<'treasuryAccount'>, readonly Wallet[]>>;
  getWallet(company: CompanyId, account: string, wallet: string): Promise<Wallet>;
  renameWallet(company: CompanyId, account: string, wallet: string, alias: string): Promise<Wallet>;
  /** It stays watched. @throws Failure VAL while it has coins or something is under way */
  deleteWallet(company: CompanyId, account: string, wallet: string): Promise<Wallet>;
  /** Of a deleted wallet, too, when something came to its address afterwards: it can be sent on as before. */
  balances(company: CompanyId, account: string, wallet: string): Promise<readonly TokenBalance[]>;
}

/** Virtual wallets, and the holding wallet behind them. */
export interface VirtualWallets {
  /** A forwarder; the first one on a chain makes the company's holding wallet. */
  create(company: CompanyId, wanted: { readonly alias: string; readonly chain: string }): Promise<Wallet>;
  /** Without deleted ones, oldest first. @throws Failure VAL for a blockchain that is not listed */
  list(company: CompanyId, chain: string, part: ListPart): Promise<readonly Wallet[]>;
  get(company: CompanyId, wallet: string): Promise<Wallet>;
  rename(company: CompanyId, wallet: string, alias: string): Promise<Wallet>;
  setEnabled(company: CompanyId, wallet: string, enabled: boolean): Promise<Wallet>;
  /** It stays watched. @throws Failure VAL while it has a balance or something is under way */
  delete(company: CompanyId, wallet: string): Promise<void>;
  /** @throws Failure NOT_FOUND for an unknown client, VAL */
  linkClient(company: CompanyId, wallet: string, client: string): Promise<Wallet>;
  /** Virtual balances: what the client is owed. Of a deleted wallet, too, when something came to it afterwards. */
  balances(company: CompanyId, wallet: string): Promise<readonly TokenBalance[]>;
  /** The sum of all virtual balances on a chain. */
  sum(company: CompanyId, chain: string): Promise<readonly TokenBalance[]>;
  /** @throws Failure NOT_FOUND before there is one */
  holding(company: CompanyId, chain: string): Promise<Wallet>;
  /** Coins of the holding wallet on the chain. */
  holdingBalances(company: CompanyId, chain: string): Promise<readonly TokenBalance[]>;
  /** The virtual wallets that are tied to each client, for `GET /management/clients`. */
  ofClients(
    company: CompanyId,
    clients: readonly Id<'client'>[],
  ): Promise<ReadonlyMap<Id<'client'>, readonly WalletId[]>>;
}

/** Deposit wallets of cards, and the wallet of the card program. */
export interface CardWallets {
  /** The chain of the card program. */
  readonly chain: string;
  /** The current deposit wallet of a card, made at its first call. The caller has checked that it is a living TOP_UP card. */
  of(company: CompanyId, card: Id<'card'>): Promise<Wallet>;
  /** Gives the card another deposit wallet; the old one stays watched. */
  rotate(company: CompanyId, card: Id<'card'>): Promise<Wallet>;
  /** The wallet that the company's card holding is funded through, made at its first call. */
  program(company: CompanyId): Promise<Wallet>;
  /** The tokens that fund cards. */
  readonly tokens: readonly WalletAsset[];
}

/** What was asked to leave. */
export interface OutgoingAsked {
  readonly to: string;
  /** Of a token; null for the native coin. */
  readonly token: string | null;
  /** As it was sent: a decimal text. Too many decimals for the token, or nothing, is Failure VAL. */
  readonly amount: string;
  readonly traceId: string;
  /** Of the request, or undefined: the same one again while it is under way is Failure WARNING. */
  readonly idempotencyKey: string | undefined;
}

/** `transactionHash` is null until something was sent; `internal` between two virtual wallets. */
export type OutgoingAnswer = Pick<WalletMovement, 'id' | 'transactionHash' | 'state'>;

/** Everything that leaves a wallet or moves between wallets. @throws Failure VAL, WARNING, UNAVAILABLE */
export interface Outgoing {
  transfer(
    company: CompanyId,
    account: string,
    wallet: string,
    asked: OutgoingAsked,
  ): Promise<OutgoingAnswer>;
  withdrawVirtual(company: CompanyId, wallet: string, asked: OutgoingAsked): Promise<OutgoingAnswer>;
  withdrawHolding(company: CompanyId, chain: string, asked: OutgoingAsked): Promise<OutgoingAnswer>;
  /** From the card holding, in USD with two decimals; paid in the token of the card program. */
  withdrawWarranty(company: CompanyId, asked: Omit<OutgoingAsked, 'token'>): Promise<OutgoingAnswer>;
  /** Sets what a virtual wallet has of a token (default the first listed); answers the balance in minor units. */
  setVirtualBalance(
    company: CompanyId,
    wallet: string,
    to: { readonly token: string | undefined; readonly amount: string; readonly traceId: string },
  ): Promise<TokenBalance>;
  /**
   * Sends a deposit that was credited to nobody to an address that the operator names: too small, or of a token that funds
   * no cards.
   *
   * @throws Failure NOT_FOUND, VAL when it is credited, waits for its token, or its coins are still on a deposit address
   */
  returnDeposit(
    company: CompanyId,
    deposit: string,
    asked: { readonly to: string; readonly traceId: string },
  ): Promise<OutgoingAnswer>;
  /** Sends what forwarders have to their holdings, where it is worth its gas; answers how many were swept. */
  sweep(): Promise<number>;
  /** Takes up what was left between two steps when a process died; signs and submits what waits for it. */
  resume(): Promise<number>;
}

export interface MovementQuery {
  readonly wallets: readonly string[];
  /** As on the wire; empty is all. */
  readonly operations: readonly string[];
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  readonly size: number;
  /** From 0. */
  readonly page: number;
}

/** Reading what came and went. A deposit that waits has as many `confirmations` as it has now. */
export interface Movements {
  get(company: CompanyId, movement: string): Promise<WalletMovement>;
  /** Of treasury wallets, newest first. */
  search(
    company: CompanyId,
    query: MovementQuery,
  ): Promise<{ readonly total: number; readonly movements: readonly WalletMovement[] }>;
  /** Of one virtual wallet, in order; `after` is the id of the last one seen. @throws Failure VAL for a blockchain that is not listed */
  of(
    company: CompanyId,
    wallet: string,
    page: {
      readonly after: string | undefined;
      readonly order: 'asc' | 'desc';
      readonly size: number;
      readonly chain: string | undefined;
    },
  ): Promise<readonly WalletMovement[]>;
  /** Deposits to the addresses that a card has or had, newest first. The caller has checked that it is a card. */
  ofCard(
    company: CompanyId,
    card: Id<'card'>,
    page: { readonly after: string | undefined; readonly size: number },
  ): Promise<readonly WalletMovement[]>;
}

/** What came in from outside. */
export interface Deposits {
  /** The deposits of a chain transaction to wallets of this company, those that left the chain too. */
  byHash(company: CompanyId, chain: string, transactionHash: string): Promise<readonly WalletMovement[]>;
  /** Those above a block that are on the chain now, in its order. */
  standing(company: CompanyId, chain: string, above: bigint): Promise<readonly WalletMovement[]>;
  /**
   * Credits a deposit that came in below the minimum to whom it was sent, as the operator may.
   *
   * @throws Failure NOT_FOUND, VAL when it does not wait for that
   */
  creditSuspended(company: CompanyId, movement: string, traceId: string): Promise<WalletMovement>;
  /** Deposits that are credited to nobody, of all companies or of one, newest first, a page of them; for the operator. */
  suspended(
    company?: CompanyId,
    page?: { readonly before: string | undefined; readonly size: number },
  ): Promise<readonly WalletMovement[]>;
  /** Where a company's balances on a chain are below zero because a credited deposit left it: nothing leaves meanwhile. */
  isNegative(tx: Tx, company: CompanyId, chain: string): Promise<boolean>;
}

/** One line of the comparison of our books with a chain; in minor units. */
export interface CustodyLine {
  readonly chain: string;
  readonly company: CompanyId;
  readonly wallet: WalletId;
  readonly kind: Wallet['kind'];
  readonly address: Address;
  readonly asset: Asset;
  readonly ledger: bigint;
  readonly onChain: bigint;
}

export interface Reconciliation {
  readonly chain: string;
  /** Why nothing could be compared, in a sentence; all else is empty then. */
  readonly unavailable: string | null;
  /** The confirmed block that both sides are of; null where nothing was compared. */
  readonly block: bigint | null;
  /** How many pairs of wallet and asset were compared. */
  readonly compared: number;
  /** Sums over all wallets, asset by asset, in minor units. */
  readonly totals: readonly { readonly asset: Asset; readonly ledger: bigint; readonly onChain: bigint }[];
  /** Where the two differ. */
  readonly differences: readonly CustodyLine[];
}

/** How a listed token stands. */
export interface TokenStanding {
  readonly asset: WalletAsset;
  /** `inexact` as it is listed; of others whether a transfer was compared with the balances that it left, and how it went. */
  readonly state: 'inexact' | 'unproved' | 'proved' | 'mismatched';
  /** The chain transaction that proves it, or is to. */
  readonly transactionHash: string | null;
  /** Since when it stands so; null before anything was tried. */
  readonly since: Date | null;
  /** What was seen, in a sentence; of mismatched ones. */
  readonly reason: string | null;
}

/** What left a wallet of ours on the chain and is in no books: of after the backup that the database was put back from, or signed by others. */
export interface Unbooked {
  readonly chain: string;
  readonly call: UnbookedCall;
  /** The threshold account that has paid. */
  readonly wallet: Wallet;
  /** What moved, in minor units; nothing where the account's call failed. */
  readonly transfers: readonly {
    readonly asset: WalletAsset;
    readonly to: Address;
    readonly amount: bigint;
  }[];
}

/** An address of ours that this database does not know, and what makes it. */
export type Adopted = {
  readonly company: CompanyId;
  readonly chain: string;
  /** As it was given out: what makes another one is refused. */
  readonly address: Address;
} & (
  | {
      /** Of the virtual wallet; with `card`, of the deposit wallet of a card that has none. */
      readonly id: string;
      readonly card: string | undefined;
    }
  | {
      /** Of the key at the signers. */
      readonly key: string;
      /** The treasury account that the wallet belongs to; for others their kind. */
      readonly account: string | undefined;
      readonly kind: 'holding' | 'program' | undefined;
    }
);

/** A token of which nothing is credited, because it moved other than its logs had said. */
export interface HaltedToken {
  readonly chain: string;
  readonly symbol: string;
  readonly since: Date;
  /** What was seen, in a sentence. */
  readonly reason: string;
}

/** For whoever runs the platform. */
export interface WalletsOperator {
  readonly keys: SigningKeys;
  /**
   * Compares custody with every chain, wallet by wallet, token by token. One that cannot be read says so in its line.
   *
   * @throws Failure UNAVAILABLE when none of them can be read
   */
  reconcile(): Promise<readonly Reconciliation[]>;
  /** With one of them. @throws Failure UNAVAILABLE, VAL for one that is not listed */
  reconcileChain(chain: string): Promise<Reconciliation>;
  /** `state` is undefined of a chain that is not reached yet. */
  chainStates(): Promise<
    readonly {
      readonly chain: string;
      readonly confirmations: number;
      readonly state: ChainState | undefined;
      /** Who pays for gas there. */
      readonly relayer: Address | undefined;
    }[]
  >;
  /**
   * Goes on after a reorganisation deeper than is remembered: takes back all above `block`, which must be on the chain.
   *
   * @throws Failure VAL when the chain was not halted, or has no such block
   */
  resume(chain: string, block: bigint): Promise<void>;
  /** What left wallets of ours and is in no books, in the order of the chains: nothing more leaves these wallets meanwhile. */
  unbooked(): Promise<readonly Unbooked[]>;
  /**
   * Books one of them, and tells the company.
   *
   * @param of the virtual wallet whose client was paid, of what left a holding; without it the company's own part has paid
   * @throws Failure VAL
   */
  bookUnbooked(unbooked: Unbooked, of: string | undefined): Promise<readonly WalletMovement[]>;
  /** Books what relayers have paid for gas and no books know of, as after a restore; answers how much, in wei. @throws Failure UNAVAILABLE */
  bookGasBeside(): Promise<readonly { readonly chain: string; readonly amount: bigint }[]>;
  /**
   * Takes an address in again that was given out after the backup which the database was put back from.
   *
   * @throws Failure NOT_FOUND, VAL
   */
  adopt(adopted: Adopted): Promise<Wallet>;
  /**
   * Has what is confirmed, or has left a chain, and could not be booked tried at once. Answers how many transfers.
   *
   * @throws Failure VAL for a chain that is not listed, UNAVAILABLE for one that is not reached yet
   */
  retryStuck(chain: string): Promise<number>;
  /** Every listed token, in the order of the chains. */
  tokens(): Promise<readonly TokenStanding[]>;
  haltedTokens(): Promise<readonly HaltedToken[]>;
  /**
   * Looks at transfers of unproved tokens that have their confirmations, and credits what waited for that. For the worker;
   * one process at a time does it. Answers how many tokens and deposits it got on with.
   */
  tryTokens(): Promise<number>;
  /**
   * Proves the tokens of the sandbox's chain by real transfers of its faucet, so that the first deposit of each has not to wait.
   * Answers how many were proved. One that the faucet does not have is left as it is.
   */
  proveTokens(chain: string, send: SendTrial): Promise<number>;
  /** Lets a halted token (`POLYGON:USDC`) be tried again with its next sweep. @throws Failure NOT_FOUND when it is not halted */
  resumeToken(token: string): Promise<void>;
  /** Takes the relayer of a chain into the operator's books, once, before it sends anything. */
  openRelayer(chain: string, address: Address): Promise<void>;
  /**
   * Sends test coins for what card holdings were given to start with (sandbox); answers for how many companies. By one
   * process at a time.
   */
  sendFundings(send: SendFromFaucet): Promise<number>;
}
