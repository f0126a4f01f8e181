import { randomBytes } from './random.ts';

let pool = '';
let taken = 0;

/** 32 hex digits. Drawn 256 at a time: one call into the system's generator costs as much as writing an answer's headers. */
export function newTraceId(): string {
  if (taken >= pool.length) {
    pool = randomBytes(16 * 256).toString('hex');
    taken = 0;
  }
  return pool.slice(taken, (taken += 32));
}
