import type { Hex } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Database, Queries, Tx } from '../../platform/database.ts';

/** One thing that was done to the local node. */
export type JournalEntry =
  /** Takes transactions into the pool, in this order, and makes a block at this second. */
  | { readonly kind: 'mine'; readonly transactions: readonly Hex[]; readonly seconds: number }
  /** Takes the last blocks back. */
  | { readonly kind: 'rollback'; readonly depth: number };

export interface Snapshot {
  readonly sequence: bigint;
  readonly state: Hex;
}

const appendStatement = sql(
  'chains.appendJournal',
  'INSERT INTO chain_journal (kind, transactions, seconds, depth) VALUES ($1, $2, $3, $4)',
);
const readStatement = sql(
  'chains.readJournal',
  `SELECT sequence, kind, transactions, seconds, depth FROM chain_journal WHERE sequence > $1 ORDER BY sequence LIMIT 1000`,
);
const snapshotStatement = sql(
  'chains.readSnapshot',
  'SELECT sequence, state FROM chain_journal_snapshots WHERE one',
);
const saveStatement = sql(
  'chains.saveSnapshot',
  `INSERT INTO chain_journal_snapshots (sequence, state) VALUES ($1, $2)
   ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence, state = excluded.state`,
);
const forgetStatement = sql('chains.forgetJournal', 'DELETE FROM chain_journal WHERE sequence <= $1');

/** Writes entries down. They are done afterwards, in this order. */
export async function appendJournal(queries: Queries, entries: readonly JournalEntry[]): Promise<void> {
  for (const entry of entries) {
    await queries.execute(
      appendStatement,
      entry.kind === 'mine'
        ? ['mine', [...entry.transactions], entry.seconds, 0]
        : ['rollback', [], 0, entry.depth],
    );
  }
}

interface Row {
  readonly sequence: bigint;
  readonly kind: 'mine' | 'rollback';
  readonly transactions: readonly Hex[];
  readonly seconds: bigint;
  readonly depth: number;
}

/** All entries after `sequence`, in order. */
export async function* readJournal(
  database: Database,
  sequence: bigint,
): AsyncGenerator<{ readonly sequence: bigint; readonly entry: JournalEntry }> {
  for (let last = sequence; ;) {
    const rows = await database.query<Row>(readStatement, [last]);
    for (const { sequence, kind, transactions, seconds, depth } of rows) {
      last = sequence;
      yield {
        sequence,
        entry: kind === 'mine' ? { kind, transactions, seconds: Number(seconds) } : { kind, depth },
      };
    }
    if (rows.length === 0) return;
  }
}

export const readSnapshot = async (database: Database): Promise<Snapshot | undefined> =>
  (await database.query<Snapshot>(snapshotStatement))[0];

/** Puts a snapshot in the place of the entries that are in it. */
export async function saveSnapshot(tx: Tx, { sequence, state }: Snapshot): Promise<void> {
  await tx.execute(saveStatement, [sequence, state]);
  await tx.execute(forgetStatement, [sequence]);
}
