import type { Hash } from 'viem';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';
import type { CompanyId } from './types.ts';

export interface Funding {
  readonly company: CompanyId;
  /** USD cents. */
  readonly amount: bigint;
  readonly state: 'wanted' | 'sent' | 'done';
  /** Of what was sent last, or was about to be. */
  readonly transactionHash: Hash | null;
}

const columns = 'company_id AS company, amount, state, transaction_hash AS "transactionHash"';

const insertStatement = sql(
  'wallets.insertFunding',
  'INSERT INTO wallet_fundings (company_id, amount) VALUES ($1, $2) ON CONFLICT DO NOTHING',
);

export async function insertFunding(tx: Tx, company: CompanyId, amount: bigint): Promise<void> {
  await tx.execute(insertStatement, [company, amount]);
}

const openStatement = sql(
  'wallets.openFundings',
  `SELECT ${columns} FROM wallet_fundings f WHERE f.state = 'wanted' AND EXISTS (SELECT 1 FROM companies c WHERE c.id = f.company_id)
   ORDER BY company_id LIMIT $1`,
);

/** Those that were not sent yet, of all companies that are still there: a worker's list. */
export async function openFundings(queries: Queries, most: number): Promise<readonly Funding[]> {
  return await queries.query<Funding>(openStatement, [most]);
}

const noteStatement = sql(
  'wallets.noteFunding',
  `UPDATE wallet_fundings SET transaction_hash = $2
   WHERE company_id = $1 AND state = 'wanted' AND transaction_hash IS NOT DISTINCT FROM $3`,
);

/** What is about to be sent, in the place of `before`, which is not on the chain; 0 when somebody else sends it, or has. */
export const noteFunding = (
  queries: Queries,
  company: CompanyId,
  hash: Hash,
  before: Hash | null,
): Promise<number> => queries.execute(noteStatement, [company, hash, before]);

const lockStatement = sql(
  'wallets.lockFundings',
  `SELECT ${columns} FROM wallet_fundings WHERE company_id = ANY ($1) AND state <> 'done'
   ORDER BY company_id FOR NO KEY UPDATE`,
);

/** Those of these companies that have not come in yet, locked. */
export async function lockFundings(tx: Tx, companies: readonly CompanyId[]): Promise<readonly Funding[]> {
  return await tx.query<Funding>(lockStatement, [companies]);
}

const sentStatement = sql(
  'wallets.fundingSent',
  `UPDATE wallet_fundings SET state = 'sent' WHERE company_id = ANY ($1) AND state = 'wanted'`,
);

/** These were sent. What has come in by now stays so. */
export const markFundingsSent = (queries: Queries, companies: readonly CompanyId[]): Promise<number> =>
  queries.execute(sentStatement, [companies]);

const setStatement = sql(
  'wallets.setFundings',
  'UPDATE wallet_fundings SET state = $2 WHERE company_id = ANY ($1)',
);

export async function setFundings(
  queries: Queries,
  companies: readonly CompanyId[],
  state: Exclude<Funding['state'], 'sent'>,
): Promise<void> {
  await queries.execute(setStatement, [companies, state]);
}
