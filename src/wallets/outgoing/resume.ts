import { Failure } from '../../kernel/failures.ts';
import type { OutgoingParts } from './parts.ts';
import { signAndSubmit } from './sign.ts';
import { claimUnsigned } from './store.ts';

const most = 20;
/** As long as signing takes with signers that answer late; a second try beside a slow one is harmless. */
const leaseSeconds = 10;

/**
 * Takes up what was asked for and not handed to the chain: its process died, or the signers were away. For the worker; any
 * number of processes may. Answers how many were taken up.
 */
export async function resume(parts: OutgoingParts): Promise<number> {
  if (!isThere(parts.signing)) return 0;
  const due = await parts.plain.work(async (tx) =>
    claimUnsigned(tx, await parts.now(tx), most, leaseSeconds),
  );
  await Promise.all(
    due.map((ref) =>
      signAndSubmit(parts, ref).catch((error: unknown) =>
        parts.log.error({ err: error, movement: ref.movement }, 'a transfer could not be signed'),
      ),
    ),
  );
  return due.length;
}

/** A try without signers would be counted as one at which somebody may have got a signature. */
function isThere(signing: OutgoingParts['signing']): boolean {
  try {
    signing();
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'UNAVAILABLE') return false;
    throw error;
  }
}
