import type { Tx } from '../../platform/database.ts';
import type { AtOnce, ToChain } from './ask.ts';
import type { OutgoingParts } from './parts.ts';

/**
 * Finds what a request is about, inside the unit of work that books it, and says what is to be done.
 *
 * @throws Failure NOT_FOUND, VAL, VALIDATION_ERROR: then nothing has moved
 */
export type Plan = (parts: OutgoingParts, tx: Tx) => Promise<ToChain | AtOnce>;
