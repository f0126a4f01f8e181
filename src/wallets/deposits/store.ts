import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { movementColumns } from '../movements/movements-store.ts';
import type { CompanyId, WalletMovement } from '../types.ts';

/** Which transfer on a chain, to a wallet of which company. */
export interface TransferRef {
  readonly company: CompanyId;
  readonly chain: string;
  readonly transactionHash: string;
  readonly kind: 'token' | 'coin';
  readonly ordinal: number;
}

const lockDepositsStatement = sql(
  'wallets.lockDeposits',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE transfer_kind IS NOT NULL AND state <> 'CANCELLED'
     AND (company_id, chain, transaction_hash, transfer_kind, ordinal) IN
       (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int4[]))
   ORDER BY company_id, id FOR NO KEY UPDATE`,
);

/** The deposits that these transfers are now, locked; without those that left the chain. */
export async function lockDeposits(tx: Tx, refs: readonly TransferRef[]): Promise<readonly WalletMovement[]> {
  if (refs.length === 0) return [];
  return await tx.query<WalletMovement>(lockDepositsStatement, [
    refs.map(({ company }) => company),
    refs.map(({ chain }) => chain),
    refs.map(({ transactionHash }) => transactionHash),
    refs.map(({ kind }) => kind),
    refs.map(({ ordinal }) => ordinal),
  ]);
}

const takenBackStatement = sql(
  'wallets.takenBack',
  `SELECT DISTINCT wallet_id AS wallet, kind, asset FROM wallet_movements
   WHERE company_id = $1 AND chain = $2 AND state = 'CANCELLED' AND reason = 'reorg' AND net_amount IS NOT NULL`,
);

/** Where credits of a company were taken back on a chain: the balances that may be below zero. */
export async function takenBack(
  queries: Queries,
  company: CompanyId,
  chain: string,
): Promise<readonly Pick<WalletMovement, 'wallet' | 'kind' | 'asset'>[]> {
  return await queries.query(takenBackStatement, [company, chain]);
}

const takenBackReturnedStatement = sql(
  'wallets.takenBackReturned',
  `SELECT DISTINCT o.returns_reason AS reason, m.asset FROM wallet_movements m
   JOIN wallet_outgoings o ON o.company_id = m.company_id AND o.returns_id = m.id
   WHERE m.company_id = $1 AND m.chain = $2 AND m.state = 'CANCELLED' AND m.reason = 'reorg'`,
);

/** Of what left the chain after it was sent back: where it stood in suspense, which may be below zero. */
export async function takenBackReturned(
  queries: Queries,
  company: CompanyId,
  chain: string,
): Promise<readonly Pick<WalletMovement, 'reason' | 'asset'>[]> {
  return await queries.query(takenBackReturnedStatement, [company, chain]);
}

const byHashStatement = sql(
  'wallets.movementsByHash',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE company_id = $1 AND chain = $2 AND transaction_hash = $3 AND transfer_kind IS NOT NULL ORDER BY id`,
);

/** The deposits of a chain transaction, those that left the chain too. */
export async function depositsByHash(
  queries: Queries,
  company: CompanyId,
  chain: string,
  transactionHash: string,
): Promise<readonly WalletMovement[]> {
  return await queries.query<WalletMovement>(byHashStatement, [company, chain, transactionHash]);
}

const suspendedDeposit = `SELECT ${movementColumns} FROM wallet_movements
   WHERE operation = 'DEPOSIT' AND state = 'PROCESSING' AND id < $1`;
const suspendedStatement = sql('wallets.suspended', `${suspendedDeposit} ORDER BY id DESC LIMIT $2`);
// Two statements, as one for both would be planned for all companies, and read the dust of others to find one's.
const suspendedOfStatement = sql(
  'wallets.suspendedOf',
  `${suspendedDeposit} AND company_id = $3 ORDER BY id DESC LIMIT $2`,
);

/**
 * Deposits that are credited to nobody, newest first; the operator's list is over all companies. `before` is the id of the last
 * one seen.
 */
export async function suspendedDeposits(
  queries: Queries,
  company: CompanyId | undefined,
  before: string | undefined,
  size: number,
): Promise<readonly WalletMovement[]> {
  // Ids begin with `mov_`: what sorts after all of them.
  const page = [before ?? '~', size] as const;
  return company === undefined
    ? await queries.query<WalletMovement>(suspendedStatement, page)
    : await queries.query<WalletMovement>(suspendedOfStatement, [...page, company]);
}

const standingStatement = sql(
  'wallets.standingDeposits',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE company_id = $1 AND chain = $2 AND transfer_kind IS NOT NULL AND state <> 'CANCELLED' AND block_number > $3
   ORDER BY block_number, id LIMIT 1000`,
);

/** The deposits of a company above a block that are on the chain now, in its order. */
export async function standingDeposits(
  queries: Queries,
  company: CompanyId,
  chain: string,
  above: bigint,
): Promise<readonly WalletMovement[]> {
  return await queries.query<WalletMovement>(standingStatement, [company, chain, above]);
}
