import type { CardAtWork } from '../../cards/index.ts';
import { append, type Draft } from './append.ts';
import { velocityEventOf } from '../card-events.ts';
import { decline, declines, type DeclineCode } from '../declines.ts';
import type { CardTransaction, EntryKind, Money } from '../types.ts';
import { countApproval, velocityBreach } from './velocity.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

interface Refused {
  readonly key: { readonly text: string } | null;
  readonly traceId: string;
}

/**
 * Appends a refusal: no money moves, what is held stays. Some refusals block the card: the third wrong CVV or expiry
 * date in a row, and a broken velocity rule, which is told once.
 */
export function refuse(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  message: Refused,
  code: DeclineCode,
  money: Money,
  options: { readonly responseCode?: string; readonly placed?: bigint; readonly asked?: EntryKind } = {},
): PendingOutcome {
  const refusal = decline(code, options.responseCode);
  const outcome = append(work, card, transaction, {
    kind: 'decline',
    money,
    decline: refusal,
    responseCode: refusal.responseCode,
    reason: declines[code].detailed,
    networkKey: message.key?.text ?? null,
    traceId: message.traceId,
    ...(options.placed === undefined ? {} : { placed: options.placed }),
    ...(options.asked === undefined ? {} : { asked: options.asked }),
  });
  if (code === 'C101') block(work, card, 'CVV');
  if (code !== 'M210' || !canBeBlocked(card)) return outcome;
  const rule = velocityBreach(work, card);
  block(work, card, 'VELOCITY');
  if (rule === undefined) return outcome;
  return {
    ...outcome,
    events: [...outcome.events, velocityEventOf(card, transaction, rule, message.traceId)],
  };
}

/** A deleted card stays deleted: there is nothing to block, and nothing to tell. */
const canBeBlocked = ({ blockedBy, deletedAt }: CardAtWork): boolean =>
  blockedBy === null && deletedAt === null;

function block(work: Work, card: CardAtWork, by: 'CVV' | 'VELOCITY'): void {
  card.blockedBy ??= by;
  work.changeCard(card);
}

/**
 * Appends what cannot be refused. It counts all the same, where it is the first that is approved of its purchase: it books, and the
 * breach then blocks the card, which is told behind it.
 */
export function appendUnrefused(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  draft: Draft,
): PendingOutcome {
  const counts = !work.approved.has(transaction.id);
  const rule = counts && canBeBlocked(card) ? velocityBreach(work, card) : undefined;
  if (counts) countApproval(work, card, transaction);
  const outcome = append(work, card, transaction, draft);
  if (rule === undefined) return outcome;
  block(work, card, 'VELOCITY');
  return { ...outcome, events: [...outcome.events, velocityEventOf(card, transaction, rule, draft.traceId)] };
}
