import { randomBytes as nodeRandomBytes, randomInt as nodeRandomInt } from 'node:crypto';

/** Cryptographically strong bytes. */
export const randomBytes = (length: number): Buffer => nodeRandomBytes(length);

/** A uniform integer, `min` inclusive, `max` exclusive. */
export const randomInt = (min: number, max: number): number => nodeRandomInt(min, max);

/** A uniform number in [0, 1), for jitter only; not a secret. */
export const jitter = (): number => Math.random();
