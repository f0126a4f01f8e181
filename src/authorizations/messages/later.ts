import type { CardAtWork } from '../../cards/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { FirstOperation, LaterOperation } from '../operations.ts';
import type { CardTransaction } from '../types.ts';
import type { Work } from '../batches/work.ts';

/** The transaction of a later message and its card. @throws Failure NOT_FOUND; CONFLICT where more has come to it than was seen */
export function found(
  work: Work,
  message: LaterOperation,
): { transaction: CardTransaction; card: CardAtWork } {
  const transaction = work.transaction(message.company, message.transaction);
  if ('seen' in message) asSeen(transaction, message);
  return { transaction, card: work.card({ company: transaction.company, card: transaction.card }) };
}

/** As {@link found}, for what happens to approved purchases only. @throws Failure NOT_FOUND, CONFLICT, VAL */
export function underWay(
  work: Work,
  message: LaterOperation,
): { transaction: CardTransaction; card: CardAtWork } {
  const both = found(work, message);
  const { state, deciding } = both.transaction;
  if (deciding !== null)
    throw new Failure('VAL', 'This transaction is still being decided: wait for the decision.');
  if (state === 'declined')
    throw new Failure('VAL', 'This transaction was not approved, so nothing can follow it.');
  if (state === 'verified' && !mayPost(message, both.transaction))
    throw new Failure(
      'VAL',
      'This transaction holds nothing, so nothing can follow it; an authorized refund is posted by a refund.',
    );
  return both;
}

export const movedOn = (): Failure =>
  new Failure('CONFLICT', 'This transaction has changed in the meantime: read it again.');

/** @throws Failure CONFLICT where more has come to a purchase than the sender of a message has seen of it */
export function asSeen(
  { entries }: CardTransaction,
  { seen = entries }: { readonly seen?: number | undefined },
): void {
  if (entries !== seen) throw movedOn();
}

/** @throws Failure CONFLICT where what a message was looked up by leads elsewhere by now, or may */
export function asLookedUp(work: Work, message: FirstOperation): void {
  if (message.lookedUp === undefined) return;
  const { found: then } = message.lookedUp;
  const now = work.foundBy(message.lookedUp);
  if (now?.id !== then?.id || now?.key !== then?.key || work.hasMoved(message)) throw movedOn();
}

/** A refund that was authorized is posted later; a verification or an inquiry is all there is. */
const mayPost = ({ kind }: LaterOperation, { purpose }: CardTransaction): boolean =>
  kind === 'refund' && purpose === 'refund';

/** What every draft takes from its message. */
export const saidBy = (message: LaterOperation | { key: LaterOperation['key']; traceId: string }) => ({
  networkKey: message.key?.text ?? null,
  traceId: message.traceId,
});
