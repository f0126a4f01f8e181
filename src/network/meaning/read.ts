import type { Currency } from '../../kernel/currencies.ts';
import { isAdvice } from './answer.ts';
import type { Message } from '../message.ts';
import { textOf } from '../message.ts';
import { amountOf, chargeOf, currencyOf, rateOf, readAdditionalAmounts } from './amounts.ts';
import { readCard } from './card.ts';
import { contentsOf, keyOf, originalOf } from './key.ts';
import { readChannel, readMerchant } from './merchant.ts';
import { isDigits, readSubelements } from './subelements.ts';
import { amountTypes, kinds, reasons, recurring, required, steps, subelements } from './tables.ts';
import type { Amount, Kind, NetworkMessage, Reason, Refusal, Step } from './types.ts';

/**
 * What a message means, or why it means nothing here. Pure: no clock, no card is looked up, nothing is decided.
 * Network management (08xx) is none of its business.
 */
export function readNetworkMessage(message: Message): NetworkMessage | Refusal {
  const reason = reasons[(textOf(message, 60) ?? '').slice(0, 4)] ?? null;
  const step = stepOf(message.mti, reason);
  if (step === undefined) return refuse(0, 'a message type that has no meaning here');
  const missing = required[step].find((number) => message.fields[number] === undefined);
  if (missing !== undefined) return refuse(missing, `missing in a ${message.mti}`);
  const kind = kindOf(message);
  if (kind === undefined) return refuse(3, 'a processing code that has no meaning here');
  // Of an advice it is part of its key, and no more.
  if (!isAdvice(message.mti) && !isMoment(textOf(message, 7) ?? ''))
    return refuse(7, 'not a month, day and time');
  const original = originalOf(message);
  if (step === 'reversal' && original === null && message.fields[37] === undefined)
    return refuse(90, 'a reversal without its original, in field 90 or 37');

  const additional = readSubelements(textOf(message, 48) ?? '');
  const card = readCard(message, additional?.get(subelements.cvv));
  if ('code' in card) return card;
  const amounts = readAmounts(message, kind, reason);
  if ('code' in amounts) return amounts;

  return {
    mti: message.mti,
    step,
    kind,
    isAdvice: isAdvice(message.mti),
    isRepeat: Number(message.mti.charAt(3)) % 2 === 1,
    key: keyOf(message),
    contents: contentsOf(message),
    card,
    ...amounts,
    original,
    merchant: readMerchant(message),
    channel: readChannel(message, kind),
    initiation: initiationOf(additional?.get(subelements.initiation)),
    challenge: additional?.get(subelements.challenge)?.trimEnd() ?? null,
    takesPartialApproval: additional?.get(subelements.partialApproval)?.startsWith('1') ?? false,
    reason,
    isFinal: reason !== 'not_final',
    approvalCode: textOf(message, 38)?.trimEnd() ?? null,
    advisedResponse: textOf(message, 39) ?? null,
    networkTransactionId: additional?.get(subelements.networkTransactionId)?.trimEnd() ?? null,
  };
}

const refuse = (field: number, reason: string): Refusal => ({ code: 'N004', field, reason });

function stepOf(mti: string, reason: Reason | null): Step | undefined {
  const step = steps[mti.slice(1, 3)];
  return step === 'authorization' && reason === 'increment' ? 'increment' : step;
}

/** A purchase of nothing asks whether the card is good. */
function kindOf(message: Message): Kind | undefined {
  const kind = kinds[(textOf(message, 3) ?? '').slice(0, 2)];
  const isRequest = message.mti.startsWith('010');
  return kind === 'purchase' && isRequest && Number(textOf(message, 4)) === 0 ? 'verification' : kind;
}

type Amounts = Pick<
  NetworkMessage,
  'amount' | 'billing' | 'conversionRate' | 'surcharge' | 'cashback' | 'remaining'
>;

function readAmounts(message: Message, kind: Kind, reason: Reason | null): Amounts | Refusal {
  const field4 = textOf(message, 4);
  const field49 = textOf(message, 49);
  const asksNothing = kind === 'balance_inquiry' || kind === 'verification' || message.mti.startsWith('04');
  if (field4 === undefined && !asksNothing) return refuse(4, 'missing');
  if (field49 === undefined && field4 !== undefined && Number(field4) > 0) return refuse(49, 'missing');
  const currency = field49 === undefined ? undefined : currencyOf(field49);
  if (field49 !== undefined && currency === undefined) return unknownCurrency(49);
  const amount = field4 === undefined || currency === undefined ? null : amountOf(field4, currency);
  // A completion of nothing says that nothing was bought after all.
  if (amount?.minor === 0n && !asksNothing && reason !== 'completion')
    return { code: 'N003', field: 4, reason: 'an amount of nothing' };

  const field6 = textOf(message, 6);
  const field51 = textOf(message, 51);
  const billed = field51 === undefined ? undefined : currencyOf(field51);
  const isTold = isAdvice(message.mti);
  if (field51 !== undefined && billed === undefined && (field6 !== undefined || !isTold))
    return unknownCurrency(51);
  if (field6 !== undefined && billed === undefined) return refuse(51, 'missing beside field 6');
  const rate = textOf(message, 10);

  const parts = readParts(message, currency);
  if ('code' in parts) return parts;
  if (!isTold && amount !== null && parts.cashback !== null && parts.cashback.minor > amount.minor)
    return { code: 'N003', field: 54, reason: 'more cash than the amount' };
  return {
    amount,
    billing: field6 === undefined || billed === undefined ? null : amountOf(field6, billed),
    conversionRate: rate === undefined ? null : rateOf(rate),
    ...parts,
  };
}

/** What stands in the transaction currency beside the amount. What of it is only told along in an advice does not keep that from being booked. */
function readParts(
  message: Message,
  currency: Currency | undefined,
): Pick<Amounts, 'surcharge' | 'cashback' | 'remaining'> | Refusal {
  const isTold = isAdvice(message.mti);
  const surcharge = isTold && currency === undefined ? undefined : textOf(message, 28);
  const additional = readAdditionalAmounts(textOf(message, 54) ?? '');
  if (additional === undefined && !isTold) return refuse(54, 'not amounts of twenty characters');
  const cash = additional?.find(({ type }) => type === amountTypes.cashback)?.amount;
  // Only of a reversal it says what is to happen.
  const replacement = isTold && !message.mti.startsWith('04') ? undefined : textOf(message, 95);
  const remaining = replacement?.slice(0, 12);
  if (remaining !== undefined && !isDigits(remaining, 12)) return refuse(95, 'not an amount');
  if ((surcharge !== undefined || remaining !== undefined) && currency === undefined)
    return refuse(49, 'missing beside an amount');
  const inCurrency = (read: (currency: Currency) => Amount): Amount | null =>
    currency === undefined ? null : read(currency);
  return {
    surcharge: surcharge === undefined ? null : inCurrency((currency) => chargeOf(surcharge, currency)),
    cashback: cash === undefined ? null : { ...cash, minor: cash.minor < 0n ? -cash.minor : cash.minor },
    remaining: remaining === undefined ? null : inCurrency((currency) => amountOf(remaining, currency)),
  };
}

const unknownCurrency = (field: number): Refusal => ({
  code: 'N002',
  field,
  reason: 'no currency of ISO 4217',
});

function initiationOf(text: string | undefined): NetworkMessage['initiation'] {
  if (text === undefined || (!text.startsWith('C') && !text.startsWith('M'))) return null;
  return { by: text.startsWith('C') ? 'cardholder' : 'merchant', recurring: recurring.has(text.slice(1, 4)) };
}

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** MMDDhhmmss; the year is not sent, so 29 February is always a day. */
function isMoment(text: string): boolean {
  const days = daysOfMonth[Number(text.slice(0, 2)) - 1];
  const day = Number(text.slice(2, 4));
  return (
    days !== undefined &&
    day >= 1 &&
    day <= days &&
    text.slice(4, 6) < '24' &&
    text.slice(6, 8) < '60' &&
    text.slice(8, 10) < '60'
  );
}
