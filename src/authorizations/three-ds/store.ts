import type { Id } from '../../kernel/ids.ts';
import { bulkUpdate } from '../../platform/bulk.ts';
import { byteaColumn, textColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import type { Merchant } from '../types.ts';
import type { Challenge, ChallengeState } from './types.ts';

export interface ChallengeRef {
  readonly company: Id<'company'>;
  readonly id: Id<'challenge'>;
}

/** A challenge whose time is over, and when it was. */
export interface DueChallenge extends ChallengeRef {
  readonly due: Date;
}

/** Which challenges are asked for. */
export interface ChallengeQuery {
  readonly card: string | undefined;
  /** The id of the last one seen. */
  readonly after: string | undefined;
  readonly size: number;
}

interface ChallengeRow {
  company_id: Id<'company'>;
  id: Id<'challenge'>;
  card_id: Id<'card'>;
  merchant: Merchant;
  currency: string;
  amount: bigint;
  state: ChallengeState;
  tries: number;
  event_id: Id<'event'>;
  created_at: Date;
  expires_at: Date;
  decided_at: Date | null;
  used_by: Id<'cardTransaction'> | null;
}

const columns =
  'company_id, id, card_id, merchant, currency, amount, state, tries, event_id, created_at, expires_at, decided_at, used_by';

const challengeOf = (row: ChallengeRow): Challenge => ({
  company: row.company_id,
  id: row.id,
  card: row.card_id,
  merchant: row.merchant,
  currency: row.currency,
  amount: row.amount,
  state: row.state,
  tries: row.tries,
  event: row.event_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  decidedAt: row.decided_at,
  usedBy: row.used_by,
});

const takenCodes = sql(
  'threeDs.takenCodes',
  `SELECT code_hash FROM three_ds_challenges
   WHERE company_id = $1 AND card_id = $2 AND code_hash = ANY ($3::bytea[])`,
);

/** Which of these codes challenges of a card have, or had: an answer that comes again must decide no other. The card must be locked. */
export async function readTakenCodes(
  tx: Tx,
  company: Id<'company'>,
  card: Id<'card'>,
  hashes: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await tx.query<{ code_hash: Buffer }>(takenCodes, [company, card, byteaColumn(hashes)]);
  return rows.map((row) => row.code_hash);
}

const insertStatement = sql(
  'threeDs.insert',
  `INSERT INTO three_ds_challenges (company_id, id, card_id, merchant, currency, amount, state, code_hash, event_id, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10)`,
);

export async function insertChallenge(tx: Tx, challenge: Challenge, codeHash: Buffer): Promise<void> {
  await tx.execute(insertStatement, [
    challenge.company,
    challenge.id,
    challenge.card,
    JSON.stringify(challenge.merchant),
    challenge.currency,
    challenge.amount,
    codeHash,
    challenge.event,
    challenge.createdAt,
    challenge.expiresAt,
  ]);
}

const byId = sql(
  'threeDs.byId',
  `SELECT ${columns} FROM three_ds_challenges WHERE company_id = $1 AND id = $2`,
);

export async function findChallenge(
  queries: Queries,
  { company, id }: ChallengeRef,
): Promise<Challenge | undefined> {
  return (await queries.query<ChallengeRow>(byId, [company, id])).map(challengeOf)[0];
}

const ofCompany = sql(
  'threeDs.ofCompany',
  `SELECT ${columns} FROM three_ds_challenges WHERE company_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
);
// All of the card, by the index of its codes (OFFSET 0), and then the newest: a card has few of what a company has.
const ofCard = sql(
  'threeDs.ofCard',
  `SELECT * FROM (SELECT ${columns} FROM three_ds_challenges WHERE company_id = $1 AND card_id = $2 OFFSET 0) c
   WHERE id < $3 ORDER BY id DESC LIMIT $4`,
);

/** Challenges of a company, or of one of its cards, newest first, behind the one with the id `after`. */
export async function readChallengesOf(
  queries: Queries,
  company: Id<'company'>,
  { card, after, size }: ChallengeQuery,
): Promise<Challenge[]> {
  const before = after ?? '~';
  const rows = await (card === undefined
    ? queries.query<ChallengeRow>(ofCompany, [company, before, size])
    : queries.query<ChallengeRow>(ofCard, [company, card, before, size]));
  return rows.map(challengeOf);
}

const byCode = sql(
  'threeDs.byCode',
  `SELECT ${columns} FROM three_ds_challenges WHERE company_id = $1 AND card_id = $2 AND code_hash = ANY ($3::bytea[])
   ORDER BY state = 'pending' DESC, id DESC LIMIT 1`,
);

/** The challenge of a card that a code is of: the open one, else the latest. */
export async function findByCode(
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
  hashes: readonly Buffer[],
): Promise<Challenge | undefined> {
  const rows = await queries.query<ChallengeRow>(byCode, [company, card, byteaColumn(hashes)]);
  return rows.map(challengeOf)[0];
}

const hasCode = sql(
  'threeDs.hasCode',
  'SELECT 1 FROM three_ds_challenges WHERE company_id = $1 AND id = $2 AND code_hash = ANY ($3::bytea[])',
);

/** Whether a challenge has one of these codes. */
export async function isCodeOf(
  queries: Queries,
  { company, id }: ChallengeRef,
  hashes: readonly Buffer[],
): Promise<boolean> {
  return (await queries.query(hasCode, [company, id, byteaColumn(hashes)])).length > 0;
}

const setDecided = sql(
  'threeDs.decide',
  `UPDATE three_ds_challenges SET state = $3, tries = $4, decided_at = $5
   WHERE company_id = $1 AND id = $2 AND state = 'pending'`,
);

/** Writes an answer down, unless the challenge has timed out in the meantime; answers whether it was still pending. */
export async function updateAnswered(
  tx: Tx,
  { company, id, state, tries, decidedAt }: Challenge,
): Promise<boolean> {
  return (await tx.execute(setDecided, [company, id, state, tries, decidedAt])) === 1;
}

const setExpired = sql(
  'threeDs.expire',
  `WITH due AS (
     SELECT c.company_id, c.id FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
     JOIN three_ds_challenges c ON c.company_id = r.company_id AND c.id = r.id
     WHERE c.state = 'pending' ORDER BY c.company_id, c.id FOR UPDATE OF c
   )
   UPDATE three_ds_challenges c SET state = 'expired', decided_at = c.expires_at FROM due
   WHERE c.company_id = due.company_id AND c.id = due.id RETURNING c.company_id AS company, c.event_id AS event`,
);

/** Ends the challenges of these that are still pending; answers the events that told their codes. */
export const updateExpired = (
  tx: Tx,
  refs: readonly ChallengeRef[],
): Promise<{ readonly company: Id<'company'>; readonly event: Id<'event'> }[]> =>
  tx.query(setExpired, [
    textColumn(refs.map(({ company }) => company)),
    textColumn(refs.map(({ id }) => id)),
  ]);

const dueOfCompany = sql(
  'threeDs.dueOfCompany',
  `SELECT company_id AS company, id, expires_at AS due FROM three_ds_challenges
   WHERE company_id = $1 AND state = 'pending' AND expires_at <= $2
     AND (expires_at, id) > ($3::timestamptz, $4::text)
   ORDER BY expires_at, id LIMIT $5`,
);

/** Challenges of a company that time out until a moment, the earliest first, behind the one `after`. */
export const readDueOfCompany = (
  queries: Queries,
  company: Id<'company'>,
  until: Date,
  after: { readonly due: Date; readonly id: string },
  most: number,
): Promise<DueChallenge[]> =>
  queries.query<DueChallenge>(dueOfCompany, [company, until, after.due, after.id, most]);

const dueByClocks = sql(
  'threeDs.dueByClocks',
  `SELECT c.company_id AS company, c.id, c.expires_at AS due
   FROM three_ds_challenges c JOIN companies o ON o.id = c.company_id
   WHERE c.state = 'pending' AND o.clock_stands_at IS NULL AND c.expires_at <= $1::timestamptz + o.clock_offset
   ORDER BY c.expires_at LIMIT $2`,
);

/** Challenges of all companies that have timed out, each by its company's clock (a worker's claim across companies). */
export const readDueByClocks = (queries: Queries, now: Date, most: number): Promise<DueChallenge[]> =>
  queries.query<DueChallenge>(dueByClocks, [now, most]);

const byRefs = sql(
  'threeDs.byRefs',
  `SELECT ${columns
    .split(', ')
    .map((column) => `c.${column}`)
    .join(', ')}
   FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   JOIN three_ds_challenges c ON c.company_id = r.company_id AND c.id = r.id`,
);

/** Those of these challenges that exist. Nothing is sent for none, as most purchases name none. */
export async function readChallenges(tx: Tx, refs: readonly ChallengeRef[]): Promise<Challenge[]> {
  if (refs.length === 0) return [];
  const rows = await tx.query<ChallengeRow>(byRefs, [
    textColumn(refs.map(({ company }) => company)),
    textColumn(refs.map(({ id }) => id)),
  ]);
  return rows.map(challengeOf);
}

/** Writes down what challenges were used for; their cards must be locked. */
export const updateUsed = bulkUpdate<Challenge>(
  'threeDs.use',
  'three_ds_challenges',
  [
    ['company_id', 'text', (row) => row.company],
    ['id', 'text', (row) => row.id],
  ],
  [['used_by', 'text', (row) => row.usedBy]],
);
