export { createLimiter } from './limiter.ts';
export type { Limiter } from './limiter.ts';
export { createReads } from './reads.ts';
export type { Reads } from './reads.ts';
export { createReadTurns } from './read-turns.ts';
