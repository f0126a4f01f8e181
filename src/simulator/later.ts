import type { CardOperation, Money } from '../authorizations/index.ts';
import { unreachable } from '../kernel/assert.ts';
import { notFound, wrongField } from '../kernel/failures.ts';
import { isId } from '../kernel/ids.ts';
import type { Doors } from './doors.ts';
import { amountIn, keyOfMessage, positive, priceOrRefuse } from './message.ts';
import type { Played, PlayedLater } from './types.ts';

/** Sends a message about a purchase that is there. */
export async function playLater(doors: Doors, message: PlayedLater): Promise<Played> {
  const { kind, transaction, asked } = message;
  if (!isId('cardTransaction', transaction)) throw notFound('card transaction');
  const money = asked === undefined ? null : await priceOrRefuse(doors, positive(asked), asked.currency);
  const remaining =
    message.remaining === undefined
      ? null
      : await priceOrRefuse(doors, amountIn(message.remaining, 'remaining'), message.remaining.currency);
  const contents = [
    kind,
    transaction,
    money?.amount.toString() ?? null,
    asked?.currency ?? null,
    message.final ?? null,
    ...(remaining === null ? [] : [remaining.bill.toString()]),
    ...(message.originalNetworkKey === undefined ? [] : [message.originalNetworkKey]),
  ];
  const common = {
    company: message.company,
    traceId: message.traceId,
    key: keyOfMessage(message, contents),
    transaction,
  };
  return doors.authorizations.submit(operationOf(message, common, money, remaining));
}

type Common = Pick<CardOperation, 'company' | 'traceId' | 'key'> & { readonly transaction: `tx_${string}` };

function operationOf(
  { kind, final = true }: PlayedLater,
  common: Common,
  money: Money | null,
  remaining: Money | null,
): CardOperation {
  switch (kind) {
    case 'increment':
    case 'advise':
      return { ...common, kind, money: said(money) };
    case 'clear':
      return { ...common, kind, money, final };
    case 'reverse':
      return {
        ...common,
        kind,
        money,
        remaining: remaining?.bill ?? null,
        ...(remaining && { remainsAt: remaining }),
      };
    case 'expire':
      return { ...common, kind, money: null, due: null };
    case 'cancel':
      return {
        ...common,
        kind,
        money: null,
        reason: 'The purchase was cancelled by the network before it was cleared.',
      };
    case 'refund':
    case 'reverse_clearing':
    case 'reverse_refund':
      return { ...common, kind, money };
    default:
      return unreachable(kind);
  }
}

/** Nothing can be left of what is added on top. */
function said(money: Money | null): Money {
  if (money !== null) return money;
  throw wrongField('amount', 'is required');
}
