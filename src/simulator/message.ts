import { hash } from 'node:crypto';
import type { CardOperation, Merchant, Money } from '../authorizations/index.ts';
import { findCurrency } from '../kernel/currencies.ts';
import { wrongField } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import { parseAmount } from '../kernel/money.ts';
import { newId } from '../platform/ids.ts';
import type { Doors } from './doors.ts';
import type { Asked, PlayedFirst, PlayedMessage } from './types.ts';

/** The most that one message may ask for, in minor units: twelve digits, as ISO 8583 field 4 has. */
export const mostMinor = 999_999_999_999n;

/** Reads an amount in its currency's own decimals. @throws Failure VALIDATION_ERROR */
export function amountIn(asked: Asked, field = 'amount'): bigint {
  const currency = findCurrency(asked.currency);
  const minor = parseAmount(asked.amount, currency?.decimals ?? 2);
  if (typeof minor !== 'bigint')
    throw wrongField(field, problem(minor, asked.currency, currency?.decimals ?? 2));
  if (minor < 0n) throw wrongField(field, 'must not be negative');
  if (minor > mostMinor) throw wrongField(field, 'is larger than a card message can carry (twelve digits)');
  return minor;
}

const problem = (what: string, currency: string, decimals: number): string =>
  what === 'too many decimals' ? `must have at most ${decimals} decimals in ${currency}` : `is ${what}`;

/** As {@link amountIn}, for what cannot be nothing. */
export function positive(asked: Asked): bigint {
  const amount = amountIn(asked);
  if (amount === 0n) throw wrongField('amount', 'must be more than 0');
  return amount;
}

/** The amount with what it is in the billing currency; `supported` is false where there is no rate for it. */
export async function price(
  { convert }: Pick<Doors, 'convert'>,
  amount: bigint,
  currency: string,
): Promise<{ money: Money; supported: boolean }> {
  if (currency === 'USD')
    return { money: { bill: amount, amount, currency, exchangeRate: null }, supported: true };
  const converted = await convert(amount, currency);
  if (converted === undefined)
    return { money: { bill: 0n, amount, currency, exchangeRate: null }, supported: false };
  return { money: { ...converted, amount, currency }, supported: true };
}

/** As {@link price}, for messages that cannot be declined. @throws Failure VALIDATION_ERROR */
export async function priceOrRefuse(
  doors: Pick<Doors, 'convert'>,
  amount: bigint,
  currency: string,
): Promise<Money> {
  const { money, supported } = await price(doors, amount, currency);
  if (supported && money.bill === 0n && amount > 0n)
    throw wrongField('amount', 'must come to at least one cent in USD');
  if (money.bill > mostMinor) throw wrongField('amount', 'comes to more USD than a card message can carry');
  if (supported) return money;
  throw wrongField('currency', `has no exchange rate for ${currency}`);
}

/** The key under which the same message is known again, and the fingerprint that tells other contents apart. */
export function keyOfMessage(message: PlayedMessage, contents: unknown): CardOperation['key'] {
  const text =
    message.networkKey ??
    (message.idempotencyKey === undefined ? undefined : `idempotency:${message.idempotencyKey}`);
  if (text === undefined) return null;
  return { text, fingerprint: hash('sha256', JSON.stringify(contents), 'base64url') };
}

/**
 * What every message says that begins a purchase, or may. `contents` are what its kind adds to what tells it from another under
 * the same key: card, amount and merchant, as on the network's line.
 */
export function firstMessage(
  message: PlayedFirst,
  card: Id<'card'>,
  money: Money,
  contents: readonly unknown[],
) {
  const { company, traceId, channel } = message;
  const merchant = merchantOf(message.merchant);
  const { id, country, mcc } = merchant;
  const all = [card, money.amount.toString(), money.currency, id, country, mcc, ...contents];
  return {
    company,
    traceId,
    key: keyOfMessage(message, all),
    card,
    transaction: newId('cardTransaction'),
    channel,
    money,
    merchant,
    networkTransactionId: message.networkTransactionId ?? null,
  };
}

const corner: Merchant = {
  id: 'SIM-0001',
  name: 'Corner Shop',
  city: 'New York',
  postCode: '10001',
  state: 'NY',
  country: 'USA',
  mcc: '5411',
};

/** The merchant of a played message: the corner shop, but for what the caller says. One object for all that say nothing. */
export function merchantOf(said: Partial<Merchant>): Merchant {
  for (const _ in said) return { ...corner, ...said };
  return corner;
}
