import { CARD, USD } from '../../kernel/assets.ts';
import type { Asset } from '../../kernel/assets.ts';
import type { Id } from '../../kernel/ids.ts';
import type { LedgerAccount, Posting } from '../../ledger/index.ts';
import type { Card } from '../types.ts';

/**
 * The card program's part of a company's chart of accounts. A `TOP_UP` card's balance is a claim inside the holding, kept in
 * the memo asset CARD: the sum of all claims stands on `card_contra`. Holds of `TOP_UP` purchases lie on it too, so its
 * available is at every moment the sum of what all cards have available.
 */
type Company = Id<'company'>;
const usd = (company: Company, name: string): LedgerAccount => ({ company, name, asset: USD });

export const holdingAccount = (company: Company): LedgerAccount => usd(company, 'holding');
export const feesAccount = (company: Company): LedgerAccount => usd(company, 'fees');
/** What is owed to the card network. */
export const networkAccount = (company: Company): LedgerAccount => usd(company, 'network_payable');
/** Where sandbox money comes from. */
export const faucetAccount = (company: Company): LedgerAccount => usd(company, 'faucet');
/** Where a token becomes USD and back; above zero what came in, below what went out. */
export const conversionAccount = (company: Company, asset: Asset): LedgerAccount => ({
  company,
  name: 'conversion',
  asset,
});
/** Parts of a cent that deposits left over. */
export const dustAccount = (company: Company, asset: Asset): LedgerAccount => ({
  company,
  name: 'dust',
  asset,
});
export const contraAccount = (company: Company): LedgerAccount => ({
  company,
  name: 'card_contra',
  asset: CARD,
});
export const cardAccount = (company: Company, card: Id<'card'>): LedgerAccount => ({
  company,
  name: `card:${card}`,
  asset: CARD,
});

type Owner = Pick<Card, 'company' | 'id' | 'approvalMethod' | 'deletedAt'>;

/** The accounts on which a purchase of this card is held, all for the same amount: the holding, and of a `TOP_UP` card its claim. */
export function holdAccounts(card: Omit<Owner, 'deletedAt'>): LedgerAccount[] {
  const holding = holdingAccount(card.company);
  if (card.approvalMethod !== 'TOP_UP') return [holding];
  return [holding, cardAccount(card.company, card.id), contraAccount(card.company)];
}

/** Every account that anything on this card can touch, to open the books with. */
export const accountsOfCard = (card: Owner): LedgerAccount[] => [
  ...holdAccounts(card),
  feesAccount(card.company),
  networkAccount(card.company),
];

/** A clearing: holding (and claim) to the network and fees. USD cents, `fees` may be zero. */
export function purchasePostings(card: Owner, amount: bigint, fees: bigint): Posting[] {
  return [
    ...nonZero(holdingAccount(card.company), 'debit', amount + fees),
    ...nonZero(networkAccount(card.company), 'credit', amount),
    ...nonZero(feesAccount(card.company), 'credit', fees),
    ...(card.approvalMethod === 'TOP_UP' ? claimPostings(card, -(amount + fees)) : []),
  ];
}

/**
 * A refund, or a clearing taken back: network (and `fees`, where they are given back too) to the holding, and to the
 * claim of a `TOP_UP` card that is not deleted.
 */
export function refundPostings(card: Owner, amount: bigint, fees = 0n): Posting[] {
  return [
    ...nonZero(networkAccount(card.company), 'debit', amount),
    ...nonZero(feesAccount(card.company), 'debit', fees),
    ...nonZero(holdingAccount(card.company), 'credit', amount + fees),
    ...(card.approvalMethod === 'TOP_UP' && card.deletedAt === null
      ? claimPostings(card, amount + fees)
      : []),
  ];
}

/** Changes the claim of a card inside the holding, which does not move: `change` more, or less when negative. */
export function claimPostings(card: Pick<Card, 'company' | 'id'>, change: bigint): Posting[] {
  const size = change < 0n ? -change : change;
  return [
    ...nonZero(contraAccount(card.company), change < 0n ? 'credit' : 'debit', size),
    ...nonZero(cardAccount(card.company, card.id), change < 0n ? 'debit' : 'credit', size),
  ];
}

const nonZero = (account: LedgerAccount, side: 'debit' | 'credit', amount: bigint): Posting[] =>
  amount === 0n ? [] : [{ account, side, amount }];
