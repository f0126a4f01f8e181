import type { Authorizations, Challenges } from '../authorizations/index.ts';
import type { Cards, Rates } from '../cards/index.ts';
import type { Companies } from '../companies/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Database } from '../platform/database.ts';
import type { DeliveryTime } from './pace.ts';

/** What the simulator plays on. */
export interface Doors {
  readonly database: Database;
  readonly authorizations: Pick<Authorizations, 'submit' | 'expiry'>;
  readonly challenges: Pick<Challenges, 'begin' | 'answer' | 'find' | 'list' | 'codeOf' | 'due' | 'expire'>;
  readonly companies: Pick<Companies, 'now' | 'advanceClock' | 'enable'>;
  readonly ledger: Ledger;
  readonly deliveryTime: DeliveryTime;
  /** To find a card, and to confirm what was typed at the terminal. */
  readonly cards: Pick<Cards, 'get' | 'findByPan' | 'cvvMatches' | 'checkPin'>;
  readonly convert: Rates['convert'];
}
