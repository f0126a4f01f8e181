import { Failure } from '../../kernel/failures.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { RefusalCode } from '../protocol/refusal.ts';

/**
 * The signers did not do what was asked. The message is for customers and names nobody; `refusals` says which signer refused
 * what, and whose fault it is, for the log and the operator.
 */
export class SigningFailed extends Failure {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    // Two forbid it for good; one that forbids and one that is down may be another story tomorrow.
    const forbidding = refusals.filter(({ code }) => code === 'POLICY' || code === 'UNDESCRIBED');
    const policy = new Set(forbidding.map(({ by }) => by)).size > 1;
    super(
      policy ? 'VAL' : 'UNAVAILABLE',
      policy
        ? 'The signing policy does not allow this transfer.'
        : 'The signers cannot sign now. Send it again later with the same idempotency key.',
    );
    this.name = 'SigningFailed';
    this.refusals = refusals;
  }

  /** One line for the log: who refused, why, and whose fault it is. */
  get reasons(): string {
    return this.refusals
      .map(({ by, code, message, culprit }) => {
        const fault = culprit === undefined || culprit === by ? '' : ` (${culprit})`;
        return `${by ?? 'platform'}: ${code}${fault}: ${message}`;
      })
      .join('; ');
  }
}

/** Whether trying again from the beginning may help: somebody restarted, or the key was one of the unusable few. */
export function mayStartOver(refusals: readonly Refusal[]): boolean {
  const codes = new Set<RefusalCode>(['START_OVER', 'KEY_UNUSABLE']);
  return refusals.length > 0 && refusals.every(({ code }) => codes.has(code));
}

/** All results, or {@link SigningFailed} with every refusal; anything else that was thrown is thrown on. */
export async function allOf<T>(asked: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(asked);
  const refusals = settled.flatMap((one) => (one.status === 'rejected' ? [refusalOf(one.reason)] : []));
  if (refusals.length > 0) throw new SigningFailed(refusals);
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** The refusal that an error is. Throws the error when it is none. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

/** Runs `attempt` from the beginning, up to three times, as long as that may help. */
export async function startingOver<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 2; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || !(error instanceof SigningFailed) || !mayStartOver(error.refusals)) throw error;
    }
  }
}
