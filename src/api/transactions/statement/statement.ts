import {
  movementOperationNames,
  searchMovements,
  readOpenHolds,
  type EntryKind,
  type FoundEntry,
  type OpenHolds,
} from '../../../authorizations/index.ts';
import type { CardNow } from '../../../cards/index.ts';
import { Failure } from '../../../kernel/failures.ts';
import type { Database } from '../../../platform/database.ts';

/** What stands on the statement of a card. USD cents; what the cardholder pays is negative. */
export interface Statement {
  readonly companyName: string;
  readonly card: Pick<CardNow, 'holderName' | 'last4' | 'approvalMethod'>;
  /** By the company's clock. */
  readonly issuedAt: Date;
  /** Inclusive; null from the first movement on. */
  readonly from: Date | null;
  /** Exclusive; null up to now. */
  readonly to: Date | null;
  readonly lines: readonly StatementLine[];
  readonly held: OpenHolds;
  readonly sums: StatementSums;
  /** What a `TOP_UP` card has available now; null for a card without a balance of its own. */
  readonly available: bigint | null;
}

/** One posting to the cardholder. */
export interface StatementLine {
  readonly at: Date;
  readonly what: 'Purchase' | 'Cash withdrawal' | 'Refund' | 'Purchase reversed' | 'Refund reversed';
  readonly merchantName: string;
  readonly place: string;
  /** As at the merchant, where that was not in USD. */
  readonly foreign: {
    readonly amount: bigint;
    readonly currency: string;
    readonly rate: string | null;
  } | null;
  /** Without fees. */
  readonly amount: bigint;
  readonly fees: bigint;
}

export interface StatementSums {
  readonly purchases: bigint;
  readonly refunds: bigint;
  readonly fees: bigint;
  readonly total: bigint;
}

/** Longer ones are for machines: they read the movements. */
export const mostLines = 2_000;
const mostHolds = 200;

const charges: ReadonlySet<EntryKind> = new Set(['clearing', 'financial', 'refund_reversal']);
const postings: readonly EntryKind[] = [
  'clearing',
  'clearing_reversal',
  'financial',
  'financial_reversal',
  'refund',
  'refund_reversal',
];

/** Gathers what was posted on a card in a period, and what is held now. @throws Failure VAL for too long a period */
export async function gatherStatement(
  database: Database,
  about: Pick<Statement, 'companyName' | 'issuedAt' | 'from' | 'to' | 'available'> & {
    readonly card: CardNow;
  },
): Promise<Statement> {
  const { card, from, to } = about;
  const [{ found, total }, held] = await Promise.all([
    searchMovements(database, {
      company: card.company,
      card: card.id,
      operations: movementOperationNames,
      kinds: postings,
      from,
      to,
      sortBy: 'datetime',
      descending: false,
      size: mostLines,
      offset: 0,
    }),
    readOpenHolds(database, card.company, card.id, mostHolds),
  ]);
  if (total > mostLines) {
    const advice = 'Choose a shorter period with from_date and to_date.';
    throw new Failure(
      'VAL',
      `A statement can have at most ${mostLines} movements; this period has ${total}. ${advice}`,
    );
  }
  const lines = found.map(lineOf);
  return { ...about, lines, held, sums: sumsOf(lines) };
}

const lineOf = (entry: FoundEntry): StatementLine => {
  const { money, merchant, kind } = entry;
  return {
    at: entry.createdAt,
    what: wordFor(entry),
    merchantName: merchant.name,
    place: [merchant.city, merchant.country].filter((part) => part !== null).join(', '),
    foreign:
      money.currency === 'USD'
        ? null
        : { amount: money.amount, currency: money.currency, rate: money.exchangeRate },
    amount: charges.has(kind) ? -money.bill : money.bill,
    // A posted fee is taken; one that goes back with a clearing that was taken back stands there below zero.
    fees: -(entry.fees.atm + entry.fees.fx),
  };
};

function wordFor({ kind, channel }: FoundEntry): StatementLine['what'] {
  if (kind === 'refund') return 'Refund';
  if (kind === 'refund_reversal') return 'Refund reversed';
  if (kind === 'clearing_reversal' || kind === 'financial_reversal') return 'Purchase reversed';
  return channel === 'ATM' ? 'Cash withdrawal' : 'Purchase';
}

function sumsOf(lines: readonly StatementLine[]): StatementSums {
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  const isRefund = ({ what }: StatementLine): boolean => what === 'Refund' || what === 'Refund reversed';
  const purchases = sum(lines.filter((line) => !isRefund(line)).map(({ amount }) => amount));
  const refunds = sum(lines.filter(isRefund).map(({ amount }) => amount));
  const fees = sum(lines.map((line) => line.fees));
  return { purchases, refunds, fees, total: purchases + refunds + fees };
}
