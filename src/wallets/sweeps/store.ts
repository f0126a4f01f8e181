import type { Address, Hex } from 'viem';
import type { Asset } from '../../kernel/assets.ts';
import { bulkInsert } from '../../platform/bulk.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import type { CompanyId, WalletId } from '../types.ts';

/** Coins of one asset on one deposit address. */
export interface ToSweep {
  readonly company: CompanyId;
  readonly wallet: WalletId;
  readonly chain: string;
  readonly asset: Asset;
}

/** What was claimed. */
export interface Due extends ToSweep {
  /** How many deposits it had when it was claimed. */
  readonly deposits: bigint;
  /** The send that was to sweep it last, and how many it had when that was planned. */
  readonly batch: string | null;
  readonly plannedDeposits: bigint | null;
  /** How often one left something behind. */
  readonly tries: number;
  readonly salt: Hex;
  readonly address: Address;
  readonly holding: Address;
}

const insert = bulkInsert<ToSweep>(
  'wallets.noteToSweep',
  'wallet_sweeps AS s',
  [
    ['company_id', 'text', (row) => row.company],
    ['wallet_id', 'text', (row) => row.wallet],
    ['asset', 'text', (row) => row.asset],
    ['chain', 'text', (row) => row.chain],
  ],
  `ON CONFLICT (company_id, wallet_id, asset)
   DO UPDATE SET deposits = s.deposits + 1, due_at = least(s.due_at, excluded.due_at)`,
);

/** Notes, in the unit of work that books them, that coins came to deposit addresses: to be swept at once, by the database's clock. */
export async function noteToSweep(tx: Tx, rows: readonly ToSweep[]): Promise<void> {
  const single = new Map(rows.map((row) => [`${row.company} ${row.wallet} ${row.asset}`, row]));
  const sorted = [...single].sort(([one], [other]) => (one < other ? -1 : 1));
  await insert(
    tx,
    sorted.map(([, row]) => row),
  );
}

// Asset by asset: those that are left out may have any number of rows that are due. Wallets one by one and rows by their place: the
// planner does not know how few are taken, and would read all that there are to join them.
const claimStatement = sql(
  'wallets.claimSweeps',
  `WITH RECURSIVE assets AS (
     (SELECT asset FROM wallet_sweeps WHERE chain = $1 ORDER BY asset LIMIT 1)
     UNION ALL
     SELECT next.asset FROM assets a, LATERAL (
       SELECT asset FROM wallet_sweeps WHERE chain = $1 AND asset > a.asset ORDER BY asset LIMIT 1) next
   ), due AS MATERIALIZED (
     SELECT d.place FROM assets a, LATERAL (
       SELECT ctid AS place, due_at FROM wallet_sweeps
       WHERE chain = $1 AND asset = a.asset AND due_at <= $2 ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) d
     WHERE a.asset <> ALL ($5) ORDER BY d.due_at LIMIT $4
   ), taken AS (
     UPDATE wallet_sweeps SET due_at = $3 WHERE ctid = ANY (ARRAY(SELECT place FROM due))
     RETURNING company_id, wallet_id, chain, asset, deposits, batch, planned_deposits, tries
   )
   SELECT s.company_id AS company, s.wallet_id AS wallet, s.chain, s.asset, s.deposits, s.batch,
     s.planned_deposits AS "plannedDeposits", s.tries, w.salt, w.address, w.holding
   FROM taken s, LATERAL (
     SELECT w.salt, w.address, h.address AS holding FROM wallets w
     JOIN wallets h ON h.company_id = w.company_id AND h.id = w.holding_id
     WHERE w.company_id = s.company_id AND w.id = s.wallet_id LIMIT 1) w`,
);

/** Takes what is due on a chain, except of these assets, until `until`: then it is due again, should whoever took it have died. */
export const claimSweeps = (
  queries: Queries,
  chain: string,
  now: Date,
  until: Date,
  most: number,
  except: readonly Asset[],
): Promise<readonly Due[]> => queries.query<Due>(claimStatement, [chain, now, until, most, except]);

const lockStatement = sql(
  'wallets.lockSweeps',
  `SELECT 1 FROM wallet_sweeps
   WHERE (company_id, wallet_id, asset) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
   ORDER BY company_id, wallet_id, asset COLLATE "C" FOR UPDATE`,
);

/** Locks them in the order in which deposits note them. */
export const lockSweeps = (tx: Tx, rows: readonly ToSweep[]): Promise<unknown> =>
  tx.query(lockStatement, [
    rows.map(({ company }) => company),
    rows.map(({ wallet }) => wallet),
    rows.map(({ asset }) => asset),
  ]);

const finishStatement = sql(
  'wallets.finishSweeps',
  `DELETE FROM wallet_sweeps s USING unnest($1::text[], $2::text[], $3::text[], $4::int8[])
     AS d(company, wallet, asset, deposits)
   WHERE s.company_id = d.company AND s.wallet_id = d.wallet AND s.asset = d.asset AND s.deposits = d.deposits`,
);

/** Forgets empty ones, unless something came to them since they were claimed. */
export const finishSweeps = (tx: Tx, rows: readonly (ToSweep & Pick<Due, 'deposits'>)[]): Promise<number> =>
  tx.execute(finishStatement, [
    rows.map(({ company }) => company),
    rows.map(({ wallet }) => wallet),
    rows.map(({ asset }) => asset),
    rows.map(({ deposits }) => deposits),
  ]);

const planStatement = sql(
  'wallets.planSweeps',
  `UPDATE wallet_sweeps s SET batch = p.batch, tries = p.tries,
     planned_deposits = CASE WHEN p.batch IS DISTINCT FROM s.batch THEN p.deposits ELSE s.planned_deposits END,
     due_at = CASE WHEN s.deposits = p.deposits THEN p.due_at ELSE least(s.due_at, p.due_at) END
   FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::int4[], $7::int8[])
     AS p(company, wallet, asset, due_at, batch, tries, deposits)
   WHERE s.company_id = p.company AND s.wallet_id = p.wallet AND s.asset = p.asset`,
);

/** Says when claimed ones are looked at next, and what sweeps them; at once, where something came to them since. */
export const planSweeps = (
  tx: Tx,
  rows: readonly (ToSweep & Pick<Due, 'batch' | 'tries' | 'deposits'> & { readonly dueAt: Date })[],
): Promise<number> =>
  tx.execute(planStatement, [
    rows.map(({ company }) => company),
    rows.map(({ wallet }) => wallet),
    rows.map(({ asset }) => asset),
    rows.map(({ dueAt }) => dueAt),
    rows.map(({ batch }) => batch),
    rows.map(({ tries }) => tries),
    rows.map(({ deposits }) => deposits),
  ]);
