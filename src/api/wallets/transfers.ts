import { z } from 'zod';
import type { MovementState, OutgoingAnswer, OutgoingAsked } from '../../wallets/index.ts';
import type { Caller } from '../route.ts';
import { addressText, tokenAddress, tokenAmount } from './fields.ts';

/** Money that was sent on its way. */
export const transferMembers = {
  transaction_hash: z
    .string()
    .nullable()
    .describe(
      'The hash of the chain transfer; null until it is sent, `internal` between two virtual wallets.',
    ),
  status: z
    .enum(['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK'])
    .describe(
      'PENDING: an event will report the outcome. MANUAL_CHECK: it takes longer than it should and may still succeed.',
    ),
};

export const transferShape = z.object(transferMembers).meta({ id: 'Transfer' });

/** The status of something that goes out, as an answer says it. */
export const outgoingStatus = {
  PENDING: 'PENDING',
  PROCESSING: 'MANUAL_CHECK',
  COMPLETED: 'SUCCESS',
  FAILED: 'FAILED',
  CANCELLED: 'FAILED',
} as const satisfies Record<MovementState, string>;

export const showTransfer = ({ transactionHash, state }: OutgoingAnswer) => ({
  transaction_hash: transactionHash,
  status: outgoingStatus[state],
});

/** What is asked of a virtual wallet or a holding: the token must be named, and the native coin is named as balances do. */
export const withdrawalBody = z.object({
  to_wallet_address: addressText,
  token_address: tokenAddress.min(1).nullable().describe('Null for the native coin.'),
  amount: tokenAmount(),
});

/** What a request to send something asks for. */
export const askedOf = (
  { traceId, idempotencyKey }: Caller,
  asked: { readonly to: string; readonly token: string | undefined; readonly amount: string },
): OutgoingAsked => ({
  to: asked.to,
  token: asked.token === undefined || asked.token === '' ? null : asked.token,
  amount: asked.amount,
  traceId,
  idempotencyKey,
});

/** Words for the reference about sending the same request again. */
export const aboutRepeats =
  'Repeating the same idempotency key does not send twice: it returns 302 `WARNING` while the transfer is under way, and its outcome afterwards.';
