import type { CardAtWork } from '../cards/index.ts';
import { present } from '../kernel/assert.ts';
import { mulDivHalfUp } from '../kernel/money.ts';
import { randomInt } from '../platform/random.ts';
import { append, type Draft } from './append.ts';
import { checkCard, checkFunds, checkLimits, fundsFor } from './checks.ts';
import {
  approved,
  approvedPartially,
  decline,
  declines,
  noReasonToDecline,
  type DeclineCode,
} from './declines.ts';
import { feesToHold, feesToPost } from './fees.ts';
import { holdDays } from './merchant-categories.ts';
import type { Authorize } from './operations.ts';
import { feeSum, noFees, noTotals } from './totals.ts';
import type { CardTransaction, Money } from './types.ts';
import type { PendingOutcome, Work } from './work.ts';

const dayMs = 86_400_000;

/** Decides one authorization on what the earlier ones of this unit of work left, and appends what became of it. */
export function authorize(work: Work, message: Authorize): PendingOutcome {
  const card = present(work.card(message.company, message.card), 'the card of an authorization');
  const transaction = begin(card, message);
  work.addTransaction(transaction);
  return decide(work, card, transaction, message);
}

function decide(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  message: Authorize,
): PendingOutcome {
  const common = { networkKey: message.key?.text ?? null, traceId: message.traceId, money: message.money };
  const refuse = (code: DeclineCode): PendingOutcome => {
    const refusal = decline(code);
    return append(work, card, transaction, {
      ...common,
      kind: 'decline',
      decline: refusal,
      responseCode: refusal.responseCode,
      reason: declines[code].detailed,
    });
  };

  const refusal = checkCard(card, message);
  if (refusal !== undefined) return refuse(refusal);
  if (message.purpose === 'verification') {
    return append(work, card, transaction, {
      ...common,
      kind: 'account_verification',
      responseCode: noReasonToDecline,
    });
  }
  if (message.purpose === 'balance_inquiry') {
    return append(work, card, transaction, { ...common, kind: 'balance_inquiry', responseCode: approved });
  }
  if (message.purpose === 'refund') {
    return append(work, card, transaction, {
      ...common,
      kind: 'refund_authorization',
      responseCode: approved,
      approvedAmount: message.money.bill,
    });
  }

  const full = message.money;
  const withFees = full.bill + feeSum(feesToHold(transaction, full.bill));
  const limit = checkLimits(card, withFees);
  if (limit !== undefined) return refuse(limit);
  const short = checkFunds(work, card, withFees);
  if (short === undefined)
    return approve(work, card, transaction, message, { ...common, money: full, responseCode: approved });
  const part = message.partialApproval ? affordablePart(work, card, transaction, full) : undefined;
  if (part === undefined) return refuse(short);
  return approve(work, card, transaction, message, {
    ...common,
    money: part,
    responseCode: approvedPartially,
  });
}

function approve(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  message: Authorize,
  draft: Pick<Draft, 'money' | 'responseCode' | 'networkKey' | 'traceId'>,
): PendingOutcome {
  const bill = draft.money.bill;
  transaction.approvalCode = randomInt(0, 1_000_000).toString().padStart(6, '0');
  if (message.purpose === 'financial') {
    return append(work, card, transaction, {
      ...draft,
      kind: 'financial',
      post: { direction: 'charge', fees: feesToPost(transaction, bill) },
      final: true,
      approvedAmount: bill,
    });
  }
  transaction.expiresAt = new Date(card.now.getTime() + holdDays(message.merchant.mcc) * dayMs);
  return append(work, card, transaction, {
    ...draft,
    kind: 'authorization',
    heldAfter: bill,
    approvedAmount: bill,
  });
}

/** As much of the amount as there is money for, its fees included; `undefined` when that is nothing. */
function affordablePart(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  full: Money,
): Money | undefined {
  const { available } = fundsFor(work, card);
  let bill = available < full.bill ? available : full.bill;
  while (bill > 0n) {
    const excess = bill + feeSum(feesToHold(transaction, bill)) - available;
    if (excess <= 0n) break;
    bill -= excess;
  }
  if (bill <= 0n || checkLimits(card, bill + feeSum(feesToHold(transaction, bill))) !== undefined)
    return undefined;
  return { ...full, bill, amount: mulDivHalfUp(full.amount, bill, full.bill) };
}

function begin(card: CardAtWork, message: Authorize): CardTransaction {
  return {
    company: message.company,
    id: message.transaction,
    card: message.card,
    purpose: message.purpose,
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
    decidingUntil: null,
    decision: { by: 'rules' },
    counted: [],
  };
}
