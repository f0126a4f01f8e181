import { Failure } from '../../kernel/failures.ts';
import { monotonicMs } from '../../platform/clock.ts';
import type { SignerHealth } from '../../signing/index.ts';

/** Whether what leaves a wallet can be signed now; no more than a company has to know of the signers. */
export interface SigningAvailability {
  /** Signers that are up and have a policy. */
  readonly available: number;
  /** So many sign. */
  readonly needed: number;
  /** So many make a key. */
  readonly total: number;
}

/** Any two of three (RFC 9591 with a threshold of 2). */
const needed = 2;
const total = 3;
const freshMs = 1_000;

/**
 * Asks the signers at most once a second, whoever and however many want to know: a company must not be able to keep them
 * busy.
 */
export function createSigningAvailability(
  signers: () => Promise<readonly SignerHealth[]>,
): () => Promise<SigningAvailability> {
  let last: { readonly atMs: number; readonly found: Promise<SigningAvailability> } | undefined;
  const look = async (): Promise<SigningAvailability> => {
    const found = await signers().catch((error: unknown): readonly SignerHealth[] => {
      if (error instanceof Failure && error.code === 'UNAVAILABLE') return [];
      throw error;
    });
    return { available: found.filter(({ up, policy }) => up && policy !== undefined).length, needed, total };
  };
  return () => {
    const nowMs = monotonicMs();
    if (last === undefined || nowMs - last.atMs >= freshMs) last = { atMs: nowMs, found: look() };
    return last.found;
  };
}
