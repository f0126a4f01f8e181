import { approved } from '../declines.ts';
import type { Note } from '../operations.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

/** Moves nothing: its key is remembered with the purchase, and its fingerprint says of which entry it tells. */
export const note = (work: Work, { company, transaction }: Note): PendingOutcome => ({
  transaction: { ...work.transaction(company, transaction) },
  entry: null,
  approved: true,
  responseCode: approved,
  approvedAmount: 0n,
  events: [],
});
