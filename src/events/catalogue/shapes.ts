import { z } from 'zod';

/** Shapes that several kinds of events share. Money in events is always text, so that no reader makes a float of it. */

export const usd = z
  .string()
  .regex(/^-?\d+\.\d{2}$/)
  .meta({ description: 'US dollars, two decimals' });

export const money = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: 'A decimal amount' });

export const moment = z.iso.datetime().meta({ description: 'RFC 3339, UTC, milliseconds' });

export const nullableText = z.string().nullable();

export const blockchain = z.string().meta({ description: 'Such as `POLYGON`' });

export const token = z.object({
  name: z.string(),
  symbol: z.string(),
  address: z.string().nullable().meta({ description: 'null for the native coin of the chain' }),
});

/** What says which movement an event is about, and which of two that are about the same one holds. */
const ofMovement = {
  movement_id: z
    .string()
    .meta({ description: 'The same on every event of one movement, and in the lists of movements' }),
  sequence: z.int().min(1).meta({
    description: 'Grows within one `movement_id`: of two events of it, the one with the larger is what holds',
  }),
};

const deposit = {
  ...ofMovement,
  wallet_id: z.string(),
  wallet_address: z.string(),
  blockchain,
  transaction_hash: z.string(),
  log_index: z.int().nullable().meta({ description: 'null for a transfer of the native coin' }),
  block_number: z.int().nullable().meta({ description: 'null between two virtual wallets' }),
  confirmations: z.int(),
  from_wallet_address: z.string().nullable().meta({
    description: 'null where the chain does not tell, for some transfers of the native coin',
  }),
  amount: money,
  net_amount: money.meta({ description: 'What was credited, after commissions' }),
  token,
  created_at: moment,
};

export const treasuryDeposit = z.object({ ...deposit, account_id: z.string() });
export const cardDeposit = z.object({
  ...deposit,
  card_id: z
    .string()
    .nullable()
    .meta({ description: 'null where it came straight to the holding of all cards' }),
  holding_amount: usd.optional().meta({
    description:
      'By how much the holding grew, or fell again: `net_amount`, and whole cents that had gathered from the parts of a cent of earlier deposits. Absent where nothing was credited',
  }),
});
export const virtualWalletDeposit = z.object({ ...deposit, client_id: z.string().optional() });

export const cardBalance = z.object({
  card_id: z.string(),
  change: z.enum(['set', 'add', 'subtract', 'deleted']).meta({
    description:
      '`deleted`: the balance ended with the card; what is booked on it later moves the holding only',
  }),
  amount: usd.meta({ description: 'By how much it changed, below zero where it fell' }),
  available: usd.meta({ description: 'What the card has available after it' }),
  created_at: moment,
  metadata: z.record(z.string(), z.unknown()).meta({ description: "The card's own" }),
});

export const virtualBalance = z.object({
  ...ofMovement,
  wallet_id: z.string(),
  wallet_address: z.string(),
  blockchain,
  amount: money.meta({ description: 'By how much it changed, below zero where it fell' }),
  available: money.meta({ description: 'What the wallet has of the token after it' }),
  token,
  created_at: moment,
  client_id: z.string().optional(),
});

export const outgoing = z.object({
  ...ofMovement,
  wallet_id: z.string(),
  wallet_address: z.string(),
  blockchain,
  transaction_hash: z.string().nullable().meta({
    description: '`internal` between two virtual wallets of one company; null when nothing was sent',
  }),
  to_wallet_address: z.string(),
  amount: money,
  token,
  created_at: moment,
  client_id: z.string().optional(),
});
