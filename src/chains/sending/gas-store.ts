import type { Address, Hash } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';

/** A transaction of the relayer in a block, of which it was not told yet what it has cost. */
export interface Untold {
  readonly transactionHash: Hash;
  /** Of its send. */
  readonly key: string;
  readonly blockNumber: bigint;
  /** Null where that block is out of the window by now, and so stays. */
  readonly blockHash: Hash | null;
}

/** One of which it was told, and which has left the chain. */
export interface Left extends Pick<Untold, 'transactionHash' | 'key'> {
  readonly relayer: Address;
}

const untoldStatement = sql(
  'chains.untoldGas',
  `SELECT h.transaction_hash AS "transactionHash", h.key, h.block_number AS "blockNumber", b.hash AS "blockHash"
   FROM chain_send_hashes h LEFT JOIN chain_blocks b ON b.chain_id = h.chain_id AND b.number = h.block_number
   WHERE h.chain_id = $1 AND h.gas = 'mined' AND h.block_number <= $2
   ORDER BY h.block_number, h.transaction_hash LIMIT $3`,
);
const toldStatement = sql(
  'chains.toldGas',
  `UPDATE chain_send_hashes SET gas = 'told', relayer = $4, to_take_back = false
   WHERE chain_id = $1 AND transaction_hash = $2 AND gas = 'mined' AND block_number = $3`,
);
const leftStatement = sql(
  'chains.leftGas',
  `WITH h AS (
     SELECT chain_id, transaction_hash, gas FROM chain_send_hashes
     WHERE chain_id = $1 AND block_number > $2 FOR UPDATE
   ), gone AS (
     UPDATE chain_send_hashes t
     SET gas = 'left', block_number = NULL, to_take_back = t.to_take_back OR ($3 AND h.gas = 'told') FROM h
     WHERE t.chain_id = h.chain_id AND t.transaction_hash = h.transaction_hash
     RETURNING t.transaction_hash, t.key, t.relayer, h.gas
   )
   SELECT transaction_hash AS "transactionHash", key, relayer FROM gone WHERE gas = 'told' ORDER BY transaction_hash`,
);

const toTakeBackStatement = sql(
  'chains.gasToTakeBack',
  `SELECT transaction_hash AS "transactionHash", key, relayer FROM chain_send_hashes
   WHERE chain_id = $1 AND to_take_back AND gas = 'left' ORDER BY transaction_hash`,
);
const takenBackStatement = sql(
  'chains.gasTakenBack',
  `UPDATE chain_send_hashes SET to_take_back = false WHERE chain_id = $1 AND to_take_back AND gas = 'left' AND transaction_hash = ANY ($2)
   RETURNING transaction_hash AS "transactionHash", key, relayer`,
);

/** The relayer's transactions in blocks up to `number` of which it was not told what they cost, at most `most`, the oldest first. */
export const untoldGas = (
  queries: Queries,
  chainId: number,
  number: bigint,
  most: number,
): Promise<Untold[]> => queries.query<Untold>(untoldStatement, [chainId, number, most]);

/** It is told; 0 when it was, or is not in that block any more. */
export const markTold = (
  tx: Tx,
  chainId: number,
  { transactionHash, blockNumber }: Pick<Untold, 'transactionHash' | 'blockNumber'>,
  relayer: Address,
): Promise<number> => tx.execute(toldStatement, [chainId, transactionHash, blockNumber, relayer]);

/**
 * What stands in blocks above `number` has left the chain; answers what was told of.
 *
 * @param later whether that is to be taken back by itself; see {@link gasToTakeBack}
 */
export const leaveGas = (tx: Tx, chainId: number, number: bigint, later: boolean): Promise<Left[]> =>
  tx.query<Left>(leftStatement, [chainId, number, later]);

/** What has left the chain after it was told of, and is not taken back yet. What has come again since is told anew instead. */
export const gasToTakeBack = (queries: Queries, chainId: number): Promise<Left[]> =>
  queries.query<Left>(toTakeBackStatement, [chainId]);

/** They are taken back; answers those that had not been. */
export const markTakenBack = (tx: Tx, chainId: number, hashes: readonly Hash[]): Promise<Left[]> =>
  tx.query<Left>(takenBackStatement, [chainId, hashes]);
