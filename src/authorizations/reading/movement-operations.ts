import type { EntryKind } from '../types.ts';

/**
 * The operations that movements of a card are told and searched by, and the kinds of entries that each stands for. What was refused
 * stands with what was asked.
 */
export const movementOperations = {
  AUTHORIZATION: ['authorization', 'authorization_advice', 'incremental_authorization', 'decline'],
  CLEARING: ['clearing', 'financial'],
  REFUND: ['refund', 'refund_reversal'],
  REVERSAL: ['reversal', 'expiry', 'cancellation', 'clearing_reversal', 'financial_reversal'],
} as const satisfies Record<string, readonly EntryKind[]>;

export type MovementOperation = keyof typeof movementOperations;
export const movementOperationNames = Object.keys(movementOperations) as MovementOperation[];
