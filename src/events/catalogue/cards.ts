import { z } from 'zod';
import { declineReason, examplePurchase, purchase } from './card-purchase.ts';
import type { EventType } from './entry.ts';
import {
  exampleCard,
  exampleCompany,
  exampleDeposit,
  exampleMoment,
  exampleOutgoing,
  exampleTransaction,
} from './examples.ts';
import { cardBalance, cardDeposit, moment, money, outgoing, usd } from './shapes.ts';

const filtered = { operation: 'CARDS', audience: 'filtered', retried: 'yes' } as const;

const depositExample = {
  wallet_id: 'wal_01981f6e-5a01-7c22-8f43-9e1d2c3b4a55',
  ...exampleDeposit,
  card_id: exampleCard,
};
/** Once it is credited, in US dollars. */
const creditedExample = { ...depositExample, net_amount: '250.50', holding_amount: '250.50' };

const purchaseData = z.object(purchase);
const cleared = z.object({
  ...purchase,
  final: z.boolean().meta({ description: 'No further clearing is expected' }),
  over_posted: usd
    .optional()
    .meta({ description: 'How much of it was not held; absent where all of it was, or nothing' }),
});
const refunded = z.object({
  ...purchase,
  over_posted: usd
    .optional()
    .meta({ description: 'How much more than was cleared came back by now; absent where it was not more' }),
});

export const cardEvents: readonly EventType[] = [
  {
    operation: 'CARDS',
    subOperation: 'AUTHORIZATION',
    status: 'PENDING',
    title: 'Card transaction approval',
    sent: 'A decision on a purchase is wanted now. Answer within 1,200 ms; see the guide to decisions.',
    retried: 'no',
    audience: 'decision',
    data: z.object({
      ...purchase,
      requested_amount: money
        .optional()
        .meta({ description: 'What was asked for, where less than that would be approved' }),
      deadline: moment.meta({ description: 'An answer after it is too late' }),
    }),
    example: { ...examplePurchase, state: 'deciding', deadline: '2025-07-18T09:24:32.612Z' },
  },
  {
    ...filtered,
    subOperation: 'DECLINED',
    status: 'FAILED',
    title: 'Card transaction declined',
    sent: 'A purchase was refused, by whomever; `reason` and `data.decline_reason` say why.',
    reason: 'The card has not enough balance for this purchase.',
    data: z.object({ ...purchase, decline_reason: declineReason }),
    example: {
      ...examplePurchase,
      state: 'declined',
      decline_reason: {
        code: 'M102',
        response_code: '51',
        simple_reason: 'Not enough balance.',
        detailed_reason: 'The card has not enough balance for this purchase.',
      },
      totals: { authorized: '0.00', reversed: '0.00', cleared: '0.00', refunded: '0.00', held: '0.00' },
    },
  },
  {
    ...filtered,
    subOperation: 'CLEARING',
    status: 'PENDING',
    title: 'Card transaction clearing pending',
    sent: 'A purchase was approved and its money is held; the clearing is still to come.',
    data: purchaseData,
    example: examplePurchase,
  },
  {
    ...filtered,
    subOperation: 'CLEARING',
    status: 'SUCCESS',
    title: 'Card transaction cleared',
    sent: 'A clearing was posted; one event for each piece, `data.final` is true on the last.',
    data: cleared,
    example: {
      ...examplePurchase,
      state: 'cleared',
      sequence: 2,
      totals: { authorized: '12.50', reversed: '0.00', cleared: '12.50', refunded: '0.00', held: '0.00' },
      final: true,
    },
  },
  {
    ...filtered,
    subOperation: 'CLEARING',
    status: 'FAILED',
    title: 'Card transaction clearing failed',
    sent: 'An approved purchase was cancelled before its clearing; what was held is released.',
    reason: 'The network cancelled the purchase before its clearing.',
    data: purchaseData,
    example: {
      ...examplePurchase,
      state: 'cancelled',
      sequence: 2,
      totals: { authorized: '12.50', reversed: '12.50', cleared: '0.00', refunded: '0.00', held: '0.00' },
    },
  },
  {
    ...filtered,
    subOperation: 'REFUND',
    status: 'SUCCESS',
    title: 'Card transaction refund',
    sent: 'The merchant gave money back.',
    data: refunded,
    example: {
      ...examplePurchase,
      state: 'refunded',
      sequence: 3,
      totals: { authorized: '12.50', reversed: '0.00', cleared: '12.50', refunded: '12.50', held: '0.00' },
    },
  },
  {
    ...filtered,
    subOperation: 'REFUND',
    status: 'CANCELLED',
    title: 'Card transaction refund taken back',
    sent: 'The merchant took a refund back.',
    reason: 'The merchant reversed its refund.',
    data: purchaseData,
    example: {
      ...examplePurchase,
      state: 'cleared',
      sequence: 4,
      totals: { authorized: '12.50', reversed: '0.00', cleared: '12.50', refunded: '0.00', held: '0.00' },
    },
  },
  {
    ...filtered,
    subOperation: 'REVERSAL',
    status: 'SUCCESS',
    title: 'Card transaction reversal',
    sent: 'The network released all or part of what was held, or took a clearing back (`data.posted` is true).',
    data: z.object({
      ...purchase,
      posted: z
        .boolean()
        .optional()
        .meta({ description: 'true when posted money came back, not held money' }),
    }),
    example: {
      ...examplePurchase,
      state: 'reversed',
      sequence: 2,
      totals: { authorized: '12.50', reversed: '12.50', cleared: '0.00', refunded: '0.00', held: '0.00' },
    },
  },
  {
    ...filtered,
    subOperation: 'REVERSAL',
    status: 'CANCELLED',
    title: 'Card transaction expired',
    sent: 'A hold expired without a clearing and was released; `reason` says so.',
    reason: 'The hold expired after 7 days without a clearing.',
    data: purchaseData,
    example: {
      ...examplePurchase,
      state: 'expired',
      sequence: 2,
      totals: { authorized: '12.50', reversed: '12.50', cleared: '0.00', refunded: '0.00', held: '0.00' },
    },
  },
  {
    operation: 'CARDS',
    subOperation: 'NOTIFICATION_3DS_AUTHORIZATION',
    status: 'PENDING',
    title: 'Card 3DS challenge',
    sent: 'The cardholder must be asked to confirm an e-commerce purchase. Not sent again after `data.expires_at`.',
    retried: 'until it expires',
    audience: 'filtered',
    secret: 'code',
    data: z.object({
      challenge_id: z.string(),
      code: z.string().meta({ description: 'Six digits; shown in the event itself only' }),
      card_id: z.string(),
      merchant_name: z.string(),
      merchant_country: z.string().nullable(),
      transaction_amount: money,
      transaction_currency: z.string(),
      transaction_timestamp: moment,
      expires_at: moment,
    }),
    example: {
      challenge_id: 'ch_01981f70-8a11-7f34-9c25-7d6e5f4a3b20',
      code: '493027',
      card_id: exampleCard,
      merchant_name: 'Example Store',
      merchant_country: 'USA',
      transaction_amount: '89.90',
      transaction_currency: 'USD',
      transaction_timestamp: exampleMoment,
      expires_at: '2025-07-18T09:29:31.412Z',
    },
  },
  {
    ...filtered,
    subOperation: 'CARD_BLOCKED_BY_VELOCITY',
    status: 'SUCCESS',
    title: 'Card blocked by velocity',
    sent: 'A velocity rule blocked a card; once for each change from ACTIVE to BLOCKED.',
    data: z.object({
      card_id: z.string(),
      company_id: z.string(),
      blocked_at: moment,
      triggered_rule: z.object({ max_authorizations: z.int(), time_window_seconds: z.int() }),
      last_transaction_id: z.string(),
    }),
    example: {
      card_id: exampleCard,
      company_id: exampleCompany,
      blocked_at: exampleMoment,
      triggered_rule: { max_authorizations: 5, time_window_seconds: 60 },
      last_transaction_id: exampleTransaction,
    },
  },
  {
    ...filtered,
    subOperation: 'DEPOSIT',
    status: 'SUCCESS',
    title: 'New deposit received (Card)',
    sent: "A deposit to a card's deposit wallet reached its confirmations; `net_amount` was credited.",
    data: cardDeposit,
    example: creditedExample,
  },
  {
    ...filtered,
    audience: 'named',
    subOperation: 'DEPOSIT',
    status: 'PENDING',
    title: 'Deposit seen (Card)',
    sent: 'A deposit was seen in a block and is not yet confirmed. Only to endpoints whose filter names it in full.',
    data: cardDeposit,
    example: { ...depositExample, sequence: 1, confirmations: 1 },
  },
  {
    ...filtered,
    audience: 'told',
    subOperation: 'DEPOSIT',
    status: 'CANCELLED',
    title: 'Deposit taken back (Card)',
    sent: 'A deposit left the chain in a reorganisation. To the endpoints that were told of the deposit.',
    reason: 'The deposit left the chain in a reorganisation.',
    data: cardDeposit,
    example: { ...creditedExample, sequence: 3, confirmations: 0 },
  },
  {
    ...filtered,
    audience: 'named',
    subOperation: 'VIRTUAL_BALANCE',
    status: 'SUCCESS',
    title: 'Balance of a card changed by hand',
    sent: 'The balance of a `TOP_UP` card was set, added to or taken from, or ended with the card; the holding does not move. Only to endpoints whose filter names it in full.',
    data: cardBalance,
    example: {
      card_id: exampleCard,
      change: 'add',
      amount: '50.00',
      available: '237.50',
      created_at: exampleMoment,
      metadata: { employee: 'e-1024' },
    },
  },
  {
    ...filtered,
    subOperation: 'WARRANTY_WITHDRAW',
    status: 'SUCCESS',
    title: 'Withdrawal from the card holding',
    sent: 'A withdrawal from the card holding was confirmed.',
    data: outgoing,
    example: { wallet_id: 'wal_01981f5d-1c40-7b83-9a06-8f7e6d5c4b3a', ...exampleOutgoing },
  },
  {
    ...filtered,
    subOperation: 'WARRANTY_WITHDRAW',
    status: 'FAILED',
    title: 'Withdrawal from the card holding failed',
    sent: 'A withdrawal from the card holding failed; nothing has left.',
    reason: 'The chain refused the transfer; the money is back in the holding.',
    data: outgoing,
    example: { wallet_id: 'wal_01981f5d-1c40-7b83-9a06-8f7e6d5c4b3a', ...exampleOutgoing },
  },
];
