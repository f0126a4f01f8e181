import type { Address, Hash } from 'viem';
import { bulkInsert } from '../platform/bulk.ts';
import { sql } from '../platform/database.ts';
import type { Database, Queries, Tx } from '../platform/database.ts';
import type { Header } from './watching/blocks.ts';
import type { Found, FoundIn } from './watching/find.ts';
import type { Token } from './token.ts';

/** How far a chain is read. */
export interface Cursor {
  readonly number: bigint;
  readonly hash: Hash;
  readonly halted: string | null;
}

/** A block that we have read. */
export interface KnownBlock {
  readonly number: bigint;
  readonly hash: Hash;
  readonly minedAt: Date;
}

/** What was seen in a block and concerns us. */
export interface NewObservation extends FoundIn {
  readonly chainId: number;
  readonly fromOurs: boolean;
  readonly toOurs: boolean;
}

/** The same as it stands in the database. */
export interface Observation extends Found {
  readonly fromOurs: boolean;
  readonly toOurs: boolean;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly minedAt: Date;
  readonly state: 'seen' | 'confirmed' | 'leaving' | 'orphaned';
}

const cursorColumns = 'number, hash, halted';
const readCursorStatement = sql(
  'chains.readCursor',
  `SELECT ${cursorColumns} FROM chain_cursors WHERE chain_id = $1`,
);
const lockCursorStatement = sql(
  'chains.lockCursor',
  `SELECT ${cursorColumns} FROM chain_cursors WHERE chain_id = $1 FOR UPDATE`,
);
const newestTimeStatement = sql(
  'chains.newestTime',
  `SELECT b.mined_at AS "minedAt" FROM chain_cursors c JOIN chain_blocks b ON b.chain_id = c.chain_id AND b.number = c.number
   WHERE c.chain_id = $1`,
);
const beginStatement = sql(
  'chains.begin',
  'INSERT INTO chain_cursors (chain_id, number, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
);
const moveStatement = sql(
  'chains.moveCursor',
  'UPDATE chain_cursors SET number = $2, hash = $3, halted = NULL WHERE chain_id = $1',
);
const haltStatement = sql(
  'chains.halt',
  'UPDATE chain_cursors SET halted = $2 WHERE chain_id = $1 AND halted IS NULL',
);

export const readCursor = async (queries: Queries, chainId: number): Promise<Cursor | undefined> =>
  (await queries.query<Cursor>(readCursorStatement, [chainId]))[0];

/** When the newest block that was read was made, by the chain's own clock. */
export const readNewestTime = async (queries: Queries, chainId: number): Promise<Date | undefined> =>
  (await queries.query<{ minedAt: Date }>(newestTimeStatement, [chainId]))[0]?.minedAt;

/** The cursor, locked: whoever holds it is the only one who changes anything of this chain. */
export const lockCursor = async (tx: Tx, chainId: number): Promise<Cursor | undefined> =>
  (await tx.query<Cursor>(lockCursorStatement, [chainId]))[0];

export const beginCursor = (
  tx: Tx,
  chainId: number,
  { number, hash }: Pick<Header, 'number' | 'hash'>,
): Promise<number> => tx.execute(beginStatement, [chainId, number, hash]);

export const moveCursor = (tx: Tx, chainId: number, number: bigint, hash: Hash): Promise<number> =>
  tx.execute(moveStatement, [chainId, number, hash]);

export const halt = (database: Database, chainId: number, reason: string): Promise<number> =>
  database.execute(haltStatement, [chainId, reason]);

export const insertBlocks = bulkInsert<Header & { chainId: number }>('chains.insertBlocks', 'chain_blocks', [
  ['chain_id', 'int8', ({ chainId }) => BigInt(chainId)],
  ['number', 'int8', ({ number }) => number],
  ['hash', 'text', ({ hash }) => hash],
  ['parent_hash', 'text', ({ parentHash }) => parentHash],
  ['mined_at', 'timestamptz', ({ minedAt }) => minedAt],
]);

const pruneStatement = sql(
  'chains.pruneBlocks',
  'DELETE FROM chain_blocks WHERE chain_id = $1 AND number < $2',
);
const dropStatement = sql(
  'chains.dropBlocks',
  'DELETE FROM chain_blocks WHERE chain_id = $1 AND number > $2',
);
const windowStatement = sql(
  'chains.readWindow',
  'SELECT number, hash, mined_at AS "minedAt" FROM chain_blocks WHERE chain_id = $1 ORDER BY number DESC',
);
const blockStatement = sql(
  'chains.readBlock',
  'SELECT number, hash, mined_at AS "minedAt" FROM chain_blocks WHERE chain_id = $1 AND number = $2',
);

/** Forgets blocks below `number`: they no longer leave the chain. */
export const pruneBlocks = (tx: Tx, chainId: number, number: bigint): Promise<number> =>
  tx.execute(pruneStatement, [chainId, number]);

/** Drops the blocks above `number`, which have left the chain. */
export const dropBlocks = (tx: Tx, chainId: number, number: bigint): Promise<number> =>
  tx.execute(dropStatement, [chainId, number]);

/** The blocks that we remember, the newest first. */
export const readWindow = (queries: Queries, chainId: number): Promise<KnownBlock[]> =>
  queries.query<KnownBlock>(windowStatement, [chainId]);

export const readBlock = async (
  queries: Queries,
  chainId: number,
  number: bigint,
): Promise<KnownBlock | undefined> => (await queries.query<KnownBlock>(blockStatement, [chainId, number]))[0];

/**
 * Writes what was seen. The same thing in the same block, seen again, stays as it is; one that had left the chain and was not taken
 * back yet is what it was before.
 */
export const insertObservations = bulkInsert<NewObservation>(
  'chains.insertObservations',
  'chain_observations',
  [
    ['chain_id', 'int8', ({ chainId }) => BigInt(chainId)],
    ['block_hash', 'text', ({ header }) => header.hash],
    ['block_number', 'int8', ({ header }) => header.number],
    ['mined_at', 'timestamptz', ({ header }) => header.minedAt],
    ['transaction_hash', 'text', ({ found }) => found.transactionHash],
    ['kind', 'text', ({ found }) => found.kind],
    ['ordinal', 'int4', ({ found }) => found.ordinal],
    ['log_index', 'int4', ({ found }) => found.logIndex],
    ['contract', 'text', ({ found }) => found.contract],
    ['sender', 'text', ({ found }) => found.from],
    ['recipient', 'text', ({ found }) => found.to],
    ['amount', 'amount', ({ found }) => found.amount],
    ['sender_ours', 'bool', ({ fromOurs }) => fromOurs],
    ['recipient_ours', 'bool', ({ toOurs }) => toOurs],
    ['nonce', 'amount', ({ found }) => found.nonce],
    ['digest', 'text', ({ found }) => found.digest],
    ['ok', 'bool', ({ found }) => found.ok],
  ],
  `ON CONFLICT (chain_id, block_hash, transaction_hash, kind, ordinal) DO UPDATE
     SET state = CASE WHEN chain_observations.state = 'leaving' AND EXISTS (SELECT FROM chain_credits c
       WHERE c.chain_id = excluded.chain_id AND c.transaction_hash = excluded.transaction_hash AND c.kind = excluded.kind
         AND c.ordinal = excluded.ordinal AND c.block_hash = excluded.block_hash AND NOT c.cancelled)
       THEN 'confirmed' ELSE 'seen' END
   WHERE chain_observations.state IN ('leaving', 'orphaned')`,
);

const observationColumns = `kind, transaction_hash AS "transactionHash", ordinal, log_index AS "logIndex", contract,
  sender AS "from", recipient AS "to", amount, sender_ours AS "fromOurs", recipient_ours AS "toOurs", nonce, digest, ok, block_number AS "blockNumber",
  block_hash AS "blockHash", mined_at AS "minedAt", state`;
/** The order of the chain. */
const chainOrder = 'block_number, log_index NULLS LAST, transaction_hash, ordinal';

const dueStatement = sql(
  'chains.dueObservations',
  `SELECT ${observationColumns} FROM chain_observations
   WHERE chain_id = $1 AND state = 'seen' AND block_number <= $2 ORDER BY ${chainOrder} LIMIT $3`,
);
const confirmStatement = sql(
  'chains.confirmObservations',
  `UPDATE chain_observations o SET state = 'confirmed'
   FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[]) AS k(block_hash, transaction_hash, kind, ordinal)
   WHERE o.chain_id = $1 AND o.state = 'seen' AND o.block_hash = k.block_hash
     AND o.transaction_hash = k.transaction_hash AND o.kind = k.kind AND o.ordinal = k.ordinal
   RETURNING o.block_hash AS "blockHash", o.transaction_hash AS "transactionHash", o.kind, o.ordinal`,
);
const leaveStatement = sql(
  'chains.leaveObservations',
  // The blocks stand there once more for the planner, which does not know how few leave: without them all that was ever seen is read.
  `WITH o AS (
     SELECT chain_id, block_hash, transaction_hash, kind, ordinal FROM chain_observations
     WHERE chain_id = $1 AND block_number > $2 AND state IN ('seen', 'confirmed') FOR UPDATE
   ), gone AS (
     UPDATE chain_observations t SET state = $3 FROM o
     WHERE t.chain_id = $1 AND t.block_number > $2 AND t.block_hash = o.block_hash AND t.transaction_hash = o.transaction_hash
       AND t.kind = o.kind AND t.ordinal = o.ordinal
     RETURNING t.*
   )
   SELECT ${observationColumns} FROM gone ORDER BY ${chainOrder}`,
);
const leavingStatement = sql(
  'chains.leavingObservations',
  `SELECT ${observationColumns}, EXISTS (SELECT FROM chain_credits c WHERE c.chain_id = o.chain_id
     AND c.transaction_hash = o.transaction_hash AND c.kind = o.kind AND c.ordinal = o.ordinal
     AND c.block_hash = o.block_hash AND NOT c.cancelled) AS credited
   FROM chain_observations o WHERE chain_id = $1 AND state = 'leaving' ORDER BY ${chainOrder}`,
);
const leftInLogsStatement = sql(
  'chains.leftInLogs',
  `SELECT ${observationColumns} FROM chain_observations
   WHERE chain_id = $1 AND block_number > $2 AND block_number <= $3 AND state IN ('seen', 'confirmed')
     AND (kind = 'executed' OR (kind = 'coin' AND ordinal >= $4))`,
);
const orphanStatement = sql(
  'chains.orphanObservations',
  `WITH gone AS (
     UPDATE chain_observations o SET state = 'orphaned'
     FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[]) AS k(block_hash, transaction_hash, kind, ordinal)
     WHERE o.chain_id = $1 AND o.state = 'leaving' AND o.block_hash = k.block_hash
       AND o.transaction_hash = k.transaction_hash AND o.kind = k.kind AND o.ordinal = k.ordinal
     RETURNING o.*
   )
   SELECT ${observationColumns} FROM gone ORDER BY ${chainOrder}`,
);
const seenAgainStatement = sql(
  'chains.seenAgain',
  `SELECT ${observationColumns} FROM chain_observations WHERE chain_id = $1 AND state = 'seen'
     AND (transaction_hash, kind, ordinal) IN (SELECT * FROM unnest($2::text[], $3::text[], $4::int4[]))
   ORDER BY ${chainOrder}`,
);

/** At most `most` observations that wait for confirmation, in blocks up to `number`. */
export const dueObservations = (
  queries: Queries,
  chainId: number,
  number: bigint,
  most: number,
): Promise<Observation[]> => queries.query<Observation>(dueStatement, [chainId, number, most]);

/** Used nonces, and native coin of this ordinal or a later one, above block `above` and up to block `to`. */
export const leftInLogs = (
  queries: Queries,
  chainId: number,
  { above, to, ordinal }: { readonly above: bigint; readonly to: bigint; readonly ordinal: number },
): Promise<Observation[]> => queries.query<Observation>(leftInLogsStatement, [chainId, above, to, ordinal]);

const toldStatement = sql(
  'chains.toldBlocks',
  `SELECT (SELECT max(block_number) FROM chain_observations WHERE chain_id = $1 AND state = 'confirmed') AS told,
     (SELECT min(block_number) FROM chain_observations WHERE chain_id = $1 AND state = 'seen') AS untold`,
);

/** The last block of which something was told as confirmed, and the first of which something was not. */
export const readToldBlocks = async (
  queries: Queries,
  chainId: number,
): Promise<{ readonly told: bigint | null; readonly untold: bigint | null }> =>
  (await queries.query<{ told: bigint | null; untold: bigint | null }>(toldStatement, [chainId]))[0] ?? {
    told: null,
    untold: null,
  };

type Key = Pick<Observation, 'blockHash' | 'transactionHash' | 'kind' | 'ordinal'>;

const keyColumns = (keys: readonly Key[]) => [
  keys.map(({ blockHash }) => blockHash),
  keys.map(({ transactionHash }) => transactionHash),
  keys.map(({ kind }) => kind),
  keys.map(({ ordinal }) => ordinal),
];

/** Marks them confirmed and answers those that were still only seen. */
export const confirmObservations = (tx: Tx, chainId: number, keys: readonly Key[]): Promise<Key[]> =>
  tx.query<Key>(confirmStatement, [chainId, ...keyColumns(keys)]);

/** Marks everything above block `number` as what it is now, and answers it. */
export const leaveObservations = (
  tx: Tx,
  chainId: number,
  number: bigint,
  as: 'leaving' | 'orphaned',
): Promise<Observation[]> => tx.query<Observation>(leaveStatement, [chainId, number, as]);

/** What has left the chain and is not taken back yet, and whether it was told as confirmed there. */
export interface Leaving extends Observation {
  readonly credited: boolean;
}

export const leavingObservations = (queries: Queries, chainId: number): Promise<Leaving[]> =>
  queries.query<Leaving>(leavingStatement, [chainId]);

/** Marks those of them as orphaned that are still leaving, and answers them: a block may come back. */
export const orphanObservations = (tx: Tx, chainId: number, keys: readonly Key[]): Promise<Observation[]> =>
  tx.query<Observation>(orphanStatement, [chainId, ...keyColumns(keys)]);

/** Those of these transfers that are in a block now and wait for confirmation. */
export const seenAgain = (tx: Tx, chainId: number, keys: readonly Key[]): Promise<Observation[]> =>
  tx.query<Observation>(seenAgainStatement, [chainId, ...keyColumns(keys).slice(1)]);

const creditStatement = sql(
  'chains.credit',
  `INSERT INTO chain_credits (chain_id, transaction_hash, kind, ordinal, round, block_hash)
   SELECT $1, k.transaction_hash, k.kind, k.ordinal,
     1 + coalesce((SELECT max(round) FROM chain_credits c WHERE c.chain_id = $1
       AND c.transaction_hash = k.transaction_hash AND c.kind = k.kind AND c.ordinal = k.ordinal), 0), k.block_hash
   FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[]) AS k(block_hash, transaction_hash, kind, ordinal)
   RETURNING transaction_hash AS "transactionHash", kind, ordinal, round`,
);
const cancelStatement = sql(
  'chains.cancelCredits',
  `UPDATE chain_credits c SET cancelled = true
   FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[]) AS k(block_hash, transaction_hash, kind, ordinal)
   WHERE c.chain_id = $1 AND NOT c.cancelled AND c.block_hash = k.block_hash
     AND c.transaction_hash = k.transaction_hash AND c.kind = k.kind AND c.ordinal = k.ordinal
   RETURNING c.transaction_hash AS "transactionHash", c.kind, c.ordinal, c.round`,
);

/** One stay of a transfer on the chain. */
export interface Credit {
  readonly transactionHash: Hash;
  readonly kind: Found['kind'];
  readonly ordinal: number;
  readonly round: number;
}

/** Writes the next round of each. The unique index refuses a second one beside one that stands. */
export const insertCredits = (tx: Tx, chainId: number, keys: readonly Key[]): Promise<Credit[]> =>
  tx.query<Credit>(creditStatement, [chainId, ...keyColumns(keys)]);

/** Cancels the standing credits of these and answers them. */
export const cancelCredits = (tx: Tx, chainId: number, keys: readonly Key[]): Promise<Credit[]> =>
  tx.query<Credit>(cancelStatement, [chainId, ...keyColumns(keys)]);

const listTokenStatement = sql(
  'chains.listToken',
  `INSERT INTO chain_tokens AS t (chain_id, address, symbol, name, decimals, exact, next, until, read_from)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT (chain_id, address) DO UPDATE
     SET symbol = excluded.symbol, name = excluded.name, exact = excluded.exact, read_until = NULL,
       next = CASE WHEN excluded.next < t.read_from THEN excluded.next WHEN t.read_until IS NULL THEN t.next
         WHEN t.next <= t.until THEN least(t.next, excluded.next) ELSE greatest(t.read_until + 1, excluded.next) END,
       until = CASE WHEN t.read_until IS NOT NULL THEN excluded.until
         WHEN excluded.next < t.read_from AND t.next > t.until THEN t.read_from - 1 ELSE t.until END,
       read_from = least(t.read_from, excluded.next)
   WHERE t.decimals = excluded.decimals AND (t.exact OR NOT excluded.exact OR NOT EXISTS (
     SELECT FROM chain_observations o WHERE o.chain_id = t.chain_id AND o.contract = t.address))`,
);
const unlistTokensStatement = sql(
  'chains.unlistTokens',
  `UPDATE chain_tokens SET read_until = $3 WHERE chain_id = $1 AND address <> ALL ($2) AND read_until IS NULL`,
);
const readTokensStatement = sql(
  'chains.readTokens',
  'SELECT address, symbol, name, decimals, exact FROM chain_tokens WHERE chain_id = $1',
);
const backScanStatement = sql(
  'chains.nextBackScan',
  `SELECT address, next, until FROM chain_tokens WHERE chain_id = $1 AND next <= until ORDER BY address LIMIT 1`,
);
const backScannedStatement = sql(
  'chains.backScanned',
  'UPDATE chain_tokens SET next = $4 WHERE chain_id = $1 AND address = $2 AND next = $3',
);
const shortenStatement = sql(
  'chains.shortenBackScans',
  'UPDATE chain_tokens SET until = $2 WHERE chain_id = $1 AND until > $2',
);

export interface BackScan {
  readonly address: Address;
  readonly next: bigint;
  readonly until: bigint;
}

/**
 * Remembers that a token is listed, and when that is new, the blocks to read again for it; of one that was off the list, those
 * of them that were not read with it; of one for which an earlier block is named than before, those from there on. 0 when its decimals
 * differ, or it was inexact when coins of it came and is no more: what was gained of them is in no log.
 */
export const listToken = (
  tx: Tx,
  chainId: number,
  { address, symbol, name, decimals, exact }: Token,
  blocks: Pick<BackScan, 'next' | 'until'> & { readonly readFrom: bigint },
): Promise<number> =>
  tx.execute(listTokenStatement, [
    chainId,
    address,
    symbol,
    name,
    decimals,
    exact,
    blocks.next,
    blocks.until,
    blocks.readFrom,
  ]);

/** Remembers of the tokens that are not among these that they are read up to this block and no further. */
export const unlistTokens = (
  tx: Tx,
  chainId: number,
  listed: readonly Address[],
  number: bigint,
): Promise<number> => tx.execute(unlistTokensStatement, [chainId, listed, number]);

/** All tokens that are or ever were listed. */
export const readTokens = (queries: Queries, chainId: number): Promise<Token[]> =>
  queries.query<Token>(readTokensStatement, [chainId]);

export const nextBackScan = async (queries: Queries, chainId: number): Promise<BackScan | undefined> =>
  (await queries.query<BackScan>(backScanStatement, [chainId]))[0];

/** Moves a back-scan on; 0 when another process has. */
export const moveBackScan = (tx: Tx, chainId: number, scan: BackScan, next: bigint): Promise<number> =>
  tx.execute(backScannedStatement, [chainId, scan.address, scan.next, next]);

/** What lies above `number` is read by the cursor anyway. */
export const shortenBackScans = (tx: Tx, chainId: number, number: bigint): Promise<number> =>
  tx.execute(shortenStatement, [chainId, number]);
