import type { CardAtWork } from '../../cards/index.ts';
import { formatInstant } from '../../kernel/time.ts';
import { wallClock } from '../../platform/clock.ts';
import { approve } from './authorize.ts';
import type { DeclineCode } from '../declines.ts';
import { feesToHold } from '../fees.ts';
import { found } from './later.ts';
import type { CompanyAnswer, Settle } from '../operations.ts';
import { refuse } from './refuse.ts';
import { feeSum } from '../totals.ts';
import type { CardTransaction, DecisionTrace, Undecided } from '../types.ts';
import { velocityBreach } from './velocity.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

const brokenMeanwhile = 'It was approved, and a velocity rule was broken in the meantime.';

/** What is told of a question that got no usable answer. */
const declineOfNone = { timeout: 'W002', invalid: 'W003', unsigned: 'W003', unreachable: 'W004' } as const;

/**
 * Settles an undecided purchase by the company's answer, or by the card's fallback. It can be done once: what comes later
 * changes nothing and shows in the trace.
 */
export function settle(work: Work, message: Settle): PendingOutcome {
  const { transaction, card } = found(work, message);
  const undecided = transaction.deciding;
  const { answer, asEntry = transaction.entries + 1 } = message;
  // A late answer is to an earlier question, whatever is being decided by now.
  if (undecided === null || answer === 'late' || asEntry !== transaction.entries + 1)
    return tooLate(work, transaction);

  // What is held for it in the ledger goes over to its entry, or is released by the refusal.
  const placed = takeBack(transaction, undecided);
  transaction.decision = traceOf(answer, false);
  const saidNo = (code: DeclineCode, responseCode?: string): PendingOutcome =>
    refuse(
      work,
      card,
      transaction,
      { key: keyOf(undecided), traceId: undecided.traceId },
      code,
      undecided.money,
      {
        placed,
        ...(responseCode === undefined ? {} : { responseCode }),
      },
    );
  const saidYes = (): PendingOutcome => {
    // Of those that were asked about at once, no more are approved than a velocity rule allows.
    if (undecided.kind === 'incremental_authorization' || velocityBreach(work, card) === undefined)
      return approve(work, card, transaction, undecided, placed);
    transaction.decision = { ...transaction.decision, by: 'rules', detail: brokenMeanwhile };
    return saidNo('M210');
  };
  if (answer === 'abandoned') return saidNo('W002');
  if (answer.outcome === 'approve') return saidYes();
  if (answer.outcome === 'decline') return saidNo('W001', answer.responseCode);
  if (!fallsBackToApprove(card, undecided, answer.why)) return saidNo(declineOfNone[answer.why]);
  transaction.decision = traceOf(answer, true);
  return saidYes();
}

/**
 * The network went ahead without the company's word, and cannot be refused: what was asked ends unanswered, and nothing
 * stays held for it. Answers the events that tells; none where nothing was being asked.
 */
export function overrule(
  work: Work,
  transaction: CardTransaction,
  traceId: string,
): PendingOutcome['events'] {
  if (transaction.deciding === null) return [];
  const { company, id } = transaction;
  return settle(work, {
    kind: 'settle',
    company,
    transaction: id,
    traceId,
    key: null,
    money: null,
    answer: 'abandoned',
  }).events;
}

const keyOf = ({ networkKey }: Undecided) => (networkKey === null ? null : { text: networkKey });

/** Ends the suspense in the totals; answers what the ledger still holds for it, fees included. */
function takeBack(transaction: CardTransaction, { heldBefore }: Undecided): bigint {
  const suspended = transaction.totals.held + feeSum(transaction.feesHeld);
  transaction.totals = { ...transaction.totals, held: heldBefore };
  transaction.feesHeld = feesToHold(transaction, heldBefore);
  transaction.deciding = null;
  return suspended - heldBefore - feeSum(transaction.feesHeld);
}

/** An answer that was to be signed and is not never approves. */
function fallsBackToApprove(
  card: CardAtWork,
  { money }: Undecided,
  why: keyof typeof declineOfNone,
): boolean {
  const { fallback, fallbackLimit } = card.decision;
  return (
    fallback === 'APPROVE' && why !== 'unsigned' && (fallbackLimit === null || money.bill <= fallbackLimit)
  );
}

function traceOf(answer: CompanyAnswer | 'abandoned', fellBack: boolean): DecisionTrace {
  if (answer === 'abandoned')
    return { by: 'fallback', detail: 'Nobody was waiting for the decision any more.' };
  return {
    by: answer.outcome === 'none' || fellBack ? 'fallback' : 'webhook',
    duration_ms: Math.round(answer.durationMs),
    ...(answer.httpStatus === undefined ? {} : { http_status: answer.httpStatus }),
    ...(answer.outcome === 'decline' ? { answered: answer.answered } : {}),
    ...(answer.outcome === 'none' ? { detail: answer.detail ?? answer.why } : {}),
  };
}

function tooLate(work: Work, transaction: CardTransaction): PendingOutcome {
  transaction.decision = { ...transaction.decision, late_answer_at: formatInstant(wallClock.now()) };
  work.changeTransaction(transaction);
  return {
    transaction: { ...transaction },
    entry: null,
    approved: false,
    responseCode: '05',
    approvedAmount: 0n,
    events: [],
  };
}
