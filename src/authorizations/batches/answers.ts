import type { Queries } from '../../platform/database.ts';
import { decline } from '../declines.ts';
import { readEntry, readEntryOfMessage } from '../store/entries-store.ts';
import { readTransactions, type TransactionRef } from '../store/transactions-store.ts';
import { approvedAmountOf } from '../totals.ts';
import type { PendingOutcome } from './work.ts';

/**
 * The answer that a message got, from what it left behind; its transaction may have moved on since. Without a key it is
 * the first of its transaction. `null` where there is no such transaction (any more).
 */
export async function readAnswer(
  queries: Queries,
  ref: TransactionRef,
  key: string | null,
): Promise<PendingOutcome | null> {
  // In this order: what is decided by the first reading has its entry by the second.
  const [transaction] = await readTransactions(queries, [ref]);
  if (transaction === undefined) return null;
  const entry = await readEntryOfMessage(queries, ref, key);
  const undecided = entry === undefined && transaction.deciding?.networkKey === key;
  // Only what ended a decision that was under way (a reversal) leaves no entry under its own key: that was accepted.
  const approved = entry === undefined ? !undecided : entry.decline === null;
  return {
    transaction,
    entry: entry ?? null,
    approved,
    responseCode: entry?.responseCode ?? (approved ? '00' : decline('N005').responseCode),
    approvedAmount: entry === undefined ? 0n : approvedAmountOf(entry),
    events: [],
    ...(undecided ? { undecided } : {}),
  };
}

/** What a question to a company came to, whoever settled it: the entry of this number. `null` while it is not settled. */
export async function readSettled(
  queries: Queries,
  ref: TransactionRef,
  number: number,
): Promise<PendingOutcome | null> {
  const entry = await readEntry(queries, ref, number);
  const [transaction] = entry === undefined ? [] : await readTransactions(queries, [ref]);
  if (entry === undefined || transaction === undefined) return null;
  return {
    transaction,
    entry,
    approved: entry.decline === null,
    responseCode: entry.responseCode,
    approvedAmount: approvedAmountOf(entry),
    events: [],
  };
}
