import { present } from '../../kernel/assert.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import type { Block } from './block.ts';

/**
 * The digest of one entry: SHA-256 over PostgreSQL's binary form of a row (`record_send`: count, then type, length and
 * bytes of each field), which is the same on every server, reads in one way only, and was measured at 1.5 µs an
 * entry, half of what JSON takes. Domains are cast away because their type numbers differ from database to database.
 */
const entryDigest = `sha256(record_send(ROW(
  e.company_id::text, e.key::text, e.id::text, e.epoch, e.xid, e.ordinal, e.kind, e.reference::text, e.at, e.recorded_at,
  e.postings, e.hold_id::text, e.hold_change::numeric,
  CASE WHEN e.postings > 0 THEN (
    SELECT string_agg(record_send(ROW(
      p.ordinal, p.account::text, p.asset::text, p.debit::numeric, p.credit::numeric)), ''::bytea ORDER BY p.ordinal)
    FROM ledger_postings p WHERE p.company_id = e.company_id AND p.entry_id = e.id
  ) END)))`;

/** The digest of a set of entries: SHA-256 over their digests in the order of the ledger. */
export const contentDigest = `sha256(coalesce(string_agg(${entryDigest}, ''::bytea ORDER BY e.xid, e.ordinal, e.id), ''))`;

export interface Epoch {
  readonly epoch: number;
  readonly system_identifier: bigint;
}

const selectEpochs = sql(
  'ledger.epochs',
  'SELECT epoch, system_identifier FROM ledger_epochs ORDER BY epoch',
);

/** All epochs, the present one last. */
export const allEpochs = (queries: Queries): Promise<Epoch[]> => queries.query<Epoch>(selectEpochs);

const selectServer = sql('ledger.server', 'SELECT system_identifier FROM pg_control_system()');

/** Which PostgreSQL server this is: given at its `initdb`, kept by its standbys, lost by a restore into another. */
export async function serverIdentifier(queries: Queries): Promise<bigint> {
  const [row] = await queries.query<{ system_identifier: bigint }>(selectServer);
  return present(row, 'the identifier of the server').system_identifier;
}

const lockEpochs = sql('ledger.lockEpochs', 'LOCK TABLE ledger_epochs IN SHARE ROW EXCLUSIVE MODE');
const insertEpoch = sql(
  'ledger.insertEpoch',
  'INSERT INTO ledger_epochs (epoch, system_identifier) VALUES ($1, $2)',
);

/** One unit of work at a time goes on from here. */
export const lockAllEpochs = (tx: Tx): Promise<number> => tx.execute(lockEpochs);

export const appendEpoch = (tx: Tx, epoch: number, server: bigint): Promise<number> =>
  tx.execute(insertEpoch, [epoch, server]);

const selectLast = sql('ledger.lastSeal', 'SELECT * FROM ledger_seals ORDER BY block DESC LIMIT 1');

export async function lastBlock(queries: Queries): Promise<Block | undefined> {
  const [row] = await queries.query<SealRow>(selectLast);
  return row && asBlock(row);
}

// Every transaction id below the snapshot's xmin is finished, so this set can never grow. In a closed epoch no
// transaction runs, and the ids of the present server mean nothing there.
const hash = sql(
  'ledger.hashEntries',
  `WITH below AS MATERIALIZED (
     SELECT least(
       CASE WHEN $4 THEN 9223372036854775807 ELSE pg_snapshot_xmin(pg_current_snapshot())::text::bigint END,
       (SELECT xid + 1 FROM ledger_entries WHERE epoch = $1 AND xid >= $2 ORDER BY xid OFFSET $3 - 1 LIMIT 1)
     ) AS xid)
   SELECT (SELECT xid FROM below) AS to_xid, count(*) AS entries, ${contentDigest} AS content
   FROM ledger_entries e WHERE e.epoch = $1 AND e.xid >= $2 AND e.xid < (SELECT xid FROM below)`,
);

export interface Content {
  readonly to_xid: bigint;
  readonly entries: bigint;
  readonly content: Buffer;
}

/** Hashes the finished entries of an epoch from a transaction id on, about `most` of them. */
export async function hashEntries(
  queries: Queries,
  epoch: number,
  fromXid: bigint,
  most: number,
  closed: boolean,
): Promise<Content> {
  const [row] = await queries.query<Content>(hash, [epoch, fromXid, most, closed]);
  return present(row, 'the digest of a set of entries');
}

const insertBlock = sql(
  'ledger.insertSeal',
  `INSERT INTO ledger_seals
     (epoch, block, from_xid, to_xid, first_position, entries, sealed_at, previous, hash, signature)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export const appendBlock = (queries: Queries, block: Block): Promise<number> =>
  queries.execute(insertBlock, [
    block.epoch,
    block.block,
    block.fromXid,
    block.toXid,
    block.firstPosition,
    block.entries,
    block.sealedAt,
    block.previous,
    block.hash,
    block.signature,
  ]);

const selectUnpublished = sql(
  'ledger.unpublishedSeals',
  'SELECT * FROM ledger_seals WHERE published_at IS NULL ORDER BY block LIMIT 1000',
);

export const unpublishedBlocks = async (queries: Queries): Promise<Block[]> =>
  (await queries.query<SealRow>(selectUnpublished)).map(asBlock);

const markPublished = sql(
  'ledger.sealPublished',
  'UPDATE ledger_seals SET published_at = $2 WHERE block = $1',
);

export const setPublished = (queries: Queries, block: Block, at: Date): Promise<number> =>
  queries.execute(markPublished, [block.block, at]);

export interface SealRow {
  readonly epoch: number;
  readonly block: bigint;
  readonly from_xid: bigint;
  readonly to_xid: bigint;
  readonly first_position: bigint;
  readonly entries: bigint;
  readonly sealed_at: Date;
  readonly previous: Buffer;
  readonly hash: Buffer;
  readonly signature: Buffer;
}

export const asBlock = (row: SealRow): Block => ({
  epoch: row.epoch,
  block: row.block,
  fromXid: row.from_xid,
  toXid: row.to_xid,
  firstPosition: row.first_position,
  entries: row.entries,
  sealedAt: row.sealed_at,
  previous: row.previous,
  hash: row.hash,
  signature: row.signature,
});
