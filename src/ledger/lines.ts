import type { Id } from '../kernel/ids.ts';
import type { Hold, Operation, Posting } from './types.ts';

/** An entry as it will be appended. */
export interface NewEntry {
  readonly id: Id<'ledgerEntry'>;
  readonly operation: Operation;
  /** Its place inside the unit of work. */
  readonly ordinal: number;
  readonly postings: number;
  readonly hold: Id<'hold'> | null;
  readonly holdChange: bigint | null;
}

/** One posting of a new entry. */
export interface EntryLine {
  readonly entry: Id<'ledgerEntry'>;
  readonly ordinal: number;
  readonly posting: Posting;
}

/** A hold with the company it belongs to. */
export interface KnownHold extends Hold {
  readonly company: Id<'company'>;
}
