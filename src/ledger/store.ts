import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import { gatheredInsert, gatheredUpdate } from '../platform/bulk.ts';
import { amountColumn, textColumn, xidColumn } from '../platform/columns.ts';
import { sql, type Queries, type Tx } from '../platform/database.ts';
import { normalSide } from './chart.ts';
import type { ChangedHold } from './book.ts';
import type { EntryLine, KnownHold, NewEntry } from './lines.ts';
import type { LedgerAccount, NormalSide } from './types.ts';

export interface AccountRow {
  readonly company_id: Id<'company'>;
  readonly name: string;
  readonly asset: Asset;
  readonly normal_side: NormalSide;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly held: bigint;
}

// Sorted, so that two units of work that open the same new accounts wait for each other in one direction.
const insertAccounts = sql(
  'ledger.openAccounts',
  `INSERT INTO ledger_accounts (company_id, name, asset, normal_side)
   SELECT company_id, name, asset, side
   FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(company_id, name, asset, side)
   ORDER BY company_id COLLATE "C", name COLLATE "C", asset COLLATE "C"
   ON CONFLICT DO NOTHING`,
);

/** Opens accounts that may be new. To be called before any account is locked: see `open.ts`. */
export async function openAccounts(tx: Tx, accounts: readonly LedgerAccount[]): Promise<void> {
  await tx.execute(insertAccounts, [
    ...accountColumns(accounts),
    textColumn(accounts.map((account) => normalSide(account.name))),
  ]);
}

// The locks are taken above the sort, row by row in its order. What is answered is the row as it is once locked.
const selectAccounts = sql(
  'ledger.lockAccounts',
  `SELECT a.company_id, a.name, a.asset, a.normal_side, a.debits, a.credits, a.held,
     pg_current_xact_id()::xid AS version
   FROM unnest($1::text[], $2::text[], $3::text[]) AS r(company_id, name, asset)
   JOIN ledger_accounts a ON a.company_id = r.company_id AND a.name = r.name AND a.asset = r.asset
   ORDER BY a.company_id, a.name, a.asset
   FOR UPDATE OF a`,
);

/** An account with a version: of its row as it was read, or as this unit of work will write it. */
export interface VersionedAccount extends AccountRow {
  readonly version: string;
}

/**
 * Locks and reads accounts, in sorted order, with the version that what this unit of work writes will have. Those that do not
 * exist are missing in the answer.
 */
export const lockAccounts = (tx: Tx, accounts: readonly LedgerAccount[]): Promise<VersionedAccount[]> =>
  tx.query<VersionedAccount>(selectAccounts, accountColumns(accounts));

// Row after row in the order of the locks; what is compared is the row as it is once locked.
const confirmAccounts = sql(
  'ledger.confirmAccounts',
  `WITH locked AS MATERIALIZED (
     SELECT a.xmin = r.version AS same
     FROM unnest($1::text[], $2::text[], $3::text[], $4::xid[]) AS r(company_id, name, asset, version)
     JOIN ledger_accounts a ON a.company_id = r.company_id AND a.name = r.name AND a.asset = r.asset
     ORDER BY a.company_id, a.name, a.asset
     FOR UPDATE OF a
   )
   SELECT pg_current_xact_id()::xid AS version, as_remembered(count(*) FILTER (WHERE same) = $5) FROM locked`,
);

/**
 * Locks accounts, in sorted order, and ends the unit of work unless all have the versions given. Answers the version of
 * what this unit of work writes.
 */
export async function confirmVersions(
  tx: Tx,
  accounts: readonly LedgerAccount[],
  versions: readonly number[],
): Promise<number> {
  const [row] = await tx.query<{ version: string }>(confirmAccounts, [
    ...accountColumns(accounts),
    xidColumn(versions),
    accounts.length,
  ]);
  return Number(row?.version);
}

export interface AccountState {
  readonly account: LedgerAccount;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly held: bigint;
}

/** Writes the balances of locked accounts. */
export const writeAccounts = gatheredUpdate<AccountState>(
  'ledger.writeAccounts',
  'ledger_accounts',
  [
    ['company_id', 'text', (row) => row.account.company],
    ['name', 'text', (row) => row.account.name],
    ['asset', 'text', (row) => row.account.asset],
  ],
  [
    ['debits', 'amount', (row) => row.debits],
    ['credits', 'amount', (row) => row.credits],
    ['held', 'amount', (row) => row.held],
  ],
);

const accountColumns = (accounts: readonly LedgerAccount[]): Buffer[] => [
  textColumn(accounts.map((account) => account.company)),
  textColumn(accounts.map((account) => account.name)),
  textColumn(accounts.map((account) => account.asset)),
];

interface HoldRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'hold'>;
  readonly accounts: readonly string[];
  readonly assets: readonly Asset[];
  readonly held: bigint;
}

const selectHolds = sql(
  'ledger.lockHolds',
  `SELECT h.company_id, h.id, h.accounts, h.assets, h.held
   FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   JOIN ledger_holds h ON h.company_id = r.company_id AND h.id = r.id
   ORDER BY h.company_id, h.id
   FOR UPDATE OF h`,
);

/** Locks and reads holds, in sorted order. Always before the accounts they lie on. */
export async function lockHolds(
  tx: Tx,
  holds: readonly { readonly company: Id<'company'>; readonly hold: Id<'hold'> }[],
): Promise<KnownHold[]> {
  const rows = await tx.query<HoldRow>(selectHolds, [
    textColumn(holds.map(({ company }) => company)),
    textColumn(holds.map(({ hold }) => hold)),
  ]);
  return rows.map(knownHold);
}

const knownHold = (row: HoldRow): KnownHold => ({
  company: row.company_id,
  id: row.id,
  accounts: row.accounts.map((name, at) => ({
    company: row.company_id,
    name,
    asset: row.assets[at] as Asset,
  })),
  held: row.held,
});

export const insertNewHolds = gatheredInsert<KnownHold>('ledger.insertHolds', 'ledger_holds', [
  ['company_id', 'text', (hold) => hold.company],
  ['id', 'text', (hold) => hold.id],
  ['accounts', 'texts', (hold) => hold.accounts.map((account) => account.name)],
  ['assets', 'texts', (hold) => hold.accounts.map((account) => account.asset)],
  ['held', 'amount', (hold) => hold.held],
]);

/** Writes what locked holds set aside. */
export const writeHolds = gatheredUpdate<KnownHold>(
  'ledger.writeHolds',
  'ledger_holds',
  [
    ['company_id', 'text', (hold) => hold.company],
    ['id', 'text', (hold) => hold.id],
  ],
  [['held', 'amount', (hold) => hold.held]],
);

const proveAndUpdateHolds = sql(
  'ledger.writeRecalledHolds',
  `WITH written AS (
     UPDATE ledger_holds h SET held = r.held
     FROM unnest($1::text[], $2::text[], $3::numeric[], $4::numeric[]) AS r(company_id, id, held_before, held)
     WHERE h.company_id = r.company_id AND h.id = r.id AND h.held = r.held_before
     RETURNING 1
   )
   SELECT as_remembered(count(*) = $5) FROM written`,
);

/** Writes what recalled holds set aside, and ends the unit of work unless each set aside before what it was said to. */
export async function writeRecalledHolds(tx: Tx, holds: readonly ChangedHold[]): Promise<void> {
  await tx.query(proveAndUpdateHolds, [
    textColumn(holds.map((hold) => hold.company)),
    textColumn(holds.map((hold) => hold.id)),
    amountColumn(holds.map((hold) => hold.heldBefore)),
    amountColumn(holds.map((hold) => hold.held)),
    holds.length,
  ]);
}

const selectKeys = sql(
  'ledger.knownKeys',
  `SELECT e.company_id, e.key, e.id
   FROM unnest($1::text[], $2::text[]) AS r(company_id, key)
   JOIN ledger_entries e ON e.company_id = r.company_id AND e.key = r.key`,
);

interface KeyRow {
  readonly company_id: Id<'company'>;
  readonly key: string;
  readonly id: Id<'ledgerEntry'>;
}

/** Which of these keys are in the books, with their entries' ids. */
export const knownKeys = (
  queries: Queries,
  keys: readonly { readonly company: Id<'company'>; readonly key: string }[],
): Promise<KeyRow[]> =>
  queries.query<KeyRow>(selectKeys, [
    textColumn(keys.map(({ company }) => company)),
    textColumn(keys.map(({ key }) => key)),
  ]);

/** The epoch is read once for the statement, not for each row; the transaction id is the default of its column. */
export const appendEntries = gatheredInsert<NewEntry>(
  'ledger.insertEntries',
  'ledger_entries',
  [
    ['company_id', 'text', (entry) => entry.operation.company],
    ['key', 'text', (entry) => entry.operation.key],
    ['id', 'text', (entry) => entry.id],
    ['ordinal', 'int4', (entry) => entry.ordinal],
    ['kind', 'text', (entry) => entry.operation.kind],
    ['reference', 'text', (entry) => entry.operation.reference],
    ['at', 'timestamptz', (entry) => entry.operation.at],
    ['postings', 'int4', (entry) => entry.postings],
    ['hold_id', 'text', (entry) => entry.hold],
    ['hold_change', 'amount', (entry) => entry.holdChange],
  ],
  { epoch: '(SELECT max(epoch) FROM ledger_epochs)' },
);

export const appendPostings = gatheredInsert<EntryLine>('ledger.insertPostings', 'ledger_postings', [
  ['company_id', 'text', ({ posting }) => posting.account.company],
  ['entry_id', 'text', ({ entry }) => entry],
  ['ordinal', 'int4', ({ ordinal }) => ordinal],
  ['account', 'text', ({ posting }) => posting.account.name],
  ['asset', 'text', ({ posting }) => posting.account.asset],
  ['debit', 'amount', ({ posting }) => (posting.side === 'debit' ? posting.amount : 0n)],
  ['credit', 'amount', ({ posting }) => (posting.side === 'credit' ? posting.amount : 0n)],
]);

const selectBalances = sql(
  'ledger.balances',
  `SELECT a.company_id, a.name, a.asset, a.normal_side, a.debits, a.credits, a.held
   FROM unnest($1::text[], $2::text[], $3::text[]) AS r(company_id, name, asset)
   JOIN ledger_accounts a ON a.company_id = r.company_id AND a.name = r.name AND a.asset = r.asset`,
);

/** Reads accounts without locking them. */
export const readAccounts = (queries: Queries, accounts: readonly LedgerAccount[]): Promise<AccountRow[]> =>
  queries.query<AccountRow>(selectBalances, accountColumns(accounts));

const selectSums = sql(
  'ledger.sums',
  `SELECT asset, sum(CASE normal_side WHEN 'debit' THEN debits - credits ELSE credits - debits END - held) AS available
   FROM ledger_accounts WHERE company_id = $1 AND name > $2 || ':' AND name < $2 || ';' GROUP BY asset`,
);

/** Sums over the accounts whose name begins with this segment and a colon; `;` is the character after the colon. */
export const readSums = (
  queries: Queries,
  company: Id<'company'>,
  segment: string,
): Promise<{ readonly asset: Asset; readonly available: bigint }[]> =>
  queries.query(selectSums, [company, segment]);

const selectVersions = sql(
  'ledger.versions',
  `SELECT a.company_id, a.name, a.asset, a.normal_side, a.debits, a.credits, a.held, a.xmin AS version
   FROM unnest($1::text[], $2::text[], $3::text[]) AS r(company_id, name, asset)
   JOIN ledger_accounts a ON a.company_id = r.company_id AND a.name = r.name AND a.asset = r.asset`,
);

/** Reads accounts without locking them, each with its version. */
export const readVersions = (
  queries: Queries,
  accounts: readonly LedgerAccount[],
): Promise<VersionedAccount[]> => queries.query(selectVersions, accountColumns(accounts));

export interface StoredLine {
  readonly id: Id<'ledgerEntry'>;
  readonly key: string;
  readonly kind: string;
  readonly reference: string;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly hold_id: Id<'hold'> | null;
  readonly hold_change: bigint | null;
  readonly account: string | null;
  readonly asset: Asset | null;
  readonly debit: bigint | null;
  readonly credit: bigint | null;
}

// A key that begins with the reference is found by the primary key; the index has only those that do not.
const selectEntries = sql(
  'ledger.entriesOf',
  `SELECT e.id, e.key, e.kind, e.reference, e.at, e.recorded_at, e.hold_id, e.hold_change,
     p.account, p.asset, p.debit, p.credit
   FROM (
     SELECT * FROM ledger_entries
     WHERE company_id = $1 AND key >= $2 || ':' AND key < $2 || ';' AND reference = $2
     UNION ALL
     SELECT * FROM ledger_entries
     WHERE company_id = $1 AND reference = $2 AND NOT starts_with(key, reference || ':')
   ) e
   LEFT JOIN ledger_postings p ON p.company_id = e.company_id AND p.entry_id = e.id
   ORDER BY e.epoch, e.xid, e.ordinal, p.ordinal`,
);

/** The entries of a reference, oldest first, a row for each posting; one row without posting where there is none. */
export const linesOf = (queries: Queries, company: Id<'company'>, reference: string): Promise<StoredLine[]> =>
  queries.query<StoredLine>(selectEntries, [company, reference]);
