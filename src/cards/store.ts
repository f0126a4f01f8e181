import { bulkUpdate } from '../platform/bulk.ts';
import { sql, type Queries, type Tx } from '../platform/database.ts';
import type { Id } from '../kernel/ids.ts';
import { cardColumns, cardOf, programOf, type CardRow, type ProgramRow } from './rows.ts';
import type { Card, CardProgram, CardRef } from './types.ts';

// The lock is taken above the sort, so rows are locked in the order of the key: batches cannot deadlock.
const lockCards = sql(
  'cards.lockCards',
  `SELECT ${cardColumns} FROM unnest($1::text[], $2::text[]) AS r(company_id, card_id)
   JOIN card_states k ON k.company_id = r.company_id AND k.card_id = r.card_id
   JOIN cards c ON c.company_id = k.company_id AND c.id = k.card_id
   ORDER BY k.company_id, k.card_id FOR NO KEY UPDATE OF k`,
);

/** Locks the cards of these references that exist, sorted. Each reference must be given once. */
export async function lockRows(tx: Tx, refs: readonly CardRef[]): Promise<Card[]> {
  const rows = await tx.query<CardRow>(lockCards, [
    refs.map((ref) => ref.company),
    refs.map((ref) => ref.card),
  ]);
  return rows.map(cardOf);
}

export interface ProgramNow {
  readonly company: Id<'company'>;
  readonly now: Date;
  readonly program: CardProgram;
}

const programsOf = sql(
  'cards.programs',
  `SELECT p.*, p.enabled AND o.enabled AS enabled, clock_of(o.clock_offset, o.clock_stands_at) AS now
   FROM card_programs p JOIN companies o ON o.id = p.company_id WHERE p.company_id = ANY ($1::text[])`,
);

/** The programs of these companies, each with the company's time. */
export async function readPrograms(
  queries: Queries,
  companies: readonly Id<'company'>[],
): Promise<ProgramNow[]> {
  const rows = await queries.query<ProgramRow>(programsOf, [companies]);
  return rows.map((row) => ({ company: row.company_id, now: row.now, program: programOf(row) }));
}

/** What is written of a card after it was worked on. */
export interface ChangedState {
  readonly card: Card;
  /** By how much the card's own balance is below zero, USD cents. */
  readonly overdrawn: bigint;
}

export const updateStates = bulkUpdate<ChangedState>(
  'cards.updateStates',
  'card_states',
  [
    ['company_id', 'text', ({ card }) => card.company],
    ['card_id', 'text', ({ card }) => card.id],
  ],
  [
    ['last_at', 'timestamptz', ({ card }) => card.spending.at],
    ['spent_day', 'int8', ({ card }) => card.spending.day],
    ['spent_week', 'int8', ({ card }) => card.spending.week],
    ['spent_month', 'int8', ({ card }) => card.spending.month],
    ['overdrawn', 'int8', ({ overdrawn }) => overdrawn],
    ['cvv_tries', 'int4', ({ card }) => card.cvvTries],
    ['pin_tries', 'int4', ({ card }) => card.pinTries],
    ['blocked_by', 'text', ({ card }) => card.blockedBy],
  ],
);
