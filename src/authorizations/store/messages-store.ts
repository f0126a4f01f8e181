import type { Id } from '../../kernel/ids.ts';
import { gatheredInsert } from '../../platform/bulk.ts';
import { textColumn } from '../../platform/columns.ts';
import { sql, type Tx } from '../../platform/database.ts';

/** An answer that was given to a network message, or a reversal remembered until its original comes. */
export interface AnsweredMessage {
  readonly company: Id<'company'>;
  readonly key: string;
  readonly fingerprint: string;
  /** Null: a reversal that came before its original, remembered by the original's key. */
  readonly transaction: Id<'cardTransaction'> | null;
}

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

const update = sql(
  'authorizations.updateMessages',
  `UPDATE card_messages m SET fingerprint = r.fingerprint, transaction_id = r.transaction_id
   FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(company_id, key, fingerprint, transaction_id)
   WHERE m.company_id = r.company_id AND m.key = r.key`,
);

/** Writes what is remembered under keys that something else was remembered under before. */
export async function updateMessages(tx: Tx, messages: readonly AnsweredMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.execute(update, [
    textColumn(messages.map(({ company }) => company)),
    textColumn(messages.map(({ key }) => key)),
    textColumn(messages.map(({ fingerprint }) => fingerprint)),
    textColumn(messages.map(({ transaction }) => transaction)),
  ]);
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
