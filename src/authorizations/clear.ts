import type { CardAtWork } from '../cards/index.ts';
import { Failure } from '../kernel/failures.ts';
import { maxBigint } from '../kernel/money.ts';
import { append } from './append.ts';
import { approved } from './declines.ts';
import { feesToPost } from './fees.ts';
import type { Cancel, Clear } from './operations.ts';
import type { CardTransaction } from './types.ts';
import { cardOf, type PendingOutcome, type Work } from './work.ts';

/**
 * Posts a presentment. It posts whatever the card's status is: the network is owed it. What exceeds the hold is taken
 * from available, which may go below zero; a final one releases what is left of the hold.
 */
export function clear(work: Work, message: Clear): PendingOutcome {
  const { transaction, card } = underWay(work, message);
  const { held, cleared } = transaction.totals;
  const money = message.money ?? { bill: held, amount: held, currency: 'USD', exchangeRate: null };
  if (money.bill <= 0n)
    throw new Failure('VAL', 'Nothing is held on this transaction any more: say the `amount` that clears.');
  return append(work, card, transaction, {
    kind: 'clearing',
    money,
    heldAfter: message.final ? 0n : maxBigint(0n, held - money.bill),
    post: { direction: 'charge', fees: feesToPost(transaction, cleared + money.bill) },
    final: message.final,
    responseCode: approved,
    networkKey: message.key?.text ?? null,
    traceId: message.traceId,
  });
}

/** Releases all that is held on an approved purchase of which nothing has cleared yet. */
export function cancel(work: Work, message: Cancel): PendingOutcome {
  const { transaction, card } = underWay(work, message);
  const { held } = transaction.totals;
  if (held === 0n)
    throw new Failure('VAL', 'Nothing is held on this transaction any more: there is nothing to cancel.');
  if (transaction.totals.cleared > 0n)
    throw new Failure('VAL', 'A part of this transaction has cleared: reverse what is left, or refund it.');
  return append(work, card, transaction, {
    kind: 'cancellation',
    money: { bill: held, amount: held, currency: 'USD', exchangeRate: null },
    heldAfter: 0n,
    responseCode: approved,
    reason: message.reason,
    networkKey: message.key?.text ?? null,
    traceId: message.traceId,
  });
}

function underWay(work: Work, message: Clear | Cancel): { transaction: CardTransaction; card: CardAtWork } {
  const transaction = work.transaction(message.company, message.transaction);
  if (transaction.state === 'declined' || transaction.state === 'verified') {
    throw new Failure('VAL', 'This transaction was not approved: nothing of it can clear or be cancelled.');
  }
  return { transaction, card: cardOf(work, transaction) };
}
