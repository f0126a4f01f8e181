import type { PurchaseState } from '../../events/index.ts';
import type { CardRef } from '../../cards/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { gatheredInsert, gatheredUpdate, type Column } from '../../platform/bulk.ts';
import { textColumn, xidColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import { countsNow } from '../totals.ts';
import type {
  CardTransaction,
  Channel,
  Counted,
  DecisionTrace,
  Merchant,
  Purpose,
  Undecided,
} from '../types.ts';

export interface TransactionRef {
  readonly company: Id<'company'>;
  readonly id: Id<'cardTransaction'>;
}

const keyColumns: readonly Column<CardTransaction>[] = [
  ['company_id', 'text', (row) => row.company],
  ['id', 'text', (row) => row.id],
];

/** What never changes once a transaction is written. */
const fixedColumns: readonly Column<CardTransaction>[] = [
  ['card_id', 'text', (row) => row.card],
  ['merchant', 'json', (row) => merchantText(row.merchant)],
  ['network_transaction_id', 'text', (row) => row.networkTransactionId],
  ['created_at', 'timestamptz', (row) => row.createdAt],
  ['atm_flat', 'int8', (row) => row.terms.atmFlat],
  ['fx_ppm', 'int8', (row) => row.terms.fxPpm],
];

const changingColumns: readonly Column<CardTransaction>[] = [
  ['purpose', 'text', (row) => row.purpose],
  ['channel', 'text', (row) => row.channel],
  ['currency', 'text', (row) => row.currency],
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
  return JSON.stringify(row.counted.map((part) => [part.at.getTime(), String(part.amount)]));
}

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
  state: PurchaseState;
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
  /** Earlier versions wrote amounts as numbers, which keep no more than 2^53 cents. */
  counted: [number, string | number][] | null;
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

export const refColumns = (refs: readonly TransactionRef[]): Buffer[] => [
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
