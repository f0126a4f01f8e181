import { USD } from '../kernel/assets.ts';
import type { Asset } from '../kernel/assets.ts';
import type { LedgerAccount } from '../ledger/index.ts';
import type { CompanyId, Wallet, WalletId, WalletKind } from './types.ts';

/**
 * The wallets' part of a company's chart of accounts. Custody equals the chain, to the unit, for every wallet and asset.
 */
const account = (company: CompanyId, name: string, asset: Asset): LedgerAccount => ({ company, name, asset });

/**
 * The operator's own books (relayer, gas) stand under this id. It has no row in `companies`: no key opens it and no clock
 * is moved for it.
 */
export const operatorCompany: CompanyId = 'cmp_00000000-0000-7000-8000-000000000000';

/** Coins that a wallet has on the chain. */
export const custodyAccount = (company: CompanyId, wallet: WalletId, asset: Asset): LedgerAccount =>
  account(company, `custody:${wallet}`, asset);
/** What the company owns in one treasury wallet. */
export const treasuryAccount = (company: CompanyId, wallet: WalletId, asset: Asset): LedgerAccount =>
  account(company, `treasury:${wallet}`, asset);
/** What the company owes the client of one virtual wallet. */
export const virtualAccount = (company: CompanyId, wallet: WalletId, asset: Asset): LedgerAccount =>
  account(company, `virtual:${wallet}`, asset);
/**
 * What the company has yet to bring in for balances set by hand; below zero, coins to spare. One for each chain, as the
 * asset says.
 */
export const obligationAccount = (company: CompanyId, asset: Asset): LedgerAccount =>
  account(company, 'obligation', asset);
/** On its way out of one wallet: taken from its owner, not yet gone from the chain. */
export const inFlightAccount = (company: CompanyId, wallet: WalletId, asset: Asset): LedgerAccount =>
  account(company, `in_flight:${wallet}`, asset);
/** Came in below the minimum, and belongs to nobody yet. */
export const belowMinimumAccount = (company: CompanyId, asset: Asset): LedgerAccount =>
  account(company, 'suspense:below_minimum', asset);
/** Came to a card or the program in a token that funds no cards. */
export const notForCardsAccount = (company: CompanyId, asset: Asset): LedgerAccount =>
  account(company, 'suspense:not_for_cards', asset);
/** Came in a token of which a sweep moved other than its logs had said: it waits for the operator. */
export const haltedAccount = (company: CompanyId, asset: Asset): LedgerAccount =>
  account(company, 'suspense:halted', asset);
/** Came in a token that is listed as exact and was not proved to be by then. */
export const unprovedAccount = (company: CompanyId, asset: Asset): LedgerAccount =>
  account(company, 'suspense:unproved', asset);
/** What an account gained of an inexact token that no deposit accounts for. */
export const inexactAccount = (company: CompanyId, asset: Asset): LedgerAccount =>
  account(company, 'suspense:inexact', asset);
/** Network fees that the relayer paid, and what the operator put in for them. In the operator's books. */
export const gasExpenseAccount = (asset: Asset): LedgerAccount =>
  account(operatorCompany, 'gas_expense', asset);
export const capitalAccount = (asset: Asset): LedgerAccount => account(operatorCompany, 'capital', asset);

/** Whose a credited deposit is, by the kind of the wallet that it came to; of cards the cards' folder decides. */
export function ownerAccount(wallet: Pick<Wallet, 'company' | 'id' | 'kind'>, asset: Asset): LedgerAccount {
  const { company, id, kind } = wallet;
  const owners: Record<Exclude<WalletKind, 'card' | 'program'>, () => LedgerAccount> = {
    treasury: () => treasuryAccount(company, id, asset),
    virtual: () => virtualAccount(company, id, asset),
    holding: () => obligationAccount(company, asset),
    relayer: () => capitalAccount(asset),
  };
  if (kind === 'card' || kind === 'program') return account(company, 'holding', USD);
  return owners[kind]();
}
