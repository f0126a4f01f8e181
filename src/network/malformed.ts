import type { Fields } from './message.ts';

/** What of a malformed message is safe to use, for one purpose: to say to its sender which message was refused. */
export interface Reference {
  readonly mti: string;
  /** Of the fields read whole before the trouble, those that name a message ({@link referenceFields}); no card, no amount. */
  readonly fields: Fields;
}

/** Fields that name a message and are echoed in its answer: times, trace numbers, institutions, terminal. */
export const referenceFields: readonly number[] = [7, 11, 12, 13, 32, 33, 37, 41, 42, 70];

/**
 * Octets that are no message of the dialect, or fields that cannot be written in it. Says which field and where, and
 * never repeats a value: what stands there may be a card number.
 */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
  /** The data element; 0 is the message type, 1 a bitmap. */
  readonly field: number;
  /** Octets from the start of the message (behind length and TPDU) to where the trouble is. */
  readonly offset: number;
  readonly reason: string;
  readonly reference: Reference | undefined;

  constructor(field: number, offset: number, reason: string, reference?: Reference) {
    super(`${fieldName(field)} at offset ${offset}: ${reason}`);
    this.field = field;
    this.offset = offset;
    this.reason = reason;
    this.reference = reference;
  }
}

function fieldName(field: number): string {
  if (field === 0) return 'message type';
  return field === 1 ? 'bitmap' : `field ${field}`;
}
