import { money } from '../ui/format.tsx';
import type { EventBody } from './body.ts';

/** An event in a list: small, since a hundred thousand of them are kept. */
export interface EventRow {
  readonly id: string;
  readonly operation: string;
  readonly sub: string;
  readonly status: string;
  readonly at: string;
  /** What it is about, in a few words. */
  readonly about: string;
  /** An amount with its unit, as it stands in the body. */
  readonly amount: string;
  readonly cardId: string | undefined;
  readonly transactionId: string | undefined;
}

/** @param event of the stream, where the body is all there is, or of a list */
export function rowOf(event: {
  readonly id: string;
  readonly body: unknown;
  readonly created_at?: string;
}): EventRow {
  const body = event.body as EventBody;
  const { data } = body;
  return {
    id: event.id,
    operation: body.operation,
    sub: body.sub_operation,
    status: body.status,
    at: event.created_at ?? text(data['created_at']) ?? timeOfId(event.id),
    about: aboutOf(body),
    amount: amountOf(data),
    cardId: text(data['card_id']),
    transactionId: text(data['transaction_id']),
  };
}

export const typeOf = ({ operation, sub, status }: EventRow): string => `${operation}.${sub}.${status}`;

function aboutOf({ reason, data }: EventBody): string {
  const merchant =
    (data['merchant_data'] as { name?: string } | undefined)?.name ?? text(data['merchant_name']);
  const place =
    merchant ??
    text(data['to_wallet_address']) ??
    text(data['from_wallet_address']) ??
    text(data['endpoint_id']);
  // Where there is little room, why something was refused says more than where.
  return [reason, place].filter((part) => part !== undefined && part !== '').join(' · ');
}

function amountOf(data: EventBody['data']): string {
  const bill = text(data['bill_amount']);
  if (bill !== undefined) return money(bill, 'USD');
  const amount = text(data['amount']) ?? text(data['transaction_amount']);
  const unit =
    (data['token'] as { symbol?: string } | undefined)?.symbol ?? text(data['transaction_currency']) ?? '';
  return amount === undefined ? '' : money(amount, unit);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Ids are UUIDs of version 7: they begin with their moment (RFC 9562, 5.7). */
export function timeOfId(id: string): string {
  const hex = id.replace(/^\w+_/, '').replaceAll('-', '').slice(0, 12);
  const ms = Number.parseInt(hex, 16);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : new Date().toISOString();
}
