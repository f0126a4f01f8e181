import type { Id } from '../../kernel/ids.ts';
import { present } from '../../kernel/assert.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import { programOf, type ProgramRow } from '../rows.ts';
import type { CardProgram } from '../types.ts';

const insertProgramStatement = sql(
  'cards.insertProgram',
  'INSERT INTO card_programs (company_id) VALUES ($1) ON CONFLICT DO NOTHING',
);

/** The card program of a new company, with its defaults. */
export async function insertProgram(tx: Tx, company: Id<'company'>): Promise<void> {
  await tx.execute(insertProgramStatement, [company]);
}

// The company is held on to while a card is made for it: what empties it (a sandbox company that begins anew) waits, or is waited for.
const contractStatement = sql(
  'cards.contract',
  `SELECT o.contracted_virtual_cards AS most FROM card_programs p JOIN companies o ON o.id = p.company_id
   WHERE p.company_id = $1 FOR KEY SHARE OF o`,
);
// A company with a limit makes its cards one after the other, so that two at once cannot both take the last place.
const lockProgramStatement = sql(
  'cards.lockProgram',
  'SELECT 1 FROM card_programs WHERE company_id = $1 FOR NO KEY UPDATE',
);
const countStatement = sql(
  'cards.countLiving',
  'SELECT count(*)::int4 AS count FROM card_states WHERE company_id = $1 AND deleted_at IS NULL',
);

/** How many cards a company has, without deleted ones. */
export async function countCards(queries: Queries, company: Id<'company'>): Promise<number> {
  return (await queries.query<{ count: number }>(countStatement, [company]))[0]?.count ?? 0;
}

/** How many more cards the company's contract allows now; `undefined` is without limit. */
export async function cardsLeft(tx: Tx, company: Id<'company'>): Promise<number | undefined> {
  const most = (await tx.query<{ most: number | null }>(contractStatement, [company]))[0]?.most;
  if (most === null || most === undefined) return undefined;
  await tx.query(lockProgramStatement, [company]);
  return Math.max(0, most - (await countCards(tx, company)));
}

const clockStatement = sql(
  'cards.companyClock',
  'SELECT clock_of(clock_offset, clock_stands_at) AS now FROM companies WHERE id = $1',
);

/** The company's time. */
export async function companyNow(queries: Queries, company: Id<'company'>): Promise<Date> {
  const [row] = await queries.query<{ now: Date }>(clockStatement, [company]);
  if (row === undefined) throw new Error('a company that calls exists');
  return row.now;
}

const lockAndReadStatement = sql(
  'cards.lockAndReadProgram',
  `SELECT p.*, now() AS now FROM card_programs p WHERE p.company_id = $1 FOR NO KEY UPDATE`,
);

/** A program as the company set it, locked; whether the company itself is enabled is not looked at. */
export async function lockProgram(tx: Tx, company: Id<'company'>): Promise<CardProgram> {
  const [row] = await tx.query<ProgramRow>(lockAndReadStatement, [company]);
  return programOf(present(row, 'the card program of a company'));
}

const readProgramStatement = sql(
  'cards.readProgram',
  `SELECT p.*, now() AS now FROM card_programs p WHERE p.company_id = $1`,
);

/** As {@link lockProgram}, without the lock. */
export async function readProgram(queries: Queries, company: Id<'company'>): Promise<CardProgram> {
  const [row] = await queries.query<ProgramRow>(readProgramStatement, [company]);
  return programOf(present(row, 'the card program of a company'));
}

const writeProgramStatement = sql(
  'cards.writeProgram',
  `UPDATE card_programs SET enabled = $2, mcc_blocked = $3, countries_blocked = $4, per_transaction_limit = $5,
     three_ds_threshold = $6, fx_fee_ppm = $7, deposit_commission_ppm = $8, atm_fee = $9, velocity_rules = $10
   WHERE company_id = $1`,
);

export async function writeProgram(tx: Tx, company: Id<'company'>, program: CardProgram): Promise<void> {
  await tx.execute(writeProgramStatement, [
    company,
    program.enabled,
    [...program.mccBlocked],
    [...program.countriesBlocked],
    program.perTransactionLimit,
    program.threeDsThreshold,
    program.fxFeePpm,
    program.depositCommissionPpm,
    program.atmFee,
    JSON.stringify(program.velocityRules.map((rule) => [rule.maxAuthorizations, rule.timeWindowSeconds])),
  ]);
}
