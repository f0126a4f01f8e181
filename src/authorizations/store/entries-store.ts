import type { Id } from '../../kernel/ids.ts';
import { gatheredInsert } from '../../platform/bulk.ts';
import { sql, type Queries } from '../../platform/database.ts';
import type { DeclineCode } from '../declines.ts';
import type { CardEntry, EntryKind } from '../types.ts';
import { refColumns, type TransactionRef } from './transactions-store.ts';

export const insertEntries = gatheredInsert<CardEntry>('authorizations.insertEntries', 'card_entries', [
  ['company_id', 'text', (row) => row.company],
  ['transaction_id', 'text', (row) => row.transaction],
  ['number', 'int4', (row) => row.number],
  ['id', 'text', (row) => row.id],
  ['card_id', 'text', (row) => row.card],
  ['kind', 'text', (row) => row.kind],
  ['bill', 'int8', (row) => row.money.bill],
  ['amount', 'int8', (row) => row.money.amount],
  ['currency', 'text', (row) => row.money.currency],
  ['exchange_rate', 'text', (row) => row.money.exchangeRate],
  ['atm_fee', 'int8', (row) => row.fees.atm],
  ['fx_fee', 'int8', (row) => row.fees.fx],
  ['held_change', 'int8', (row) => row.heldChange],
  ['decline_code', 'text', (row) => row.decline?.code ?? null],
  ['asked', 'text', (row) => row.asked],
  ['response_code', 'text', (row) => row.responseCode],
  ['final', 'bool', (row) => row.final],
  ['over_posted', 'int8', (row) => row.overPosted],
  ['original_balance', 'int8', (row) => row.originalBalance],
  ['new_balance', 'int8', (row) => row.newBalance],
  ['network_key', 'text', (row) => row.networkKey],
  ['trace_id', 'text', (row) => row.traceId],
  ['created_at', 'timestamptz', (row) => row.createdAt],
]);

export interface EntryRow {
  company_id: Id<'company'>;
  transaction_id: Id<'cardTransaction'>;
  number: number;
  id: Id<'cardEntry'>;
  card_id: Id<'card'>;
  kind: EntryKind;
  bill: bigint;
  amount: bigint;
  currency: string;
  exchange_rate: string | null;
  atm_fee: bigint;
  fx_fee: bigint;
  held_change: bigint;
  decline_code: DeclineCode | null;
  asked: EntryKind | null;
  response_code: string;
  final: boolean;
  over_posted: bigint;
  original_balance: bigint;
  new_balance: bigint;
  network_key: string | null;
  trace_id: string;
  created_at: Date;
}

export const entryOf = (row: EntryRow): CardEntry => ({
  id: row.id,
  company: row.company_id,
  transaction: row.transaction_id,
  card: row.card_id,
  number: row.number,
  kind: row.kind,
  money: { bill: row.bill, amount: row.amount, currency: row.currency, exchangeRate: row.exchange_rate },
  fees: { atm: row.atm_fee, fx: row.fx_fee },
  heldChange: row.held_change,
  decline: row.decline_code === null ? null : { code: row.decline_code, responseCode: row.response_code },
  asked: row.asked,
  responseCode: row.response_code,
  final: row.final,
  overPosted: row.over_posted,
  originalBalance: row.original_balance,
  newBalance: row.new_balance,
  networkKey: row.network_key,
  traceId: row.trace_id,
  createdAt: row.created_at,
});

const entriesByTransaction = sql(
  'authorizations.entriesByTransaction',
  'SELECT * FROM card_entries WHERE company_id = $1 AND transaction_id = $2 ORDER BY number',
);

/** All entries of a card transaction, in order. */
export async function readEntries(queries: Queries, ref: TransactionRef): Promise<CardEntry[]> {
  return (await queries.query<EntryRow>(entriesByTransaction, [ref.company, ref.id])).map(entryOf);
}

const entriesOfTransactions = sql(
  'authorizations.entriesOfTransactions',
  `SELECT e.* FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   JOIN card_entries e ON e.company_id = r.company_id AND e.transaction_id = r.id ORDER BY e.number`,
);

/** All entries of card transactions, of each in order. */
export async function readEntriesOf(queries: Queries, refs: readonly TransactionRef[]): Promise<CardEntry[]> {
  if (refs.length === 0) return [];
  return (await queries.query<EntryRow>(entriesOfTransactions, refColumns(refs))).map(entryOf);
}

const entryOfMessage = sql(
  'authorizations.entryOfMessage',
  `SELECT * FROM card_entries WHERE company_id = $1 AND transaction_id = $2
   AND ($3::text IS NULL OR network_key = $3) ORDER BY number LIMIT 1`,
);

/** The entry that a message with this key made; without a key, the first entry. */
export async function readEntryOfMessage(
  queries: Queries,
  ref: TransactionRef,
  key: string | null,
): Promise<CardEntry | undefined> {
  return (await queries.query<EntryRow>(entryOfMessage, [ref.company, ref.id, key])).map(entryOf)[0];
}

const entryByNumber = sql(
  'authorizations.entryByNumber',
  'SELECT * FROM card_entries WHERE company_id = $1 AND transaction_id = $2 AND number = $3',
);

/** The entry of a card transaction that has this number. */
export async function readEntry(
  queries: Queries,
  ref: TransactionRef,
  number: number,
): Promise<CardEntry | undefined> {
  return (await queries.query<EntryRow>(entryByNumber, [ref.company, ref.id, number])).map(entryOf)[0];
}
