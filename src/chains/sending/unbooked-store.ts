import type { Address, Hash } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import type { Found } from '../watching/find.ts';

/** A call that an account of ours executed and that is in no books: signed before a backup was put back, or by others. */
export interface UnbookedCall {
  readonly chainId: number;
  readonly account: Address;
  readonly nonce: bigint;
  readonly digest: Hash;
  readonly transactionHash: Hash;
  readonly blockHash: Hash;
  readonly blockNumber: bigint;
  readonly minedAt: Date;
  /** Whether it has its confirmations. */
  readonly confirmed: boolean;
}

/** What a call moved: a listed token, or the native coin where that is traced. */
export interface UnbookedTransfer {
  /** Of the token; null for the native coin. */
  readonly token: Address | null;
  readonly to: Address;
  /** Minor units. */
  readonly amount: bigint;
}

const noteStatement = sql(
  'chains.noteUnbooked',
  `INSERT INTO chain_unbooked_calls (chain_id, account, nonce, digest, noted_at)
   SELECT DISTINCT $1::int8, k.account, k.nonce, k.digest, $5::timestamptz
   FROM unnest($2::text[], $3::numeric[], $4::text[]) AS k(account, nonce, digest)
   WHERE NOT EXISTS (SELECT FROM chain_calls c WHERE c.chain_id = $1 AND c.account = k.account AND c.nonce = k.nonce
     AND c.digest = k.digest)
   ON CONFLICT DO NOTHING RETURNING account, nonce`,
);

// One that has left the chain holds nothing up; should it come back, it is seen again.
const onChain = `JOIN chain_observations o ON o.chain_id = u.chain_id AND o.kind = 'executed' AND o.contract = u.account
     AND o.nonce = u.nonce AND o.digest = u.digest AND o.state <> 'orphaned'`;
const openStatement = sql(
  'chains.openUnbooked',
  `SELECT 1 FROM chain_unbooked_calls u ${onChain} WHERE u.chain_id = $1 AND u.account = $2 AND u.booked_at IS NULL LIMIT 1`,
);
const callColumns = `u.chain_id::int4 AS "chainId", u.account, u.nonce, u.digest, o.transaction_hash AS "transactionHash",
  o.block_hash AS "blockHash", o.block_number AS "blockNumber", o.mined_at AS "minedAt", o.state = 'confirmed' AS confirmed`;
const listStatement = sql(
  'chains.listUnbooked',
  `SELECT ${callColumns} FROM chain_unbooked_calls u ${onChain} WHERE u.chain_id = $1 AND u.booked_at IS NULL
   ORDER BY o.block_number, u.account, u.nonce`,
);
const countStatement = sql(
  'chains.countUnbooked',
  `SELECT count(*)::int AS count FROM chain_unbooked_calls u ${onChain} WHERE u.booked_at IS NULL`,
);
const lockStatement = sql(
  'chains.lockUnbooked',
  `SELECT 1 FROM chain_unbooked_calls
   WHERE chain_id = $1 AND account = $2 AND nonce = $3 AND digest = $4 AND booked_at IS NULL FOR UPDATE`,
);
const bookedStatement = sql(
  'chains.markUnbookedBooked',
  'UPDATE chain_unbooked_calls SET booked_at = $5 WHERE chain_id = $1 AND account = $2 AND nonce = $3 AND digest = $4',
);
const transfersStatement = sql(
  'chains.unbookedTransfers',
  `SELECT contract AS token, recipient AS "to", amount FROM chain_observations
   WHERE chain_id = $1 AND block_hash = $2 AND transaction_hash = $3 AND sender = $4 AND kind IN ('token', 'coin')
   ORDER BY kind, ordinal`,
);

/** Notes those of these used nonces that no call of ours has used; answers those that were not noted before. */
export const noteUnbooked = (
  tx: Tx,
  chainId: number,
  executed: readonly Pick<Found, 'contract' | 'nonce' | 'digest'>[],
  at: Date,
): Promise<{ readonly account: Address; readonly nonce: bigint }[]> =>
  tx.query(noteStatement, [
    chainId,
    executed.map(({ contract }) => contract),
    executed.map(({ nonce }) => nonce),
    executed.map(({ digest }) => digest),
    at,
  ]);

/** Whether something left this account that is not in the books. */
export const hasUnbooked = async (queries: Queries, chainId: number, account: Address): Promise<boolean> =>
  (await queries.query(openStatement, [chainId, account])).length > 0;

/** What is on the chain and in no books, in its order. */
export const listUnbooked = (queries: Queries, chainId: number): Promise<UnbookedCall[]> =>
  queries.query<UnbookedCall>(listStatement, [chainId]);

/** How many there are of {@link listUnbooked}, on all chains. */
export const countUnbooked = async (queries: Queries): Promise<number> =>
  (await queries.query<{ count: number }>(countStatement))[0]?.count ?? 0;

/** Locks one of {@link listUnbooked}; false when somebody else has had it booked. */
export const lockUnbooked = async (tx: Tx, call: UnbookedCall): Promise<boolean> =>
  (await tx.query(lockStatement, [call.chainId, call.account, call.nonce, call.digest])).length > 0;

/** It is in the books now. */
export const markBooked = (tx: Tx, call: UnbookedCall, at: Date): Promise<number> =>
  tx.execute(bookedStatement, [call.chainId, call.account, call.nonce, call.digest, at]);

/** What moved from its account in the chain transaction of a call. */
export const transfersOf = (queries: Queries, call: UnbookedCall): Promise<UnbookedTransfer[]> =>
  queries.query<UnbookedTransfer>(transfersStatement, [
    call.chainId,
    call.blockHash,
    call.transactionHash,
    call.account,
  ]);
