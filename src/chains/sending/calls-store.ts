import type { Address, Hash } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import type { CallOutcome } from '../types.ts';

/** A signed call, as it was submitted. */
export interface NewCall {
  readonly chainId: number;
  readonly key: string;
  readonly account: Address;
  readonly nonce: bigint;
  readonly digest: Hash;
  readonly deadline: Date;
  readonly at: Date;
}

export interface Call {
  readonly key: string;
  readonly account: Address;
  readonly nonce: bigint;
  readonly digest: Hash;
  readonly deadline: Date;
  readonly state: 'pending' | Exclude<CallOutcome, 'manual_check' | 'returned'>;
  readonly transactionHash: Hash | null;
}

const callColumns = 'key, account, nonce, digest, deadline, state, transaction_hash AS "transactionHash"';

const insertCallStatement = sql(
  'chains.insertCall',
  `INSERT INTO chain_calls (chain_id, key, account, nonce, digest, deadline, submitted_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (chain_id, key) DO NOTHING`,
);
const nextNonceStatement = sql(
  'chains.nextAccountNonce',
  `WITH used AS (
     SELECT coalesce(max(nonce) + 1, 0) AS next FROM chain_observations
     WHERE chain_id = $1 AND contract = $2 AND kind = 'executed'
   )
   INSERT INTO chain_account_nonces AS n (chain_id, account, next) SELECT $1, $2, used.next + 1 FROM used
   ON CONFLICT (chain_id, account) DO UPDATE SET next = greatest(n.next + 1, excluded.next) RETURNING next - 1 AS nonce`,
);
const readCallStatement = sql(
  'chains.readCall',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1 AND key = $2`,
);
const lockCallStatement = sql(
  'chains.lockCall',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1 AND key = $2 FOR UPDATE`,
);
const callsByNonceStatement = sql(
  'chains.callsByNonce',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1
     AND (account, nonce) IN (SELECT * FROM unnest($2::text[], $3::numeric[])) ORDER BY key FOR UPDATE`,
);
const callsByHashStatement = sql(
  'chains.callsByHash',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1 AND state <> 'pending'
     AND (account, nonce, transaction_hash) IN (SELECT * FROM unnest($2::text[], $3::numeric[], $4::text[]))
   ORDER BY key FOR UPDATE`,
);
const setCallsStatement = sql(
  'chains.setCalls',
  `UPDATE chain_calls c SET state = k.state, transaction_hash = k.transaction_hash
   FROM unnest($2::text[], $3::text[], $4::text[]) AS k(key, state, transaction_hash)
   WHERE c.chain_id = $1 AND c.key = k.key`,
);
const accountsStatement = sql(
  'chains.accountsWithCalls',
  `SELECT account FROM unnest($2::text[]) AS a(account)
   WHERE EXISTS (SELECT FROM chain_calls c WHERE c.chain_id = $1 AND c.account = a.account)`,
);
const callsInBlocksStatement = sql(
  'chains.callsInBlocks',
  `SELECT c.key, o.transaction_hash AS "transactionHash", o.block_number AS "blockNumber"
   FROM chain_calls c JOIN chain_observations o ON o.chain_id = c.chain_id AND o.kind = 'executed'
     AND o.contract = c.account AND o.nonce = c.nonce AND o.digest = c.digest
   WHERE c.chain_id = $1 AND c.key = ANY($2) AND c.state = 'pending' AND o.state = 'seen'`,
);
const overdueStatement = sql(
  'chains.overdueCalls',
  `SELECT ${callColumns} FROM chain_calls c WHERE chain_id = $1 AND state = 'pending' AND deadline < $2
     AND NOT EXISTS (SELECT FROM chain_observations o WHERE o.chain_id = $1 AND o.kind = 'executed'
       AND o.contract = c.account AND o.nonce = c.nonce AND o.state <> 'orphaned')
   ORDER BY key LIMIT 100`,
);
const expireStatement = sql(
  'chains.expireCalls',
  `UPDATE chain_calls SET state = 'expired' WHERE chain_id = $1 AND state = 'pending' AND key = ANY($2)
   RETURNING ${callColumns}`,
);
const lateStatement = sql(
  'chains.lateCalls',
  `UPDATE chain_calls SET manual_check = true
   WHERE chain_id = $1 AND state = 'pending' AND NOT manual_check AND submitted_at < $2 RETURNING ${callColumns}`,
);

/** Those of these accounts for which something was ever signed. */
export const accountsWithCalls = async (
  tx: Tx,
  chainId: number,
  accounts: readonly Address[],
): Promise<readonly Address[]> =>
  (await tx.query<{ account: Address }>(accountsStatement, [chainId, accounts])).map(
    ({ account }) => account,
  );

/** Writes a signed call; 0 when its key is there already. */
export const insertCall = (tx: Tx, call: NewCall): Promise<number> =>
  tx.execute(insertCallStatement, [
    call.chainId,
    call.key,
    call.account,
    call.nonce,
    call.digest,
    call.deadline,
    call.at,
  ]);

/**
 * The next nonce of an account, above all that were seen to be used: a database that was put back from a backup does not know what it
 * had given away since, and a call with a used nonce would wait for ever.
 */
export async function nextAccountNonce(tx: Tx, chainId: number, account: Address): Promise<bigint> {
  const [row] = await tx.query<{ nonce: bigint }>(nextNonceStatement, [chainId, account]);
  return row?.nonce ?? 0n;
}

export const readCall = async (queries: Queries, chainId: number, key: string): Promise<Call | undefined> =>
  (await queries.query<Call>(readCallStatement, [chainId, key]))[0];

export const lockCall = async (tx: Tx, chainId: number, key: string): Promise<Call | undefined> =>
  (await tx.query<Call>(lockCallStatement, [chainId, key]))[0];

/** The calls with these nonces, locked. */
export const callsByNonce = (
  tx: Tx,
  chainId: number,
  of: readonly { readonly account: string; readonly nonce: bigint }[],
): Promise<Call[]> =>
  tx.query<Call>(callsByNonceStatement, [
    chainId,
    of.map(({ account }) => account),
    of.map(({ nonce }) => nonce),
  ]);

/** The settled calls that were executed in these transactions, locked. */
export const callsByHash = (
  tx: Tx,
  chainId: number,
  of: readonly { readonly account: string; readonly nonce: bigint; readonly transactionHash: Hash }[],
): Promise<Call[]> =>
  tx.query<Call>(callsByHashStatement, [
    chainId,
    of.map(({ account }) => account),
    of.map(({ nonce }) => nonce),
    of.map(({ transactionHash }) => transactionHash),
  ]);

/** Those of these pending calls that were executed in a block which has not its confirmations yet. */
export const callsInBlocks = (
  queries: Queries,
  chainId: number,
  keys: readonly string[],
): Promise<{ readonly key: string; readonly transactionHash: Hash; readonly blockNumber: bigint }[]> =>
  queries.query(callsInBlocksStatement, [chainId, keys]);

export const setCalls = (
  tx: Tx,
  chainId: number,
  calls: readonly Pick<Call, 'key' | 'state' | 'transactionHash'>[],
): Promise<number> =>
  tx.execute(setCallsStatement, [
    chainId,
    calls.map(({ key }) => key),
    calls.map(({ state }) => state),
    calls.map(({ transactionHash }) => transactionHash),
  ]);

/** Pending calls past their deadline at `at`, of which nothing was seen on the chain. */
export const overdueCalls = (queries: Queries, chainId: number, at: Date): Promise<Call[]> =>
  queries.query<Call>(overdueStatement, [chainId, at]);

export const expireCalls = (tx: Tx, chainId: number, keys: readonly string[]): Promise<Call[]> =>
  tx.query<Call>(expireStatement, [chainId, keys]);

/** Pending calls submitted before `before`, each once. */
export const lateCalls = (tx: Tx, chainId: number, before: Date): Promise<Call[]> =>
  tx.query<Call>(lateStatement, [chainId, before]);
