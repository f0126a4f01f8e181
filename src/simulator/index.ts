/**
 * Plays the outside world: the card network and the merchant. Every message goes through the same door as one that
 * comes from a real terminal.
 */
import { findLatestCleared, findLatestHeld } from '../authorizations/index.ts';
import { Failure } from '../kernel/failures.ts';
import { isId } from '../kernel/ids.ts';
import { playAuthorization } from './authorization.ts';
import type { Doors } from './doors.ts';
import { playLater } from './later.ts';
import type {
  Asked,
  Played,
  PlayedAuthorization,
  PlayedLater,
  PlayedMessage,
  PlayedUnlinked,
} from './types.ts';
import { playUnlinked } from './unlinked.ts';

export type * from './types.ts';
export type { Doors as SimulatorDoors } from './doors.ts';

export interface Simulator {
  /** @throws Failure NOT_FOUND for a card id of nobody here, VALIDATION_ERROR for an amount that is none */
  authorize(message: PlayedAuthorization): Promise<Played>;
  /** @throws Failure NOT_FOUND, VALIDATION_ERROR */
  unlinked(message: PlayedUnlinked): Promise<Played>;
  /** @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL where the message fits no such transaction */
  later(message: PlayedLater): Promise<Played>;
  /**
   * The documented short forms: a message about the latest purchase of a card that it fits.
   *
   * @throws Failure NOT_FOUND where there is none
   */
  latest(
    kind: 'clear' | 'reverse' | 'refund',
    card: string,
    message: PlayedMessage & { readonly asked: Asked | undefined },
  ): Promise<Played>;
}

/** Which purchases of a card a short form fits, best first. */
const fitting = {
  clear: [findLatestHeld, findLatestCleared],
  reverse: [findLatestHeld],
  refund: [findLatestCleared],
} as const;

export function createSimulator(doors: Doors): Simulator {
  return {
    authorize: (message) => playAuthorization(doors, message),
    unlinked: (message) => playUnlinked(doors, message),
    later: (message) => playLater(doors, message),
    async latest(kind, card, message) {
      if (isId('card', card)) {
        for (const find of fitting[kind]) {
          const transaction = await find(doors.database, message.company, card);
          if (transaction !== undefined)
            return playLater(doors, { ...message, kind, transaction: transaction.id });
        }
      }
      throw new Failure('NOT_FOUND', 'No purchase of this card fits: authorize one first.');
    },
  };
}
