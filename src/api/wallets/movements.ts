import { z } from 'zod';
import { isId } from '../../kernel/ids.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Assets, MovementState, WalletMovement } from '../../wallets/index.ts';
import { scaleOf } from '../../kernel/assets.ts';
import { idText, instantText, pageSize, queryText, sortOrder } from '../fields.ts';
import { tokenAmountShape, tokenNumber } from '../money.ts';
import { outgoingStatus } from './transfers.ts';

const data = z
  .object({
    token: z.object({
      name: z.string(),
      symbol: z.string(),
      address: z.string().nullable().describe('Null for the native coin.'),
    }),
    from_wallet_address: z.string().nullable(),
    to_wallet_address: z.string().nullable(),
    net_amount: tokenAmountShape
      .nullable()
      .describe('For a deposit, the amount credited. For a manual balance change, the new balance.'),
    reason: z
      .string()
      .nullable()
      .describe(
        'Why it did not simply complete, as one word: `below_minimum`, `unproved`, `halted`, `inexact`, `not_for_cards`, `returning`, `returned`, `reorg`; `refused`, `failed`, `replaced`, `expired`.',
      ),
  })
  .meta({ id: 'MovementData' });

const operationId = z
  .string()
  .nullable()
  .describe('The id of the latest event about it; null before the first.');
const transactionHash = z
  .string()
  .nullable()
  .describe('Null until it is sent, and for off-chain movements; `internal` between two virtual wallets.');

function showData(assets: Assets, movement: WalletMovement): z.input<typeof data> {
  const { asset, from, to, netAsset, netAmount, reason } = movement;
  const { name, symbol, address } = assets.named(asset);
  return {
    token: { name, symbol, address },
    from_wallet_address: from,
    to_wallet_address: to,
    // An exact number, which the schema describes as any number.
    net_amount: (netAsset === null || netAmount === null
      ? null
      : tokenNumber(netAmount, scaleOf(netAsset))) as number | null,
    reason,
  };
}

const progress = {
  block_number: z
    .int()
    .nullable()
    .describe('The block that contains it; null while none does, and for off-chain movements.'),
  confirmations: z
    .int()
    .nullable()
    .describe(
      'How many blocks confirm it, its own included. Rises while it waits (from 0 for outgoing transfers), then stays at the count it was decided with; 0 if it left the chain. Null for off-chain movements, and for transfers that failed without ever reaching the chain.',
    ),
  confirmations_required: z
    .int()
    .nullable()
    .describe('How many confirmations it needs. Null whenever `confirmations` is.'),
};

/** How far it is on the chain; nulls for what is on none. */
const showProgress = (assets: Assets, { chain, blockNumber, confirmations }: WalletMovement) => ({
  block_number: blockNumber === null ? null : Number(blockNumber),
  confirmations,
  confirmations_required: confirmations === null ? null : (assets.confirmations(chain) ?? null),
});

const told = ({ doneEvent, seenEvent }: WalletMovement): string | null => doneEvent ?? seenEvent;

/** The operations that treasury movements can be searched by; there are no ramps yet. */
export const treasuryOperations = [
  'TRANSFER',
  'DEPOSIT',
  'WITHDRAWAL',
  'RAMP_ON_TRANSFER',
  'RAMP_OFF_TRANSFER',
] as const;

const treasuryStatuses = ['PENDING', 'PROCESSING', 'SUCCESS', 'FAILED', 'CANCELLED', 'MANUAL_CHECK'] as const;
const depositStatus = {
  PENDING: 'PENDING',
  PROCESSING: 'PROCESSING',
  COMPLETED: 'SUCCESS',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const satisfies Record<MovementState, string>;

export const treasuryMovement = z
  .object({
    id: idText('movement'),
    account_id: z.string(),
    wallet_id: z.string(),
    amount: tokenAmountShape,
    operation: z.enum(treasuryOperations),
    datetime: instantText,
    blockchain: z.string(),
    transaction_hash: transactionHash,
    data,
    status: z
      .enum(treasuryStatuses)
      .describe(
        'For a deposit, PENDING waits for confirmations, PROCESSING has arrived but is credited to nobody (`data.reason`), FAILED was sent back, CANCELLED left the chain. MANUAL_CHECK takes longer than it should and may still succeed.',
      ),
    operation_id: operationId,
    ...progress,
  })
  .meta({ id: 'TreasuryMovement' });

export const showTreasuryMovement = (assets: Assets, it: WalletMovement) => ({
  id: it.id,
  account_id: it.account,
  wallet_id: it.wallet,
  amount: tokenNumber(it.amount, scaleOf(it.asset)),
  operation: it.operation,
  datetime: formatInstant(it.createdAt),
  blockchain: it.chain,
  transaction_hash: it.transactionHash,
  data: showData(assets, it),
  status: it.operation === 'DEPOSIT' ? depositStatus[it.state] : outgoingStatus[it.state],
  operation_id: told(it),
  ...showProgress(assets, it),
});

export const walletMovement = z
  .object({
    id: idText('movement'),
    date: instantText,
    operation: z.enum(['DEPOSIT', 'WITHDRAWAL', 'USER_WITHDRAWAL', 'OVERRIDE_VIRTUAL_BALANCE']),
    operation_id: operationId,
    status: z
      .enum(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED'])
      .describe(
        'PENDING waits for the chain. PROCESSING: a deposit that is credited to nobody (`data.reason`), or a withdrawal that takes longer than it should. FAILED: a withdrawal that did not happen, or a deposit that was sent back. CANCELLED: a deposit that left the chain.',
      ),
    wallet_id: z.string(),
    blockchain: z.string(),
    transaction_hash: transactionHash,
    amount: tokenAmountShape.describe(
      'For a manual balance change, the difference; negative if the balance fell.',
    ),
    data,
    ...progress,
  })
  .meta({ id: 'WalletMovement' });

export const showWalletMovement = (assets: Assets, it: WalletMovement) => ({
  id: it.id,
  date: formatInstant(it.createdAt),
  operation: it.operation,
  operation_id: told(it),
  status: it.state,
  wallet_id: it.wallet,
  blockchain: it.chain,
  transaction_hash: it.transactionHash,
  amount: tokenNumber(it.amount, scaleOf(it.asset)),
  data: showData(assets, it),
  ...showProgress(assets, it),
});

/** How the movements of one wallet are asked for. */
export const movementsQuery = z.object({
  // Anything else would look like a first page, or like the end.
  paging_state_token: queryText()
    .refine((text) => isId('movement', text), 'must be the paging_state_token of an earlier page')
    .optional()
    .describe('The `paging_state_token` of the previous page.'),
  sort_order: sortOrder,
  size: pageSize(),
  blockchain: queryText(40).optional().describe('Only movements on this blockchain.'),
});

export const movementsPage = z.object({
  movements: z.array(walletMovement),
  paging_state_token: z
    .string()
    .nullable()
    .describe('Send it as `paging_state_token` to get the next page; null on the last page.'),
});

/** @param found one more than the page has room for, where there are more */
export function showPage(assets: Assets, found: readonly WalletMovement[], size: number) {
  const page = found.slice(0, size);
  return {
    movements: page.map((it) => showWalletMovement(assets, it)),
    paging_state_token: found.length > size ? (page.at(-1)?.id ?? null) : null,
  };
}
