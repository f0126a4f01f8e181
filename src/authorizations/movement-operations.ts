import type { EntryKind } from './types.ts';

/** The operations that movements of a card are told and searched by, and the kinds of entries that each stands for. */
export const movementOperations = {
  AUTHORIZATION: ['authorization', 'authorization_advice', 'incremental_authorization', 'decline'],
  CLEARING: ['clearing', 'financial'],
  REFUND: ['refund', 'refund_reversal'],
  REVERSAL: ['reversal', 'expiry', 'cancellation', 'clearing_reversal', 'financial_reversal'],
} as const satisfies Record<string, readonly EntryKind[]>;

export type MovementOperation = keyof typeof movementOperations;
export const movementOperationNames = Object.keys(movementOperations) as MovementOperation[];

/** The operation of each kind of entry that is a movement. */
export const operationOf: ReadonlyMap<EntryKind, MovementOperation> = new Map(
  movementOperationNames.flatMap((name) => movementOperations[name].map((kind) => [kind, name] as const)),
);
