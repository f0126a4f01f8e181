import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../../kernel/failures.ts';

const field = 'Idempotency-Key';
const wellFormed = /^[!-~]{1,255}$/;

/**
 * The idempotency key of a request, by either of its two names.
 *
 * @throws Failure VALIDATION_ERROR when it is too long, has other characters, or the two names have different ones
 */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const given = headers['idempotency-key'];
  const alike = headers['x-idempotency-key'];
  if (given === undefined && alike === undefined) return undefined;
  if (given !== undefined && alike !== undefined && given !== alike)
    throw wrong('must equal x-idempotency-key if both are sent');
  const key = given ?? alike;
  if (typeof key !== 'string' || !wellFormed.test(key))
    throw wrong('must be 1 to 255 printable ASCII characters without spaces');
  return key;
}

/** The failure of a route that cannot do without. */
export const keyRequired = (): Failure => wrong('is required');

const wrong = (message: string): Failure =>
  new Failure('VALIDATION_ERROR', `Correct the header ${field}: it ${message}.`, [{ field, message }]);
