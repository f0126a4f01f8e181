import { gatheredUpdate } from '../platform/bulk.ts';
import { textColumn, xidColumn } from '../platform/columns.ts';
import { sql, type Queries, type Tx } from '../platform/database.ts';
import type { Id } from '../kernel/ids.ts';
import type { ListPart } from '../kernel/pages.ts';
import {
  cardColumns,
  cardOf,
  programOf,
  type CardRow,
  type ProgramRow,
  type RememberedCardRow,
  type RememberedProgramRow,
} from './rows.ts';
import type { Card, CardProgram, CardRef, Limits } from './types.ts';

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

/** What a process remembers of a card. `version` is that of its state, which every change of the card writes anew. */
export interface RememberedCard {
  readonly card: Card;
  readonly version: number;
}

// Not locked: a statement that waits for a lock would join the new state to the old card.
const cardsToRemember = sql(
  'cards.toRemember',
  `SELECT ${cardColumns}, k.xmin AS version FROM unnest($1::text[], $2::text[]) AS r(company_id, card_id)
   JOIN card_states k ON k.company_id = r.company_id AND k.card_id = r.card_id
   JOIN cards c ON c.company_id = k.company_id AND c.id = k.card_id`,
);

/** Reads cards without locking them, each with its version. */
export async function readToRemember(queries: Queries, refs: readonly CardRef[]): Promise<RememberedCard[]> {
  const rows = await queries.query<RememberedCardRow>(cardsToRemember, [
    textColumn(refs.map((ref) => ref.company)),
    textColumn(refs.map((ref) => ref.card)),
  ]);
  return rows.map((row) => ({ card: cardOf(row), version: Number(row.version) }));
}

// Row after row in the order of the locks; what is compared is the row as it is once locked.
const confirmCards = sql(
  'cards.confirm',
  `WITH locked AS MATERIALIZED (
     SELECT k.xmin = r.version AS same
     FROM unnest($1::text[], $2::text[], $3::xid[]) AS r(company_id, card_id, version)
     JOIN card_states k ON k.company_id = r.company_id AND k.card_id = r.card_id
     ORDER BY k.company_id, k.card_id FOR NO KEY UPDATE OF k
   ), programs AS (
     SELECT FROM unnest($5::text[], $6::xid[], $7::xid[]) AS r(company_id, program, company)
     JOIN card_programs p ON p.company_id = r.company_id AND p.xmin = r.program
     JOIN companies o ON o.id = r.company_id AND o.xmin = r.company
   )
   SELECT pg_current_xact_id()::xid AS version,
     as_remembered(count(*) FILTER (WHERE same) = $4 AND (SELECT count(*) FROM programs) = $8)
   FROM locked`,
);

/**
 * Locks cards, sorted, and ends the unit of work unless they, their programs and their companies have these versions.
 * Answers the version of what this unit of work writes.
 */
export async function confirmVersions(
  tx: Tx,
  cards: readonly { readonly ref: CardRef; readonly version: number }[],
  programs: readonly RememberedProgram[],
): Promise<number> {
  const [row] = await tx.query<{ version: string }>(confirmCards, [
    textColumn(cards.map(({ ref }) => ref.company)),
    textColumn(cards.map(({ ref }) => ref.card)),
    xidColumn(cards.map(({ version }) => version)),
    cards.length,
    textColumn(programs.map((program) => program.company)),
    xidColumn(programs.map((program) => program.programVersion)),
    xidColumn(programs.map((program) => program.companyVersion)),
    programs.length,
  ]);
  return Number(row?.version);
}

/** What a process remembers of a company's card program and clock, with the versions of both rows. */
export interface RememberedProgram {
  readonly company: Id<'company'>;
  readonly program: CardProgram;
  readonly programVersion: number;
  readonly companyVersion: number;
  /** The database's wall clock when it was read. */
  readonly wall: Date;
  /** The company's clock: how far it is ahead of wall time, or where it stands. */
  readonly offsetMs: number;
  readonly standsAt: Date | null;
}

const programsToRemember = sql(
  'cards.programsToRemember',
  `SELECT p.*, p.enabled AND o.enabled AS enabled, p.xmin AS program_version, o.xmin AS company_version,
     clock_timestamp() AS wall, (extract(epoch FROM o.clock_offset) * 1000)::int8 AS offset_ms,
     clock_of(o.clock_offset, o.clock_stands_at) AS now,
     CASE WHEN o.clock_stands_at IS NOT NULL THEN clock_of(o.clock_offset, o.clock_stands_at) END AS stands_at
   FROM card_programs p JOIN companies o ON o.id = p.company_id WHERE p.company_id = ANY ($1::text[])`,
);

/** Reads the programs of these companies with their versions. */
export async function readProgramsToRemember(
  queries: Queries,
  companies: readonly Id<'company'>[],
): Promise<RememberedProgram[]> {
  const rows = await queries.query<RememberedProgramRow>(programsToRemember, [companies]);
  return rows.map((row) => ({
    company: row.company_id,
    program: programOf(row),
    programVersion: Number(row.program_version),
    companyVersion: Number(row.company_version),
    wall: row.wall,
    offsetMs: Number(row.offset_ms),
    standsAt: row.stands_at,
  }));
}

/** What is written of a card after it was worked on. */
export interface ChangedState {
  readonly card: Card;
  /** By how much the card's own balance is below zero, USD cents. */
  readonly overdrawn: bigint;
}

export const updateStates = gatheredUpdate<ChangedState>(
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

const findStatement = sql(
  'cards.find',
  `SELECT ${cardColumns} FROM cards c JOIN card_states k ON k.company_id = c.company_id AND k.card_id = c.id
   WHERE c.company_id = $1 AND c.id = $2`,
);

/** A card as it stands, without locking it. */
export async function findCard(
  queries: Queries,
  company: Id<'company'>,
  id: Id<'card'>,
): Promise<Card | undefined> {
  const [row] = await queries.query<CardRow>(findStatement, [company, id]);
  return row && cardOf(row);
}

// Cut out first, and by rows: the planner, which knows neither company nor card when it plans for all, would read and sort all that
// a company has for each part of its list, or join the states of all its cards to it.
const listStatement = sql(
  'cards.list',
  `SELECT ${cardColumns} FROM (
     SELECT * FROM cards WHERE (company_id, id) > ((SELECT $1::text), $2) AND (company_id, id) < ((SELECT $1::text), '~')
     ORDER BY company_id, id LIMIT $3
   ) c, LATERAL (SELECT * FROM card_states WHERE company_id = c.company_id AND card_id = c.id LIMIT 1) k
   ORDER BY c.id`,
);

/** Cards of a company, in the order in which they were made. */
export async function listCards(
  queries: Queries,
  company: Id<'company'>,
  { after = '', size }: ListPart,
): Promise<Card[]> {
  return (await queries.query<CardRow>(listStatement, [company, after, size])).map(cardOf);
}

const insertCardStatement = sql(
  'cards.insertCard',
  `INSERT INTO cards (company_id, id, holder_name, approval_method, email, phone_country_code, phone, three_ds,
     fallback_decision, fallback_limit, require_signed_answer, metadata, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);
const insertStateStatement = sql(
  'cards.insertState',
  `INSERT INTO card_states (company_id, card_id, last_at, pan_version, last4, expires_at, per_transaction_limit,
     daily_limit, weekly_limit, monthly_limit)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

/** A new card with nothing spent yet. */
export async function insertCard(tx: Tx, card: Card): Promise<void> {
  const { company, id, decision, limits } = card;
  await Promise.all([
    tx.execute(insertCardStatement, [
      company,
      id,
      card.holderName,
      card.approvalMethod,
      card.email,
      card.phoneCountryCode,
      card.phone,
      card.threeDs,
      decision.fallback,
      decision.fallbackLimit,
      decision.requireSignedAnswer,
      JSON.stringify(card.metadata),
      card.createdAt,
    ]),
    tx.execute(insertStateStatement, [
      company,
      id,
      card.spending.at,
      card.panVersion,
      card.last4,
      card.expiresAt,
      limits.perTransaction,
      limits.daily,
      limits.weekly,
      limits.monthly,
    ]),
  ]);
}

const setFrozenStatement = sql(
  'cards.setFrozen',
  'UPDATE card_states SET frozen = $3 WHERE company_id = $1 AND card_id = $2',
);

export async function setFrozen(tx: Tx, { company, card }: CardRef, frozen: boolean): Promise<void> {
  await tx.execute(setFrozenStatement, [company, card, frozen]);
}

const setLimitsStatement = sql(
  'cards.setLimits',
  `UPDATE card_states SET per_transaction_limit = $3, daily_limit = $4, weekly_limit = $5, monthly_limit = $6
   WHERE company_id = $1 AND card_id = $2`,
);

export async function setLimits(tx: Tx, { company, card }: CardRef, limits: Limits): Promise<void> {
  const { perTransaction, daily, weekly, monthly } = limits;
  await tx.execute(setLimitsStatement, [company, card, perTransaction, daily, weekly, monthly]);
}

const setDeletedStatement = sql(
  'cards.setDeleted',
  'UPDATE card_states SET deleted_at = $3 WHERE company_id = $1 AND card_id = $2',
);

export async function setDeleted(tx: Tx, { company, card }: CardRef, at: Date): Promise<void> {
  await tx.execute(setDeletedStatement, [company, card, at]);
}

const overdrawnStatement = sql(
  'cards.overdrawn',
  'SELECT coalesce(sum(overdrawn), 0) AS sum FROM card_states WHERE company_id = $1 AND overdrawn > 0',
);

/** What the cards of a company owe together, USD cents. */
export async function sumOverdrawn(queries: Queries, company: Id<'company'>): Promise<bigint> {
  const [row] = await queries.query<{ sum: bigint }>(overdrawnStatement, [company]);
  return row?.sum ?? 0n;
}

// A change of what a card is gives its state a new version, by which those who remember the card notice.
const touchState = `WITH touched AS (
  UPDATE card_states SET last_at = last_at WHERE company_id = $1 AND card_id = $2
)`;

const setContactStatement = sql(
  'cards.setContact',
  `${touchState} UPDATE cards SET email = $3, phone_country_code = $4, phone = $5 WHERE company_id = $1 AND id = $2`,
);

export async function setContact(tx: Tx, card: Card): Promise<void> {
  const { company, id, email, phoneCountryCode, phone } = card;
  await tx.execute(setContactStatement, [company, id, email, phoneCountryCode, phone]);
}

const setTermsStatement = sql(
  'cards.setTerms',
  `${touchState} UPDATE cards SET three_ds = $3, fallback_decision = $4, fallback_limit = $5, require_signed_answer = $6
   WHERE company_id = $1 AND id = $2`,
);

/** How 3-D Secure and unanswered decisions are dealt with. */
export async function setTerms(tx: Tx, card: Card): Promise<void> {
  const { fallback, fallbackLimit, requireSignedAnswer } = card.decision;
  await tx.execute(setTermsStatement, [
    card.company,
    card.id,
    card.threeDs,
    fallback,
    fallbackLimit,
    requireSignedAnswer,
  ]);
}

const unblockStatement = sql(
  'cards.unblock',
  `UPDATE card_states SET blocked_by = NULL, cvv_tries = 0, pin_tries = 0, velocity_reset_at = $3, velocity_reset_after = $4
   WHERE company_id = $1 AND card_id = $2`,
);

/** Lifts the block; entries up to this moment and, of those at it, up to this id count no more. */
export async function setUnblocked(
  tx: Tx,
  { company, card }: CardRef,
  at: Date,
  after: Id<'cardEntry'>,
): Promise<void> {
  await tx.execute(unblockStatement, [company, card, at, after]);
}

const reissueStatement = sql(
  'cards.reissue',
  `UPDATE card_states SET pan_version = $3, last4 = $4, expires_at = $5, cvv_tries = 0
   WHERE company_id = $1 AND card_id = $2`,
);

export async function setReissued(
  tx: Tx,
  { company, card }: CardRef,
  fresh: Pick<Card, 'panVersion' | 'last4' | 'expiresAt'>,
): Promise<void> {
  await tx.execute(reissueStatement, [company, card, fresh.panVersion, fresh.last4, fresh.expiresAt]);
}

const setPinTriesStatement = sql(
  'cards.setPinTries',
  'UPDATE card_states SET pin_tries = $3 WHERE company_id = $1 AND card_id = $2',
);

export async function setPinTries(tx: Tx, { company, card }: CardRef, tries: number): Promise<void> {
  await tx.execute(setPinTriesStatement, [company, card, tries]);
}
