import type { FieldValue, Message } from '../message.ts';
import { textOf } from '../message.ts';
import { amountField, writeAdditionalAmount } from './amounts.ts';
import { answerTo, isAdvice } from './answer.ts';
import { amountTypes, approvals } from './tables.ts';
import type { Amount } from './types.ts';

/** What was decided, as far as the network is told. */
export interface Outcome {
  /** Field 39. */
  readonly responseCode: string;
  /** Field 38, at most six characters; told with approvals only. */
  readonly approvalCode: string | null;
  /** A partial approval (10): what is approved of the amount, in the transaction's currency, and as it is billed. */
  readonly approved?: { readonly amount: Amount; readonly billing: Amount | null };
  /** Balances, in the billing currency. */
  readonly balance?: { readonly available: Amount; readonly ledger?: Amount };
}

/**
 * The answer to a message: type + 10, what identifies it, 38, 39, and 54 with balances and, in a partial approval, the
 * amount that was asked for. An advice is always answered 00: it tells what has happened.
 */
export function writeAnswer(request: Message, outcome: Outcome, requested: Amount | null = null): Message {
  const code = isAdvice(request.mti) ? '00' : outcome.responseCode;
  const fields: Record<number, FieldValue> = { 39: code };
  if (approvals.has(code) && outcome.approvalCode !== null) fields[38] = outcome.approvalCode.padEnd(6);
  const amounts: string[] = [];
  // The account that the processing code names: digits 3 and 4 of field 3.
  const account = textOf(request, 3)?.slice(2, 4) ?? '00';
  if (code === '10' && outcome.approved !== undefined) {
    const { amount, billing } = outcome.approved;
    fields[4] = amountField(amount.minor);
    if (billing !== null) {
      fields[6] = amountField(billing.minor);
      fields[51] = billing.currency.number;
    }
    if (requested !== null) {
      const asked = { minor: -requested.minor, currency: requested.currency };
      amounts.push(writeAdditionalAmount({ account, type: amountTypes.original, amount: asked }));
    }
  }
  if (outcome.balance !== undefined) {
    const { available, ledger } = outcome.balance;
    if (ledger !== undefined)
      amounts.push(writeAdditionalAmount({ account, type: amountTypes.ledger, amount: ledger }));
    amounts.push(writeAdditionalAmount({ account, type: amountTypes.available, amount: available }));
  }
  if (amounts.length > 0) fields[54] = amounts.join('');
  return answerTo(request, fields);
}
