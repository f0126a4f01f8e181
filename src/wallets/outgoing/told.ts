import type { NewEvent } from '../../events/index.ts';
import { unreachable } from '../../kernel/assert.ts';
import { formatAmountShort } from '../../kernel/money.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Wallet, WalletAsset, WalletKind, WalletMovement } from '../types.ts';

/** Why an outgoing movement failed, in the word of its row and in a sentence. */
export const failureReasons = {
  refused: 'The signing policy does not allow this transfer; nothing has left.',
  unbooked:
    'A transfer left this wallet that is not in the books, as can happen after a restore. It may be this one, so this one was not sent.',
  failed: 'The chain refused the transfer; nothing has left.',
  replaced: 'Another transfer took its place on the chain; this one was not made and can no longer be made.',
  expired: 'It could not be sent in time; nothing has left, and it can no longer be sent.',
} as const;

export type FailureReason = keyof typeof failureReasons;

/**
 * The event that tells how a movement out of a wallet ended. `now` by the company's clock.
 *
 * @param steps how often its money was booked: where it ends otherwise later, more often
 */
export function outgoingEvent(
  movement: WalletMovement,
  wallet: Pick<Wallet, 'address'>,
  asset: WalletAsset,
  now: Date,
  steps: number,
): NewEvent {
  const succeeded = movement.state === 'COMPLETED';
  return {
    company: movement.company,
    ...typeOf(movement.kind),
    status: succeeded ? 'SUCCESS' : 'FAILED',
    ...(succeeded ? {} : { reason: failureSentence(movement.reason) }),
    data: {
      movement_id: movement.id,
      sequence: steps,
      wallet_id: movement.wallet,
      wallet_address: wallet.address,
      blockchain: movement.chain,
      transaction_hash: movement.transactionHash,
      to_wallet_address: movement.to,
      amount: formatAmountShort(movement.amount, asset.decimals),
      token: tokenOf(asset),
      created_at: formatInstant(movement.createdAt),
      ...(movement.client === null ? {} : { client_id: movement.client }),
    },
    subject: movement.wallet,
    traceId: movement.traceId,
    createdAt: now,
  };
}

/** The event that tells the receiver of a transfer between two virtual wallets. */
export function internalDepositEvent(
  movement: WalletMovement,
  wallet: Pick<Wallet, 'address'>,
  asset: WalletAsset,
): NewEvent {
  const amount = formatAmountShort(movement.amount, asset.decimals);
  return doneAtOnce(movement, wallet, asset, 'DEPOSIT', {
    transaction_hash: movement.transactionHash,
    log_index: null,
    // It is on no chain, so in no block.
    block_number: null,
    confirmations: 0,
    from_wallet_address: movement.from,
    amount,
    net_amount: amount,
  });
}

/**
 * The event that tells that the balance of a virtual wallet was set by hand.
 *
 * @param balance what it has then, in minor units of the asset
 */
export function virtualBalanceEvent(
  movement: WalletMovement,
  wallet: Pick<Wallet, 'address'>,
  asset: WalletAsset,
  balance: bigint,
): NewEvent {
  return doneAtOnce(movement, wallet, asset, 'VIRTUAL_BALANCE', {
    amount: formatAmountShort(movement.amount, asset.decimals),
    available: formatAmountShort(balance, asset.decimals),
  });
}

/** Of what happens to a virtual wallet in the books alone: it is over as soon as it begins, and is told once. */
function doneAtOnce(
  movement: WalletMovement,
  wallet: Pick<Wallet, 'address'>,
  asset: WalletAsset,
  subOperation: NewEvent['subOperation'],
  data: NewEvent['data'],
): NewEvent {
  return {
    company: movement.company,
    operation: 'VIRTUAL_WALLETS',
    subOperation,
    status: 'SUCCESS',
    data: {
      movement_id: movement.id,
      sequence: 1,
      wallet_id: movement.wallet,
      wallet_address: wallet.address,
      blockchain: movement.chain,
      ...data,
      token: tokenOf(asset),
      created_at: formatInstant(movement.createdAt),
      ...(movement.client === null ? {} : { client_id: movement.client }),
    },
    subject: movement.wallet,
    traceId: movement.traceId,
    createdAt: movement.createdAt,
  };
}

function typeOf(kind: WalletKind): Pick<NewEvent, 'operation' | 'subOperation'> {
  switch (kind) {
    case 'treasury':
      return { operation: 'TREASURY', subOperation: 'TRANSFER' };
    case 'virtual':
    case 'holding':
      return { operation: 'VIRTUAL_WALLETS', subOperation: 'WITHDRAW' };
    case 'program':
    case 'card':
    case 'relayer':
      return { operation: 'CARDS', subOperation: 'WARRANTY_WITHDRAW' };
    default:
      return unreachable(kind);
  }
}

/** Why an outgoing movement failed, as a sentence. */
export const failureSentence = (reason: string | null): string =>
  reason !== null && Object.hasOwn(failureReasons, reason)
    ? failureReasons[reason as FailureReason]
    : failureReasons.failed;

const tokenOf = ({ name, symbol, address }: WalletAsset) => ({ name, symbol, address });
