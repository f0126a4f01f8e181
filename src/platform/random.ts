import { AsyncLocalStorage } from 'node:async_hooks';
import { hash, randomBytes as nodeRandomBytes, randomInt as nodeRandomInt } from 'node:crypto';

/** Cryptographically strong bytes. */
export const randomBytes = (length: number): Buffer => nodeRandomBytes(length);

/** A uniform integer, `min` inclusive, `max` exclusive. */
export const randomInt = (min: number, max: number): number => nodeRandomInt(min, max);

/** A uniform number in [0, 1), for jitter only; not a secret. */
export const jitter = (): number => Math.random();

const seeds = new AsyncLocalStorage<() => number>();

/**
 * Runs `body` with draws that follow from a seed: those by {@link drawInt} only, nothing that has to be secret from
 * everybody. For scenarios, which must go the same way each time.
 */
export function withSeed<T>(seed: string, body: () => T): T {
  let drawn = 0;
  return seeds.run(() => fraction(`${seed}/${(drawn += 1)}`), body);
}

/** As {@link randomInt}, but following from the seed where one was given. */
export function drawInt(min: number, max: number): number {
  const seeded = seeds.getStore();
  return seeded === undefined ? randomInt(min, max) : min + Math.floor(seeded() * (max - min));
}

/** A number in [0, 1) that follows from a text: the same text, the same number. */
export const fraction = (text: string): number => hash('sha256', text, 'buffer').readUIntBE(0, 6) / 2 ** 48;
