export { createLimiter } from './limiter.ts';
export type { Limiter } from './limiter.ts';
export { createReadTurns } from './read-turns.ts';
