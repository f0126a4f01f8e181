import { notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/database.ts';
import type { Endpoint, EndpointSecret } from '../types.ts';
import { changeEndpoint } from './change.ts';
import { createEndpoint, type WithSecret } from './create.ts';
import { disableEndpoint } from './disable.ts';
import { enableEndpoint } from './enable.ts';
import { createKeySets, type KeySet } from './key-set.ts';
import type { Ground } from './ground.ts';
import { removeEndpoint } from './remove.ts';
import { revealSecret, rotateSecret } from './rotate.ts';
import { selectDefault, selectEndpoint, selectPage } from './store.ts';
import { changeDefault, setLegacyKey, subscribe, type DefaultWish } from './subscribe.ts';
import { sendTest } from './test-send.ts';
import type { EndpointWish } from './wanted.ts';

export type { WithSecret } from './create.ts';

/** Where companies want to be told. Every finder takes the company; what belongs to another is not found. */
export interface Endpoints {
  /** @throws Failure VALIDATION_ERROR, VAL */
  create(company: Id<'company'>, wish: EndpointWish & { readonly url: string }): Promise<WithSecret>;
  /** @throws Failure NOT_FOUND */
  find(company: Id<'company'>, id: string): Promise<Endpoint>;
  /** In the order of creation, after the endpoint `cursor`. */
  list(company: Id<'company'>, cursor: string | undefined, size: number): Promise<Endpoint[]>;
  /** @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL */
  change(company: Id<'company'>, id: string, wish: EndpointWish): Promise<Endpoint>;
  /** @throws Failure NOT_FOUND */
  remove(company: Id<'company'>, id: string): Promise<void>;
  /** @throws Failure NOT_FOUND */
  enable(company: Id<'company'>, id: string): Promise<Endpoint>;
  /** @throws Failure NOT_FOUND */
  disable(company: Id<'company'>, id: string, why: string, failingSince: Date | null): Promise<Endpoint>;
  /** @throws Failure NOT_FOUND */
  rotate(company: Id<'company'>, id: string, overlapSeconds: number): Promise<EndpointSecret>;
  /** @throws Failure NOT_FOUND */
  reveal(company: Id<'company'>, id: string): Promise<EndpointSecret>;
  /** @throws Failure NOT_FOUND, VAL */
  test(company: Id<'company'>, id: string, type: string | undefined, traceId: string): Promise<Id<'event'>>;
  /** @throws Failure VALIDATION_ERROR, VAL */
  subscribe(company: Id<'company'>, url: string, key: string | null): Promise<Endpoint>;
  /** The same in the unit of work that makes the company. `key` undefined is the one that it has. */
  subscribeIn(tx: Tx, company: Id<'company'>, url: string, key: string | null | undefined): Promise<Endpoint>;
  /** @throws Failure NOT_FOUND when there is no default endpoint */
  setLegacyKey(company: Id<'company'>, key: string): Promise<Endpoint>;
  /**
   * What is said of the default endpoint, in the unit of work that changes the company; what it has already changes nothing.
   *
   * @throws Failure NOT_FOUND for a key without an endpoint, VALIDATION_ERROR, VAL
   */
  changeDefaultIn(tx: Tx, company: Id<'company'>, wish: DefaultWish): Promise<void>;
  findDefault(company: Id<'company'>): Promise<Endpoint | undefined>;
  /** Public keys that sign now, as a JSON Web Key Set; of one endpoint, or the newest thousand. */
  keySet(endpoint: string | undefined): Promise<KeySet>;
}

export function createEndpoints(ground: Ground): Endpoints {
  const { database, secrets } = ground;
  const keySets = createKeySets(ground);
  return {
    create: (...wanted) => createEndpoint(ground, ...wanted),
    async find(company, id) {
      const endpoint = isId('endpoint', id)
        ? await selectEndpoint(database, company, id, secrets)
        : undefined;
      if (endpoint === undefined) throw notFound('webhook endpoint');
      return endpoint;
    },
    list: (company, cursor, size) => selectPage(database, company, cursor ?? '', size, secrets),
    change: (...wanted) => changeEndpoint(ground, ...wanted),
    remove: (...wanted) => removeEndpoint(ground, ...wanted),
    enable: (...wanted) => enableEndpoint(ground, ...wanted),
    disable: (...wanted) => disableEndpoint(ground, ...wanted),
    rotate: (...wanted) => rotateSecret(ground, ...wanted),
    reveal: (...wanted) => revealSecret(ground, ...wanted),
    test: (...wanted) => sendTest(ground, ...wanted),
    subscribe: (...wanted) => database.work((tx) => subscribe(ground, tx, ...wanted)),
    subscribeIn: (...wanted) => subscribe(ground, ...wanted),
    setLegacyKey: (...wanted) => database.work((tx) => setLegacyKey(ground, tx, ...wanted)),
    changeDefaultIn: (...wanted) => changeDefault(ground, ...wanted),
    findDefault: (company) => selectDefault(database, company, secrets),
    keySet: (endpoint) => keySets.submit(endpoint),
  };
}
