import type { Authorizations } from '../authorizations/index.ts';
import type { Cards, Rates } from '../cards/index.ts';
import type { Database } from '../platform/database.ts';

/** What the simulator plays on. */
export interface Doors {
  readonly database: Database;
  readonly authorizations: Pick<Authorizations, 'submit'>;
  /** To find a card, and to confirm what was typed at the terminal. */
  readonly cards: Pick<Cards, 'get' | 'findByPan' | 'cvvMatches' | 'checkPin'>;
  readonly convert: Rates['convert'];
}
