import type { Authorizations } from '../authorizations/index.ts';
import { notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import { amountIn, keyOfMessage, price, type Convert } from './message.ts';
import type { Played, PlayedLater } from './types.ts';

/** Sends a presentment for a purchase. */
export async function playClearing(
  authorizations: Authorizations,
  convert: Convert,
  message: PlayedLater & { readonly final: boolean },
): Promise<Played> {
  const money =
    message.amount === undefined
      ? null
      : (await price(convert, amountIn(asked(message)), message.currency ?? 'USD')).money;
  return authorizations.submit({
    kind: 'clear',
    company: message.company,
    traceId: message.traceId,
    key: keyOfMessage(message, [
      'clear',
      message.transaction,
      message.amount ?? null,
      message.currency ?? null,
      message.final,
    ]),
    transaction: transactionId(message),
    money,
    final: message.final,
  });
}

/** The network takes an approval back before anything of it has cleared. */
export function playCancellation(authorizations: Authorizations, message: PlayedLater): Promise<Played> {
  return authorizations.submit({
    kind: 'cancel',
    company: message.company,
    traceId: message.traceId,
    key: keyOfMessage(message, ['cancel', message.transaction]),
    transaction: transactionId(message),
    money: null,
    reason: 'The purchase was cancelled by the network before it was cleared.',
  });
}

const asked = (message: PlayedLater) => ({
  amount: message.amount ?? '0',
  currency: message.currency ?? 'USD',
});

function transactionId({ transaction }: PlayedLater): Id<'cardTransaction'> {
  if (!isId('cardTransaction', transaction)) throw notFound('card transaction');
  return transaction;
}
