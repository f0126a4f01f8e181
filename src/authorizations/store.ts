import type { Id } from '../kernel/ids.ts';
import { cardKey, type CardRef } from '../cards/index.ts';
import { gatheredInsert, gatheredUpdate, type Column } from '../platform/bulk.ts';
import { textColumn, xidColumn } from '../platform/columns.ts';
import { sql, type Queries, type Tx } from '../platform/database.ts';
import type { DeclineCode } from './declines.ts';
import type {
  CardEntry,
  CardTransaction,
  Channel,
  Counted,
  DecisionTrace,
  EntryKind,
  Merchant,
  Purpose,
  TransactionState,
  Undecided,
} from './types.ts';

export interface TransactionRef {
  readonly company: Id<'company'>;
  readonly id: Id<'cardTransaction'>;
}

/** An answer that was given to a network message, or a reversal remembered until its original comes. */
export interface AnsweredMessage {
  readonly company: Id<'company'>;
  readonly key: string;
  readonly fingerprint: string;
  /** Null: a reversal that came before its original, remembered by the original's key. */
  readonly transaction: Id<'cardTransaction'> | null;
}

const keyColumns: readonly Column<CardTransaction>[] = [
  ['company_id', 'text', (row) => row.company],
  ['id', 'text', (row) => row.id],
];

/** What never changes once a transaction is written. */
const fixedColumns: readonly Column<CardTransaction>[] = [
  ['card_id', 'text', (row) => row.card],
  ['purpose', 'text', (row) => row.purpose],
  ['channel', 'text', (row) => row.channel],
  ['currency', 'text', (row) => row.currency],
  ['merchant', 'json', (row) => merchantText(row.merchant)],
  ['network_transaction_id', 'text', (row) => row.networkTransactionId],
  ['created_at', 'timestamptz', (row) => row.createdAt],
  ['atm_flat', 'int8', (row) => row.terms.atmFlat],
  ['fx_ppm', 'int8', (row) => row.terms.fxPpm],
];

const changingColumns: readonly Column<CardTransaction>[] = [
  ['state', 'text', (row) => row.state],
  ['authorized', 'int8', (row) => row.totals.authorized],
  ['reversed', 'int8', (row) => row.totals.reversed],
  ['cleared', 'int8', (row) => row.totals.cleared],
  ['refunded', 'int8', (row) => row.totals.refunded],
  ['held', 'int8', (row) => row.totals.held],
  ['atm_fee_held', 'int8', (row) => row.feesHeld.atm],
  ['fx_fee_held', 'int8', (row) => row.feesHeld.fx],
  ['atm_fee_posted', 'int8', (row) => row.feesPosted.atm],
  ['fx_fee_posted', 'int8', (row) => row.feesPosted.fx],
  ['closed', 'bool', (row) => row.closed],
  ['entries', 'int4', (row) => row.entries],
  ['sequence', 'int4', (row) => row.sequence],
  // Of what the company decides, or declined first, it comes later than the row.
  ['approval_code', 'text', (row) => row.approvalCode],
  ['expires_at', 'timestamptz', (row) => row.expiresAt],
  ['deciding_until', 'timestamptz', (row) => row.deciding?.until ?? null],
  ['deciding', 'json', (row) => undecidedText(row.deciding)],
  ['decision', 'json', (row) => decisionText(row.decision)],
  ['counted', 'json', countedText],
];

export const insertTransactions = gatheredInsert('authorizations.insertTransactions', 'card_transactions', [
  ...keyColumns,
  ...fixedColumns,
  ...changingColumns,
]);

export const updateTransactions = gatheredUpdate(
  'authorizations.updateTransactions',
  'card_transactions',
  keyColumns,
  changingColumns,
);

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

export const insertMessages = gatheredInsert<AnsweredMessage>(
  'authorizations.insertMessages',
  'card_messages',
  [
    ['company_id', 'text', (row) => row.company],
    ['key', 'text', (row) => row.key],
    ['fingerprint', 'text', (row) => row.fingerprint],
    ['transaction_id', 'text', (row) => row.transaction],
  ],
);

// The same few merchants come again and again; their text is made once.
const merchantTexts = new WeakMap<Merchant, string>();
function merchantText(merchant: Merchant): string {
  let text = merchantTexts.get(merchant);
  if (text === undefined) merchantTexts.set(merchant, (text = JSON.stringify(merchant)));
  return text;
}

const decidedByRules = '{"by":"rules"}';
const decisionText = (decision: DecisionTrace): string =>
  decision.by === 'rules' && Object.keys(decision).length === 1 ? decidedByRules : JSON.stringify(decision);

/** One part counted at the moment of the authorization is what nearly all purchases have: it is not stored, but follows from the sums. */
function countedText(row: CardTransaction): string | null {
  const [only, more] = row.counted;
  if (only === undefined || (more === undefined && only.at.getTime() === row.createdAt.getTime()))
    return null;
  return JSON.stringify(row.counted.map((part) => [part.at.getTime(), Number(part.amount)]));
}

/** What counts against the limits: all that is posted and held, with fees. */
export const countsNow = (row: Pick<CardTransaction, 'totals' | 'feesHeld' | 'feesPosted'>): bigint =>
  row.totals.cleared +
  row.feesPosted.atm +
  row.feesPosted.fx +
  row.totals.held +
  row.feesHeld.atm +
  row.feesHeld.fx;

interface StoredUndecided {
  until: string;
  kind: Undecided['kind'];
  bill: string;
  amount: string;
  currency: string;
  exchangeRate: string | null;
  responseCode: string;
  networkKey: string | null;
  traceId: string;
  heldBefore: string;
}

function undecidedText(undecided: Undecided | null): string | null {
  if (undecided === null) return null;
  const { until, money, heldBefore, ...same } = undecided;
  const stored: StoredUndecided = {
    ...same,
    ...money,
    until: until.toISOString(),
    bill: money.bill.toString(),
    amount: money.amount.toString(),
    heldBefore: heldBefore.toString(),
  };
  return JSON.stringify(stored);
}

function undecidedOf(stored: StoredUndecided | null): Undecided | null {
  if (stored === null) return null;
  return {
    until: new Date(stored.until),
    kind: stored.kind,
    money: {
      bill: BigInt(stored.bill),
      amount: BigInt(stored.amount),
      currency: stored.currency,
      exchangeRate: stored.exchangeRate,
    },
    responseCode: stored.responseCode,
    networkKey: stored.networkKey,
    traceId: stored.traceId,
    heldBefore: BigInt(stored.heldBefore),
  };
}

export interface TransactionRow {
  company_id: Id<'company'>;
  id: Id<'cardTransaction'>;
  card_id: Id<'card'>;
  purpose: Purpose;
  channel: Channel;
  currency: string;
  merchant: Merchant;
  network_transaction_id: string | null;
  created_at: Date;
  approval_code: string | null;
  atm_flat: bigint;
  fx_ppm: bigint;
  state: TransactionState;
  authorized: bigint;
  reversed: bigint;
  cleared: bigint;
  refunded: bigint;
  held: bigint;
  atm_fee_held: bigint;
  fx_fee_held: bigint;
  atm_fee_posted: bigint;
  fx_fee_posted: bigint;
  closed: boolean;
  entries: number;
  sequence: number;
  expires_at: Date | null;
  deciding: StoredUndecided | null;
  decision: DecisionTrace;
  counted: [number, number][] | null;
}

export function transactionOf(row: TransactionRow): CardTransaction {
  const transaction: CardTransaction = {
    company: row.company_id,
    id: row.id,
    card: row.card_id,
    purpose: row.purpose,
    channel: row.channel,
    merchant: row.merchant,
    currency: row.currency,
    networkTransactionId: row.network_transaction_id,
    createdAt: row.created_at,
    terms: { atmFlat: row.atm_flat, fxPpm: row.fx_ppm },
    approvalCode: row.approval_code,
    state: row.state,
    totals: {
      authorized: row.authorized,
      reversed: row.reversed,
      cleared: row.cleared,
      refunded: row.refunded,
      held: row.held,
    },
    feesHeld: { atm: row.atm_fee_held, fx: row.fx_fee_held },
    feesPosted: { atm: row.atm_fee_posted, fx: row.fx_fee_posted },
    closed: row.closed,
    entries: row.entries,
    sequence: row.sequence,
    expiresAt: row.expires_at,
    deciding: undecidedOf(row.deciding),
    decision: row.decision,
    counted: [],
  };
  transaction.counted = countedOf(row, transaction);
  return transaction;
}

function countedOf(row: TransactionRow, transaction: CardTransaction): readonly Counted[] {
  if (row.counted !== null)
    return row.counted.map(([at, amount]) => ({ at: new Date(at), amount: BigInt(amount) }));
  const amount = countsNow(transaction);
  return amount === 0n ? [] : [{ at: row.created_at, amount }];
}

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

const transactionsByRef = sql(
  'authorizations.transactionsByRef',
  `SELECT t.* FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   JOIN card_transactions t ON t.company_id = r.company_id AND t.id = r.id`,
);

/** The transactions of these references that exist; in no particular order. */
export async function readTransactions(
  queries: Queries,
  refs: readonly TransactionRef[],
): Promise<CardTransaction[]> {
  if (refs.length === 0) return [];
  const rows = await queries.query<TransactionRow>(transactionsByRef, [
    refs.map((ref) => ref.company),
    refs.map((ref) => ref.id),
  ]);
  return rows.map(transactionOf);
}

const transactionsWithVersions = sql(
  'authorizations.transactionsWithVersions',
  `SELECT t.*, t.xmin AS version FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   JOIN card_transactions t ON t.company_id = r.company_id AND t.id = r.id`,
);

/** A transaction as it was read without any lock, with its row's version. */
export interface VersionedTransaction {
  readonly transaction: CardTransaction;
  readonly version: number;
}

/** As {@link readTransactions}, before their cards are locked: nothing may be decided on them unless they are then confirmed. */
export async function readVersions(
  queries: Queries,
  refs: readonly TransactionRef[],
): Promise<VersionedTransaction[]> {
  if (refs.length === 0) return [];
  const rows = await queries.query<TransactionRow & { version: string }>(
    transactionsWithVersions,
    refColumns(refs),
  );
  return rows.map((row) => ({ transaction: transactionOf(row), version: Number(row.version) }));
}

const confirmTransactions = sql(
  'authorizations.confirmTransactions',
  `SELECT as_remembered(count(*) = $4) FROM unnest($1::text[], $2::text[], $3::xid[]) AS r(company_id, id, version)
   JOIN card_transactions t ON t.company_id = r.company_id AND t.id = r.id AND t.xmin = r.version`,
);

/** Ends the unit of work unless these transactions, whose cards it has locked, are as they were read. */
export async function confirmVersions(tx: Tx, read: readonly VersionedTransaction[]): Promise<void> {
  if (read.length === 0) return;
  await tx.query(confirmTransactions, [
    ...refColumns(read.map(({ transaction }) => transaction)),
    xidColumn(read.map(({ version }) => version)),
    read.length,
  ]);
}

const refColumns = (refs: readonly TransactionRef[]): Buffer[] => [
  textColumn(refs.map((ref) => ref.company)),
  textColumn(refs.map((ref) => ref.id)),
];

const cardsOfTransactions = sql(
  'authorizations.cardsOfTransactions',
  `SELECT DISTINCT t.company_id AS company, t.card_id AS card FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   JOIN card_transactions t ON t.company_id = r.company_id AND t.id = r.id`,
);

/** The cards of transactions, which never change; read before the cards can be locked. */
export async function readCardsOf(tx: Tx, refs: readonly TransactionRef[]): Promise<CardRef[]> {
  return tx.query<CardRef>(cardsOfTransactions, [refs.map((ref) => ref.company), refs.map((ref) => ref.id)]);
}

const messagesByKey = sql(
  'authorizations.messagesByKey',
  `SELECT m.company_id AS company, m.key, m.fingerprint, m.transaction_id AS transaction
   FROM unnest($1::text[], $2::text[]) AS r(company_id, key)
   JOIN card_messages m ON m.company_id = r.company_id AND m.key = r.key`,
);

/** Which of these keys were answered before. */
export async function readMessages(
  tx: Tx,
  keys: readonly { readonly company: Id<'company'>; readonly key: string }[],
): Promise<AnsweredMessage[]> {
  if (keys.length === 0) return [];
  return tx.query<AnsweredMessage>(messagesByKey, [
    keys.map((key) => key.company),
    keys.map((key) => key.key),
  ]);
}

const confirmNew = sql(
  'authorizations.confirmNew',
  `SELECT as_remembered(NOT EXISTS (
       SELECT FROM unnest($1::text[], $2::text[]) AS r(company_id, key)
       JOIN card_messages m ON m.company_id = r.company_id AND m.key = r.key
     ) AND NOT EXISTS (
       SELECT FROM unnest($3::text[], $4::text[]) AS r(company_id, network_transaction_id)
       JOIN card_transactions t ON t.company_id = r.company_id AND t.network_transaction_id = r.network_transaction_id
     ))`,
);

/** Ends the unit of work if any of these keys was answered before, or any network transaction id has begun a purchase. */
export async function confirmUnseen(
  tx: Tx,
  keys: readonly { readonly company: Id<'company'>; readonly key: string }[],
  ids: readonly { readonly company: Id<'company'>; readonly networkTransactionId: string }[],
): Promise<void> {
  if (keys.length === 0 && ids.length === 0) return;
  await tx.query(confirmNew, [
    textColumn(keys.map((key) => key.company)),
    textColumn(keys.map(({ key }) => key)),
    textColumn(ids.map((id) => id.company)),
    textColumn(ids.map((id) => id.networkTransactionId)),
  ]);
}

const entriesByTransaction = sql(
  'authorizations.entriesByTransaction',
  'SELECT * FROM card_entries WHERE company_id = $1 AND transaction_id = $2 ORDER BY number',
);

/** All entries of a card transaction, in order. */
export async function readEntries(queries: Queries, ref: TransactionRef): Promise<CardEntry[]> {
  return (await queries.query<EntryRow>(entriesByTransaction, [ref.company, ref.id])).map(entryOf);
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

const transactionsByNetworkId = sql(
  'authorizations.transactionsByNetworkId',
  `SELECT t.* FROM unnest($1::text[], $2::text[]) AS r(company_id, network_transaction_id)
   JOIN card_transactions t ON t.company_id = r.company_id AND t.network_transaction_id = r.network_transaction_id`,
);

/** The transactions that messages of the same purchase have begun. */
export async function readByNetworkId(
  queries: Queries,
  ids: readonly { readonly company: Id<'company'>; readonly networkTransactionId: string }[],
): Promise<CardTransaction[]> {
  if (ids.length === 0) return [];
  const rows = await queries.query<TransactionRow>(transactionsByNetworkId, [
    ids.map((id) => id.company),
    ids.map((id) => id.networkTransactionId),
  ]);
  return rows.map(transactionOf);
}

/** Kinds of entries of which the first of a purchase counts against the velocity rules. */
const countedFirst = `'authorization', 'financial', 'authorization_advice', 'clearing'`;

// What counts against the velocity rules: approved authorizations and single messages; advices and force posts that are the first
// that was approved of their purchase. The latest ones: a rule is broken by so many, however many there are before them.
const recentApprovals = sql(
  'authorizations.recentApprovals',
  `SELECT r.company_id AS company, r.card_id AS card, latest.at
   FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::int[]) AS r(company_id, card_id, since, after, most),
   LATERAL (
     SELECT e.created_at AS at FROM card_entries e
     WHERE e.company_id = r.company_id AND e.card_id = r.card_id AND e.created_at >= r.since
       AND (e.created_at > r.since OR e.id > r.after)
       AND (e.kind IN ('authorization', 'financial') OR (e.kind IN ('authorization_advice', 'clearing') AND NOT EXISTS (
         SELECT FROM card_entries b WHERE b.company_id = e.company_id AND b.transaction_id = e.transaction_id
           AND b.number < e.number AND b.kind IN (${countedFirst}))))
     ORDER BY e.company_id DESC, e.card_id DESC, e.created_at DESC LIMIT r.most
   ) latest`,
);

export interface CountedSince extends CardRef {
  readonly since: Date;
  /** Of those at just that moment entries with a later id count, too. */
  readonly after: Id<'cardEntry'> | null;
  /** So many, the latest ones, say whether any rule is broken. */
  readonly most: number;
}

/** The moments of the latest approvals of these cards since a moment of each, by `cardKey`: ms since 1970, ascending. */
export async function readApprovals(
  queries: Queries,
  cards: readonly CountedSince[],
): Promise<Map<string, number[]>> {
  const approvals = new Map<string, number[]>(cards.map((card) => [cardKey(card), []]));
  if (cards.length === 0) return approvals;
  const rows = await queries.query<CardRef & { at: Date }>(recentApprovals, [
    cards.map((card) => card.company),
    cards.map((card) => card.card),
    cards.map((card) => card.since),
    cards.map((card) => card.after),
    cards.map((card) => card.most),
  ]);
  for (const row of rows) approvals.get(cardKey(row))?.push(row.at.getTime());
  for (const moments of approvals.values()) moments.sort((a, b) => a - b);
  return approvals;
}

const approvedAlready = sql(
  'authorizations.approvedAlready',
  `SELECT r.id FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   WHERE EXISTS (SELECT FROM card_entries e WHERE e.company_id = r.company_id AND e.transaction_id = r.id
     AND e.kind IN (${countedFirst}))`,
);

/** Which of these purchases have an entry that counted against the velocity rules, whatever became of it. */
export async function readApproved(
  queries: Queries,
  refs: readonly TransactionRef[],
): Promise<Id<'cardTransaction'>[]> {
  if (refs.length === 0) return [];
  const rows = await queries.query<Pick<TransactionRef, 'id'>>(approvedAlready, refColumns(refs));
  return rows.map(({ id }) => id);
}

const abandonedDecisions = sql(
  'authorizations.abandonedDecisions',
  `SELECT company_id AS company, id, entries FROM card_transactions
   WHERE deciding_until IS NOT NULL AND deciding_until < $1 ORDER BY deciding_until LIMIT 1000`,
);

/** A purchase that is being decided, and how many entries it has so far. */
export type Deciding = TransactionRef & Pick<CardTransaction, 'entries'>;

/** Purchases of all companies whose decision nobody waits for any more (a worker's claim across companies). */
export const readAbandoned = (queries: Queries, before: Date): Promise<Deciding[]> =>
  queries.query<Deciding>(abandonedDecisions, [before]);
