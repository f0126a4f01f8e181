import type { Cards } from '../../cards/index.ts';
import type { Companies } from '../../companies/index.ts';
import type { Events } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Database } from '../../platform/database.ts';

/** A request of the API: `POST`, `/simulate/authorizations`, and a body that goes as JSON. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  /** Read as JSON; undefined for an empty one. */
  readonly body: unknown;
}

/** Calls the API from within, as with this key, whatever the state of the company. Owned here, fulfilled by the HTTP edge. */
export type CallApi = (
  as: { readonly company: Id<'company'>; readonly key: Id<'key'> },
  call: ApiCall,
) => Promise<ApiAnswer>;

/** Resolves when each delivery of a company has been tried once, or a while has passed. Fulfilled by webhooks. */
export type Settled = (company: Id<'company'>) => Promise<void>;

/** What scenarios are played on. */
export interface ScenarioDoors {
  readonly database: Database;
  readonly companies: Pick<Companies, 'create' | 'stopClock' | 'enable' | 'keys'>;
  readonly cards: Pick<Cards, 'makePage' | 'openPage'>;
  readonly ledger: Pick<Ledger, 'balances' | 'open'>;
  readonly events: Pick<Events, 'listForwards'>;
  readonly callApi: CallApi;
  readonly settled: Settled;
  /** Takes a throwaway company away again. */
  readonly clearAway: (company: Id<'company'>) => Promise<void>;
}
