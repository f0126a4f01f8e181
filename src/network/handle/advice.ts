import { findReferenced, type CardTransaction } from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { approvals } from '../meaning/tables.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import { firstOf } from './first.ts';
import { cluesOf } from './key.ts';
import { canBeBilled, price } from './money.ts';
import { joins } from './request.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';

/** What was declined elsewhere moves no money, nor does what is no purchase. */
export const movesNothing = ({ kind, step, advisedResponse }: NetworkMessage): boolean =>
  kind === 'verification' ||
  kind === 'balance_inquiry' ||
  (kind === 'refund' && step === 'advice') ||
  (advisedResponse !== null && !approvals.has(advisedResponse));

/** Books what was authorized or completed elsewhere: 0120. It cannot be refused. */
export async function bookAdvice(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { meaning, card, key, arrival } = said;
  if (movesNothing(meaning)) return { kind: 'noted' };
  const { money, supported } = await price(doors, meaning);
  if (!supported) return refused('N002');
  if (money.bill > 0n && !canBeBilled(money)) return refused('N003');
  const purchase = await findReferenced(doors.database, card, cluesOf(meaning));
  // Nothing, or less than a cent: only what is held can become that.
  if (money.bill === 0n && (purchase === undefined || meaning.reason !== 'completion'))
    return { kind: 'noted' };
  if (purchase !== undefined && meaning.reason !== 'stand_in' && wasApproved(purchase.transaction)) {
    try {
      const outcome = await doors.authorizations.submit({
        kind: 'advise',
        company: card.company,
        traceId: arrival.traceId,
        key,
        transaction: purchase.transaction.id,
        money,
        adds: meaning.reason === 'increment',
      });
      return decided(outcome);
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'VAL')) throw error;
    }
  }
  if (money.bill === 0n) return { kind: 'noted' };
  return decided(
    await doors.authorizations.submit({ kind: 'stand_in', ...firstOf(said, money), ...joins(purchase) }),
  );
}

const wasApproved = ({ state, deciding }: CardTransaction): boolean =>
  deciding === null && state !== 'declined' && state !== 'verified';
