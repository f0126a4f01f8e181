/**
 * Plays the outside world: the card network and the merchant. Every message goes through the same door as one that
 * comes from a real terminal.
 */
import type { Authorizations } from '../authorizations/index.ts';
import { findLatestCleared, findLatestHeld } from '../authorizations/index.ts';
import { Failure } from '../kernel/failures.ts';
import { isId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import { playAuthorization, type CardDoor } from './authorization.ts';
import { playCancellation, playClearing } from './later.ts';
import type { Convert } from './message.ts';
import type { Asked, Played, PlayedAuthorization, PlayedLater, PlayedMessage } from './types.ts';

export type * from './types.ts';
export type { Convert } from './message.ts';
export type { CardDoor } from './authorization.ts';

export interface SimulatorDoors {
  readonly database: Database;
  readonly authorizations: Authorizations;
  readonly cards: CardDoor;
  readonly convert: Convert;
}

export interface Simulator {
  /** @throws Failure NOT_FOUND for a card id of nobody here */
  authorize(message: PlayedAuthorization): Promise<Played>;
  /** @throws Failure NOT_FOUND, VAL */
  clear(message: PlayedLater & { readonly final: boolean }): Promise<Played>;
  /** @throws Failure NOT_FOUND, VAL */
  cancel(message: PlayedLater): Promise<Played>;
  /** The documented short form: clears the latest purchase of the card on which something is held. */
  clearLatest(card: string, message: PlayedMessage & Partial<Asked>): Promise<Played>;
}

export function createSimulator(doors: SimulatorDoors): Simulator {
  const { database, authorizations, convert } = doors;
  return {
    authorize: (message) => playAuthorization(doors, message),
    clear: (message) => playClearing(authorizations, convert, message),
    cancel: (message) => playCancellation(authorizations, message),
    async clearLatest(card, message) {
      if (!isId('card', card)) throw nothingFits();
      const latest =
        (await findLatestHeld(database, message.company, card)) ??
        (await findLatestCleared(database, message.company, card));
      if (latest === undefined) throw nothingFits();
      return playClearing(authorizations, convert, { ...message, transaction: latest.id, final: true });
    },
  };
}

const nothingFits = (): Failure =>
  new Failure('NOT_FOUND', 'No purchase of this card is waiting for a clearing: authorize one first.');
