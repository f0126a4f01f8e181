import type { Authorizations, CardOutcome, DeclineCode, MessageKey } from '../../authorizations/index.ts';
import type { Cards, KnownPan, Rates, ZoneKey } from '../../cards/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import type { Arrival } from '../server/types.ts';
import type { Delivery } from './deliveries.ts';

/** What messages are decided with. */
export interface HandleDoors {
  readonly database: Database;
  readonly authorizations: Pick<Authorizations, 'submit'>;
  readonly cards: Pick<Cards, 'recognise' | 'cvvMatches' | 'checkPinBlock'>;
  /** Our rates, for what the network has not converted. */
  readonly convert: Rates['convert'];
  /** Of the PIN blocks of this network. Without one no PIN can be deciphered (C210). */
  readonly zoneKey?: ZoneKey | undefined;
  /** Values of field 39 that this network does not have, and what it has in their stead. */
  readonly responseCodes?: Readonly<Record<string, string>> | undefined;
  readonly log: Log;
}

/** A message of the network for a card that is ours. */
export interface Said {
  readonly meaning: NetworkMessage;
  readonly card: KnownPan;
  readonly key: MessageKey;
  readonly arrival: Arrival;
  readonly delivery: Delivery;
  /** Of another message of this company: resolves when it is done with, whether it was heard or taken back; `undefined` where it is now. */
  readonly over: (key: string) => Promise<void> | undefined;
}

/** What became of a message: booked, or refused at the door with nothing stored. */
export type Verdict =
  | { readonly kind: 'decided'; readonly outcome: CardOutcome }
  | { readonly kind: 'refused'; readonly code: DeclineCode }
  /** An advice that moves nothing: told, taken note of. */
  | { readonly kind: 'noted' };

export const decided = (outcome: CardOutcome): Verdict => ({ kind: 'decided', outcome });
export const refused = (code: DeclineCode): Verdict => ({ kind: 'refused', code });
