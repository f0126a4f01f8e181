import type { Party } from '../types.ts';

/**
 * Why a party refuses a message. `ALTERED`: it does not carry its sender's signature. `MISPLACED`: truly the sender's, but
 * of another session, round, receiver or key. `WRONG`: signed, in its place, and mathematically false. `EQUIVOCATION`:
 * not everybody was told the same. `START_OVER`: this party knows nothing (more) of the session.
 */
export const refusalCodes = [
  'MALFORMED',
  'ALTERED',
  'MISPLACED',
  'WRONG',
  'EQUIVOCATION',
  'START_OVER',
  'KEY_UNUSABLE',
  'UNKNOWN_KEY',
  'UNSETTLED',
  'UNDESCRIBED',
  'POLICY',
  'BUSY',
  'DOWN',
  'BROKEN',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** A refusal, with the party whose message or silence is the reason where one can be named. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly culprit: Party | undefined;
  /** The signer that refused, when it is told of by the platform. */
  readonly by: Party | undefined;

  constructor(code: RefusalCode, message: string, culprit?: Party, options?: ErrorOptions & { by?: Party }) {
    super(message, options);
    this.code = code;
    this.culprit = culprit;
    this.by = options?.by;
  }
}

/** Throws a {@link Refusal} unless `condition` holds. */
export function demand(
  condition: unknown,
  code: RefusalCode,
  message: string,
  culprit?: Party,
): asserts condition {
  if (!condition) throw new Refusal(code, message, culprit);
}
