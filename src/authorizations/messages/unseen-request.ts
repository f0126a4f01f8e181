import type { ForcePost, StandIn } from '../operations.ts';
import { standsFor } from '../reading/reference-store.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

type InOurStead = Pick<StandIn | ForcePost, 'company' | 'card' | 'key' | 'request'>;

/**
 * The request itself, should it still come, is one that was approved; a reversal of it, or another advice of it, finds what was, whether
 * that names it in field 90 or comes under its trace number.
 */
export function rememberForRequest(
  work: Work,
  { company, key, request }: InOurStead,
  advised: PendingOutcome,
): void {
  if (request === undefined || key === null || advised.transaction === null) return;
  const fingerprint = standsFor + key.text;
  for (const name of new Set(Object.values(request))) {
    if (work.answered(company, name) !== undefined) continue;
    work.remember({ company, key: name, fingerprint, transaction: advised.transaction.id }, advised);
  }
}
