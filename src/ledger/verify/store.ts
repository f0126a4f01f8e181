import { present } from '../../kernel/assert.ts';
import { bigintColumn, integerColumn, textColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Statement } from '../../platform/database.ts';
import { chart } from '../chart.ts';
import type { Block } from '../seals/block.ts';
import { asBlock, contentDigest, type SealRow } from '../seals/store.ts';
import type { Discrepancy, DiscrepancyKind, LedgerReport } from './report.ts';

// Each check is one statement, so it sees one moment of a ledger at work, and aggregates inside PostgreSQL, so that
// millions of rows never come here. It answers (subject, detail) of the first 100 and how many there are.
const check = (kind: DiscrepancyKind, subject: string, detail: string, from: string): Statement =>
  sql(
    `ledger.verify.${kind}`,
    `SELECT ${subject} AS subject, ${detail} AS detail, count(*) OVER () AS total FROM ${from} LIMIT 100`,
  );

/** The checks of the books themselves, by what they find. */
const checks = {
  entry_unbalanced: check(
    'entry_unbalanced',
    `d.company_id || ' entry ' || d.entry_id`,
    `'debits less credits in ' || d.asset || ' are ' || d.difference`,
    `(SELECT company_id, entry_id, asset, sum(debit) - sum(credit) AS difference
      FROM ledger_postings GROUP BY company_id, entry_id, asset HAVING sum(debit) <> sum(credit)) AS d`,
  ),
  entry_postings: check(
    'entry_postings',
    `coalesce(e.company_id, p.company_id) || ' entry ' || coalesce(e.id, p.entry_id)`,
    `'has ' || coalesce(p.count, 0) || ' postings, says ' || coalesce(e.postings::text, 'nothing, as it is missing')`,
    `(SELECT company_id, id, postings FROM ledger_entries WHERE postings > 0) AS e
     FULL JOIN (SELECT company_id, entry_id, count(*) AS count FROM ledger_postings GROUP BY company_id, entry_id) AS p
       ON p.company_id = e.company_id AND p.entry_id = e.id
     WHERE p.count IS DISTINCT FROM e.postings`,
  ),
  // Once a later epoch has blocks, nothing can come to an earlier one any more. No block would ever cover what came before the
  // first transaction or after the last one of this server; what was restored into another one has the ids of its own.
  entry_epoch: check(
    'entry_epoch',
    `e.company_id || ' entry ' || e.id`,
    `'epoch ' || e.epoch || ', transaction ' || e.xid`,
    `ledger_entries AS e
     LEFT JOIN ledger_epochs AS x ON x.epoch = e.epoch
     LEFT JOIN (SELECT epoch, max(to_xid) AS to_xid FROM ledger_seals GROUP BY epoch) AS s ON s.epoch = e.epoch
     WHERE x.epoch IS NULL
       OR (e.epoch < (SELECT max(epoch) FROM ledger_seals) AND e.xid >= coalesce(s.to_xid, 0))
       OR e.xid < 0
       OR (e.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND e.epoch = (
         SELECT max(epoch) FROM ledger_epochs WHERE system_identifier = (SELECT system_identifier FROM pg_control_system())))`,
  ),
  account_posted: check(
    'account_posted',
    `coalesce(a.company_id, p.company_id) || ' account ' || coalesce(a.name, p.account) || ' ' || coalesce(a.asset, p.asset)`,
    `'debits and credits are ' || coalesce(a.debits || ' and ' || a.credits, 'missing')
       || ', its postings sum to ' || coalesce(p.debits, 0) || ' and ' || coalesce(p.credits, 0)`,
    `ledger_accounts AS a
     FULL JOIN (SELECT company_id, account, asset, sum(debit) AS debits, sum(credit) AS credits
                FROM ledger_postings GROUP BY company_id, account, asset) AS p
       ON p.company_id = a.company_id AND p.account = a.name AND p.asset = a.asset
     WHERE a.name IS NULL OR a.debits <> coalesce(p.debits, 0) OR a.credits <> coalesce(p.credits, 0)`,
  ),
  account_held: check(
    'account_held',
    `coalesce(a.company_id, h.company_id) || ' account ' || coalesce(a.name, h.name) || ' ' || coalesce(a.asset, h.asset)`,
    `'held is ' || coalesce(a.held::text, 'missing') || ', its holds sum to ' || coalesce(h.held, 0)`,
    `ledger_accounts AS a
     FULL JOIN (SELECT company_id, u.name COLLATE "C" AS name, u.asset COLLATE "C" AS asset, sum(held) AS held
                FROM ledger_holds, unnest(accounts, assets) AS u(name, asset) WHERE held <> 0
                GROUP BY company_id, u.name COLLATE "C", u.asset COLLATE "C") AS h
       ON h.company_id = a.company_id AND h.name = a.name AND h.asset = a.asset
     WHERE a.held IS DISTINCT FROM coalesce(h.held, 0)`,
  ),
  hold_held: check(
    'hold_held',
    `coalesce(h.company_id, c.company_id) || ' hold ' || coalesce(h.id, c.hold_id)`,
    `'held is ' || coalesce(h.held::text, 'missing') || ', its changes sum to ' || coalesce(c.held::text, 'nothing')`,
    `ledger_holds AS h
     FULL JOIN (SELECT company_id, hold_id, sum(hold_change) AS held FROM ledger_entries
                WHERE hold_id IS NOT NULL GROUP BY company_id, hold_id) AS c
       ON c.company_id = h.company_id AND c.hold_id = h.id
     WHERE h.held IS DISTINCT FROM c.held`,
  ),
  // Which accounts a hold is on is sealed nowhere. What is posted from it takes from the account of its one card, and that is.
  hold_accounts: check(
    'hold_accounts',
    `d.company_id || ' hold ' || d.id`,
    `'is on ' || d.accounts || '; what was posted from it was taken from ' || d.account`,
    `(SELECT h.company_id, h.id, min(array_to_string(h.accounts, ', ')) AS accounts, min(p.account) AS account
      FROM ledger_entries AS e
      JOIN ledger_postings AS p ON p.company_id = e.company_id AND p.entry_id = e.id
      JOIN ledger_holds AS h ON h.company_id = e.company_id AND h.id = e.hold_id
      WHERE e.hold_id IS NOT NULL AND e.postings > 0
        AND p.debit > 0 AND strpos(p.account, ':') > 0 AND p.account <> ALL (h.accounts)
      GROUP BY h.company_id, h.id) AS d`,
  ),
  account_side: check(
    'account_side',
    `a.company_id || ' account ' || a.name || ' ' || a.asset`,
    `'side is ' || a.normal_side || ', the chart says ' || coalesce(c.side, 'nothing')`,
    `ledger_accounts AS a
     LEFT JOIN unnest($1::text[], $2::text[]) AS c(name, side) ON c.name = split_part(a.name, ':', 1)
     WHERE a.normal_side IS DISTINCT FROM c.side`,
  ),
} as const;

export type BookCheck = keyof typeof checks;
export const bookChecks = Object.keys(checks) as BookCheck[];

interface Found {
  readonly subject: string;
  readonly detail: string;
  readonly total: bigint;
}

/** Runs one check of the books. */
export async function runCheck(
  queries: Queries,
  kind: BookCheck,
): Promise<{ readonly some: readonly Discrepancy[]; readonly total: number }> {
  const sides = Object.entries(chart);
  const parameters =
    kind === 'account_side'
      ? [textColumn(sides.map(([name]) => name)), textColumn(sides.map(([, { side }]) => side))]
      : [];
  const rows = await queries.query<Found>(checks[kind], parameters);
  return {
    some: rows.map(({ subject, detail }) => ({ kind, subject, detail })),
    total: Number(rows[0]?.total ?? 0),
  };
}

const selectBlocks = sql(
  'ledger.verify.blocks',
  `SELECT s.*, trim_scale(extract(epoch FROM s.sealed_at) * 1000)::text AS sealed_ms, c.counted, c.content
   FROM (SELECT * FROM ledger_seals WHERE block > $1 ORDER BY block LIMIT $2) AS s
   CROSS JOIN LATERAL (
     SELECT count(*) AS counted, ${contentDigest} AS content
     FROM ledger_entries e WHERE e.epoch = s.epoch AND e.xid >= s.from_xid AND e.xid < s.to_xid) AS c
   ORDER BY s.block`,
);

/** A block as it stands, and what its entries are today. */
export interface BlockToday {
  readonly block: Block;
  /** Whether its moment is one as we write them, in whole milliseconds; only such a one is hashed as it stands. */
  readonly isDated: boolean;
  readonly counted: bigint;
  readonly content: Buffer;
}

/** The blocks after one, `most` of them, with their contents hashed anew. */
export async function blocksAfter(queries: Queries, after: bigint, most: number): Promise<BlockToday[]> {
  const rows = await queries.query<SealRow & { sealed_ms: string; counted: bigint; content: Buffer }>(
    selectBlocks,
    [after, most],
  );
  return rows.map((row) => ({
    block: asBlock(row),
    // PostgreSQL has moments that are no dates here: infinity comes as a number, the year 294276 as none.
    isDated: row.sealed_at instanceof Date && row.sealed_ms === String(row.sealed_at.getTime()),
    counted: row.counted,
    content: row.content,
  }));
}

const selectHashes = sql(
  'ledger.verify.heads',
  `SELECT s.hash FROM unnest($1::int4[], $2::int8[]) WITH ORDINALITY AS h(epoch, block, place)
   LEFT JOIN ledger_seals AS s ON s.epoch = h.epoch AND s.block = h.block ORDER BY h.place`,
);

/** The hashes of these blocks, in their order; undefined where there is no such block. */
export async function hashesOfBlocks(
  queries: Queries,
  blocks: readonly { readonly epoch: number; readonly block: bigint }[],
): Promise<(Buffer | undefined)[]> {
  const rows = await queries.query<{ hash: Buffer | null }>(selectHashes, [
    integerColumn(blocks.map(({ epoch }) => epoch)),
    bigintColumn(blocks.map(({ block }) => block)),
  ]);
  return rows.map(({ hash }) => hash ?? undefined);
}

const count = sql(
  'ledger.verify.counts',
  `SELECT
     (SELECT count(*) FROM ledger_entries) AS entries,
     (SELECT count(*) FROM ledger_entries e WHERE NOT EXISTS (
        SELECT FROM (SELECT epoch, to_xid FROM ledger_seals ORDER BY block DESC LIMIT 1) AS l
        WHERE e.epoch < l.epoch OR (e.epoch = l.epoch AND e.xid < l.to_xid))) AS unsealed,
     (SELECT count(*) FROM ledger_postings) AS postings,
     (SELECT count(*) FROM ledger_accounts) AS accounts,
     (SELECT count(*) FROM ledger_holds) AS holds,
     (SELECT count(*) FROM ledger_seals) AS blocks`,
);

export async function counts(queries: Queries): Promise<LedgerReport['counts']> {
  const [row] = await queries.query<LedgerReport['counts']>(count);
  return present(row, 'the counts of the ledger');
}
