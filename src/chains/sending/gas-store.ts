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
  `UPDATE chain_send_hashes SET gas = 'told', relayer = $4
   WHERE chain_id = $1 AND transaction_hash = $2 AND gas = 'mined' AND block_number = $3`,
);
const leftStatement = sql(
  'chains.leftGas',
  `WITH h AS (
     SELECT chain_id, transaction_hash, gas FROM chain_send_hashes
     WHERE chain_id = $1 AND block_number > $2 FOR UPDATE
   ), gone AS (
     UPDATE chain_send_hashes t SET gas = 'left', block_number = NULL FROM h
     WHERE t.chain_id = h.chain_id AND t.transaction_hash = h.transaction_hash
     RETURNING t.transaction_hash, t.key, t.relayer, h.gas
   )
   SELECT transaction_hash AS "transactionHash", key, relayer FROM gone WHERE gas = 'told' ORDER BY transaction_hash`,
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

/** What stands in blocks above `number` has left the chain; answers what was told of. */
export const takeBackGas = (tx: Tx, chainId: number, number: bigint): Promise<Left[]> =>
  tx.query<Left>(leftStatement, [chainId, number]);
