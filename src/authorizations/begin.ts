import type { CardAtWork } from '../cards/index.ts';
import type { FirstOperation } from './operations.ts';
import { noFees, noTotals } from './totals.ts';
import type { CardTransaction, Purpose } from './types.ts';
import type { Work } from './work.ts';

/** Begins a card transaction; its first entry is still to come. */
export function begin(
  work: Work,
  card: CardAtWork,
  message: FirstOperation,
  purpose: Purpose,
): CardTransaction {
  const transaction: CardTransaction = {
    company: message.company,
    id: message.transaction,
    card: message.card,
    purpose,
    channel: message.channel,
    merchant: message.merchant,
    currency: message.money.currency,
    networkTransactionId: message.networkTransactionId,
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
