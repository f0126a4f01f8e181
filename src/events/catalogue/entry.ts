import type { z } from 'zod';
import type { EventOperation, EventStatus } from '../types.ts';

/** One kind of event that the platform sends: a public promise, from which documents, checks and test sends are made. */
export interface EventType {
  readonly operation: EventOperation;
  readonly subOperation: string;
  readonly status: EventStatus;
  readonly title: string;
  /** When it is sent, as a sentence for the receiver. */
  readonly sent: string;
  /** Whether an unaccepted one is sent again. */
  readonly retried: 'yes' | 'no' | 'until it expires';
  /** An example of `reason`, on FAILED and CANCELLED. */
  readonly reason?: string;
  /** The schema of `data`. */
  readonly data: z.ZodType;
  /** An example of `data`; also what a test send carries. */
  readonly example: Readonly<Record<string, unknown>>;
  /** A member of `data` that is secret: the stored body is sealed, shown without it, and it is erased once used. */
  readonly secret?: string;
  /**
   * Who gets it: endpoints by their filters, only those whose filter names all three parts, those that were sent what it takes
   * back, or the decision endpoint alone.
   */
  readonly audience: 'filtered' | 'named' | 'told' | 'decision';
}

/** `CARDS.CLEARING.PENDING`: how a kind of event is named in filters, lists and documents. */
export type EventTypeName = `${EventOperation}.${string}.${EventStatus}`;

export const typeName = (event: {
  readonly operation: EventOperation;
  readonly subOperation: string;
  readonly status: EventStatus;
}): EventTypeName => `${event.operation}.${event.subOperation}.${event.status}`;
