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

const deposit = {
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
export const cardDeposit = z.object({ ...deposit, card_id: z.string().nullable() });
export const virtualWalletDeposit = z.object({ ...deposit, client_id: z.string().optional() });

export const outgoing = z.object({
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
