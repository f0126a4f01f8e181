import type { Address, Hash } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Queries } from '../../platform/database.ts';
import type { Observation } from '../store.ts';

/** What names an observation, or what the relayer has paid for a transaction of its own. */
export interface Place extends Pick<Observation, 'blockHash' | 'transactionHash' | 'ordinal'> {
  readonly kind: Observation['kind'] | 'gas';
}

/** The block of gas that has left the chain. */
export const nowhere = '0x';

/** One name for each of them on a chain. */
export const placeOf = ({ blockHash, transactionHash, kind, ordinal }: Place): string =>
  `${blockHash}:${transactionHash}:${kind}:${ordinal}`;

/** What could not be booked, or booked back, so far. */
export interface Tried extends Place {
  readonly tries: number;
  readonly dueAt: Date;
}

/** The same as the operator sees it. */
export interface StuckTransfer {
  readonly transactionHash: Hash;
  readonly kind: Place['kind'];
  readonly ordinal: number;
  /** Null of gas that has left the chain. */
  readonly blockNumber: bigint | null;
  /** The token, or the account that executed; null for native coin and gas. */
  readonly contract: Address | null;
  readonly from: Address | null;
  readonly to: Address | null;
  /** Null of gas: it stands in a receipt. */
  readonly amount: bigint | null;
  /** It has left the chain and is to be booked back; otherwise it is confirmed and is to be booked. */
  readonly hasLeft: boolean;
  readonly tries: number;
  /** Why the last try was none. */
  readonly reason: string;
  readonly since: Date;
}

const readStatement = sql(
  'chains.readStuck',
  `SELECT block_hash AS "blockHash", transaction_hash AS "transactionHash", kind, ordinal, tries, due_at AS "dueAt"
   FROM chain_stuck WHERE chain_id = $1`,
);
const noteStatement = sql(
  'chains.noteStuck',
  `INSERT INTO chain_stuck AS s (chain_id, block_hash, transaction_hash, kind, ordinal, tries, reason, since, due_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT (chain_id, block_hash, transaction_hash, kind, ordinal) DO UPDATE
     SET tries = excluded.tries, reason = excluded.reason, due_at = excluded.due_at`,
);
const waits = `FROM chain_observations o WHERE o.chain_id = s.chain_id AND o.block_hash = s.block_hash
   AND o.transaction_hash = s.transaction_hash AND o.kind = s.kind AND o.ordinal = s.ordinal AND o.state IN ('seen', 'leaving')`;
const gasWaits = `FROM chain_send_hashes h WHERE s.kind = 'gas' AND h.chain_id = s.chain_id
   AND h.transaction_hash = s.transaction_hash
   AND CASE s.block_hash WHEN '${nowhere}' THEN h.gas = 'left' AND h.to_take_back ELSE h.gas = 'mined' END`;
const forgetStatement = sql(
  'chains.forgetStuck',
  `DELETE FROM chain_stuck s WHERE chain_id = $1 AND NOT EXISTS (SELECT ${waits}) AND NOT EXISTS (SELECT ${gasWaits})`,
);
const listStatement = sql(
  'chains.listStuck',
  `SELECT s.transaction_hash AS "transactionHash", s.kind, s.ordinal, w.block_number AS "blockNumber", w.contract,
     w.sender AS "from", w.recipient AS "to", w.amount, w.has_left AS "hasLeft", s.tries, s.reason, s.since
   FROM chain_stuck s CROSS JOIN LATERAL (
     SELECT o.block_number, o.contract, o.sender, o.recipient, o.amount, o.state = 'leaving' AS has_left ${waits}
     UNION ALL SELECT h.block_number, NULL, h.relayer, NULL, NULL, h.gas = 'left' ${gasWaits}
   ) w WHERE s.chain_id = $1
   ORDER BY s.since, w.block_number, s.transaction_hash, s.ordinal LIMIT 100`,
);
const retryStatement = sql('chains.retryStuck', 'UPDATE chain_stuck SET due_at = $2 WHERE chain_id = $1');

export const readStuck = (queries: Queries, chainId: number): Promise<Tried[]> =>
  queries.query<Tried>(readStatement, [chainId]);

/** Writes down one more try that was none. */
export const noteStuck = (
  queries: Queries,
  chainId: number,
  { blockHash, transactionHash, kind, ordinal, tries, dueAt }: Tried,
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<number> =>
  queries.execute(noteStatement, [
    chainId,
    blockHash,
    transactionHash,
    kind,
    ordinal,
    tries,
    reason,
    at,
    dueAt,
  ]);

/** Forgets what is booked by now, or has left the chain before it was. */
export const forgetStuck = (queries: Queries, chainId: number): Promise<number> =>
  queries.execute(forgetStatement, [chainId]);

/** What waits, the oldest hundred. */
export const listStuck = (queries: Queries, chainId: number): Promise<StuckTransfer[]> =>
  queries.query<StuckTransfer>(listStatement, [chainId]);

/** Lets all be tried at once; answers how many. */
export const retryStuck = (queries: Queries, chainId: number, now: Date): Promise<number> =>
  queries.execute(retryStatement, [chainId, now]);
