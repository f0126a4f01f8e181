import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { createSender, type Sender } from '../dispatch/message.ts';
import { selectDecider, selectSecrets } from '../endpoints/store.ts';
import type { EndpointSecret } from '../types.ts';

/** The endpoint that decides for a company, ready to be asked. */
export interface Decider {
  readonly sender: Sender;
  readonly secrets: readonly EndpointSecret[];
}

/** Deciders in memory: a card is waiting at a terminal. Forgotten when an endpoint of the company changes. */
export interface Deciders {
  get(company: Id<'company'>): Promise<Decider | undefined>;
  forget(company: Id<'company'>): void;
  forgetAll(): void;
}

const most = 10_000;

export function createDeciders({
  database,
  secrets,
  clock,
}: {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
}): Deciders {
  /** Read, or being read: those who ask meanwhile wait for the same reading. */
  const known = new Map<Id<'company'>, Promise<Decider | undefined>>();

  const load = async (company: Id<'company'>): Promise<Decider | undefined> => {
    const endpoint = await selectDecider(database, company, secrets);
    if (endpoint?.enabled !== true) return undefined;
    const found = await selectSecrets(database, [{ company, endpoint: endpoint.id }], clock.now(), secrets);
    const live = found.get(endpoint.id) ?? [];
    return { sender: createSender(endpoint, live), secrets: live };
  };

  return {
    get(company) {
      const remembered = known.get(company);
      if (remembered !== undefined) return remembered;
      if (known.size >= most) known.clear();
      const loading = load(company);
      known.set(company, loading);
      // What failed is read anew, unless somebody does so already.
      loading.catch(() => known.get(company) === loading && known.delete(company));
      return loading;
    },
    forget: (company) => void known.delete(company),
    forgetAll: () => known.clear(),
  };
}
