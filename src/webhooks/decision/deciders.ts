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
  const known = new Map<Id<'company'>, Decider | undefined>();
  let generation = 0;

  const load = async (company: Id<'company'>): Promise<Decider | undefined> => {
    const asked = generation;
    const endpoint = await selectDecider(database, company, secrets);
    let decider: Decider | undefined;
    if (endpoint?.enabled === true) {
      const found = await selectSecrets(database, [{ company, endpoint: endpoint.id }], clock.now(), secrets);
      const live = found.get(endpoint.id) ?? [];
      decider = { sender: createSender(endpoint, live), secrets: live };
    }
    if (asked === generation) {
      if (known.size >= most) known.clear();
      known.set(company, decider);
    }
    return decider;
  };

  return {
    get: (company) => (known.has(company) ? Promise.resolve(known.get(company)) : load(company)),
    forget(company) {
      generation += 1;
      known.delete(company);
    },
    forgetAll() {
      generation += 1;
      known.clear();
    },
  };
}
