import type { CardAtWork } from '../../cards/index.ts';
import type { FirstOperation } from '../operations.ts';
import { noFees, noTotals } from '../totals.ts';
import type { CardTransaction, Channel, Money, Purpose } from '../types.ts';
import type { Work } from '../batches/work.ts';

/** The transaction that a first message belongs to as the network says; `undefined` when it is to begin one. */
export function joinedBy(work: Work, message: FirstOperation): CardTransaction | undefined {
  const { company, card, joins, networkTransactionId } = message;
  const joined =
    joins === undefined ? work.joined(company, networkTransactionId) : work.transaction(company, joins);
  return joined?.card === card ? joined : undefined;
}

/**
 * A verification or an inquiry that something is spent on becomes what that is of, before any money moves on it: its fees follow from it,
 * and how it is taken back. A message that says nothing of its channel leaves that as it was.
 */
export function becomes(
  transaction: CardTransaction,
  { channel = transaction.channel, money }: { readonly channel?: Channel; readonly money: Money },
  purpose: Purpose,
): void {
  if (!movesNothing.has(transaction.purpose)) return;
  transaction.purpose = purpose;
  transaction.channel = channel;
  transaction.currency = money.currency;
}

const movesNothing: ReadonlySet<Purpose> = new Set(['verification', 'balance_inquiry']);

/**
 * Begins a card transaction; its first entry is still to come. A network transaction id that another one has, of another
 * card or still being decided, is not taken twice.
 */
export function begin(
  work: Work,
  card: CardAtWork,
  message: FirstOperation,
  purpose: Purpose,
): CardTransaction {
  const taken = work.joined(message.company, message.networkTransactionId) !== undefined;
  const transaction: CardTransaction = {
    company: message.company,
    id: message.transaction,
    card: message.card,
    purpose,
    channel: message.channel,
    merchant: message.merchant,
    currency: message.money.currency,
    networkTransactionId: taken ? null : message.networkTransactionId,
    createdAt: card.now,
    terms: { atmFlat: card.program.atmFee, fxPpm: card.program.fxFeePpm },
    approvalCode: null,
    state: 'declined',
    totals: noTotals,
    feesHeld: noFees,
    feesPosted: noFees,
    closed: false,
    entries: 0,
    sequence: 0,
    expiresAt: null,
    deciding: null,
    decision: { by: 'rules' },
    counted: [],
  };
  work.addTransaction(transaction);
  return transaction;
}
