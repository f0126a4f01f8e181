import { unreachable } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Outcome } from '../../platform/batch.ts';
import { authorize } from './authorize.ts';
import { clear, forcePost, reverseClearing } from './clear.ts';
import { decline } from '../declines.ts';
import { advise, increment, standIn } from './increase.ts';
import type { CardOperation } from '../operations.ts';
import { refund, refundUnlinked, reverseRefund } from './refund.ts';
import { cancel, expire, reverse, reverseUnseen } from './release.ts';
import { note } from './note.ts';
import { settle } from './settle.ts';
import { tellersOf } from './tellers.ts';
import type { CardTransaction } from '../types.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

/** A failure that a caller can meet is thrown before anything is changed, and is its caller's alone; anything else fails the unit of work. */
export function decideAlone(work: Work, operation: CardOperation): Outcome<PendingOutcome> {
  try {
    return { ok: true, result: decideOnce(work, operation) };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, error };
    throw error;
  }
}

/** A message that came before gets its first answer again, reversed since or not; the same key with other contents is refused. */
function decideOnce(work: Work, operation: CardOperation): PendingOutcome {
  const { key, company } = operation;
  if (key === null) return decide(work, operation);
  const before = work.answered(company, key.text);
  if (before !== undefined && before.outcome !== null && before.fingerprint === key.fingerprint)
    return { ...before.outcome, events: [] };
  if (before?.outcome === null && 'unheardBy' in operation) {
    const others = tellersOf(before.fingerprint).filter((each) => each !== operation.unheardBy);
    if (others.length === 0) return remembered(work, operation, decide(work, operation));
    work.remember({ company, key: key.text, fingerprint: others.join(' '), transaction: null }, null);
    return duplicate(null);
  }
  const overtaken = key.reversedAs?.flatMap((other) => work.answered(company, other) ?? []) ?? [];
  if (overtaken.some(({ outcome }) => outcome === null)) return duplicate(null);
  if (before !== undefined) return duplicate(before.outcome?.transaction ?? null);
  // The network has approved it in our stead: it wants no answer any more.
  if (overtaken.length > 0 && !tellsOfRequest.has(operation.kind))
    return duplicate(overtaken[0]?.outcome?.transaction ?? null);
  return remembered(work, operation, decide(work, operation));
}

function remembered(
  work: Work,
  { company, key, kind }: CardOperation,
  outcome: PendingOutcome,
): PendingOutcome {
  // A reversal that finds its original takes its key when it reverses it.
  if (key !== null && outcome.transaction !== null && kind !== 'reverse_unseen') {
    work.remember(
      { company, key: key.text, fingerprint: key.fingerprint, transaction: outcome.transaction.id },
      outcome,
    );
  }
  return outcome;
}

/** What the network tells of a request that it approved in our stead. */
const tellsOfRequest: ReadonlySet<CardOperation['kind']> = new Set(['stand_in', 'force_post', 'note']);

const duplicate = (transaction: CardTransaction | null): PendingOutcome => ({
  transaction,
  entry: null,
  approved: false,
  responseCode: decline('N006').responseCode,
  approvedAmount: 0n,
  events: [],
});

function decide(work: Work, operation: CardOperation): PendingOutcome {
  switch (operation.kind) {
    case 'authorize':
      return authorize(work, operation);
    case 'stand_in':
      return standIn(work, operation);
    case 'increment':
      return increment(work, operation);
    case 'advise':
      return advise(work, operation);
    case 'clear':
      return clear(work, operation);
    case 'force_post':
      return forcePost(work, operation);
    case 'reverse':
      return reverse(work, operation);
    case 'reverse_unseen':
      return reverseUnseen(work, operation);
    case 'reverse_clearing':
      return reverseClearing(work, operation);
    case 'refund':
      return refund(work, operation);
    case 'refund_unlinked':
      return refundUnlinked(work, operation);
    case 'reverse_refund':
      return reverseRefund(work, operation);
    case 'note':
      return note(work, operation);
    case 'expire':
      return expire(work, operation);
    case 'cancel':
      return cancel(work, operation);
    case 'settle':
      return settle(work, operation);
    default:
      return unreachable(operation);
  }
}
