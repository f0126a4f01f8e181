import {
  catalogue,
  eventType,
  type EventTypeName,
  type NewEvent,
  type StoredEvent,
} from '../../events/index.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queries, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { AddressGuard } from '../address-guard.ts';
import { cancelSome, deleteHealth } from '../delivery/store.ts';
import { newKeyPair, newSecret, publicJwk } from '../signature.ts';
import type { Endpoint, EndpointSecret } from '../types.ts';
import {
  deleteEndpoint,
  expireSecrets,
  insertEndpoint,
  insertSecret,
  selectDecider,
  selectDefault,
  selectEndpoint,
  selectLastSecretNumber,
  selectPage,
  selectPublicKeys,
  selectSecrets,
  takeDecisionFromOthers,
  updateEndpoint,
} from './store.ts';
import { checkWish, redactHeaders, type EndpointWish } from './wanted.ts';

export interface EndpointsOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly guard: AddressGuard;
  readonly appendEvents: (tx: Tx, events: readonly NewEvent[]) => Promise<readonly StoredEvent[]>;
  /** Configuration of an endpoint changed: called after the commit. */
  readonly changed: (company: Id<'company'>, endpoint: Id<'endpoint'>) => void;
}

export interface WithSecret {
  readonly endpoint: Endpoint;
  readonly secret: EndpointSecret;
}

export interface Endpoints {
  /** @throws Failure VALIDATION_ERROR, VAL */
  create(company: Id<'company'>, wish: EndpointWish & { readonly url: string }): Promise<WithSecret>;
  /** @throws Failure NOT_FOUND */
  find(company: Id<'company'>, id: string): Promise<Endpoint>;
  /** In the order of creation, after the endpoint `cursor`. */
  list(company: Id<'company'>, cursor: string | undefined, size: number): Promise<Endpoint[]>;
  /** @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL */
  change(
    company: Id<'company'>,
    id: string,
    wish: EndpointWish & { readonly enabled?: boolean | undefined },
  ): Promise<Endpoint>;
  /** @throws Failure NOT_FOUND */
  remove(company: Id<'company'>, id: string): Promise<void>;
  /** @throws Failure NOT_FOUND */
  enable(company: Id<'company'>, id: string): Promise<Endpoint>;
  /** Switches an endpoint off and tells the others. Nothing happens when it is off already. */
  disable(company: Id<'company'>, id: Id<'endpoint'>, why: string, failingSince: Date | null): Promise<void>;
  /** A new secret; the ones before sign beside it for `overlapSeconds`. @throws Failure NOT_FOUND */
  rotate(company: Id<'company'>, id: string, overlapSeconds: number): Promise<EndpointSecret>;
  /** @throws Failure NOT_FOUND */
  reveal(company: Id<'company'>, id: string): Promise<EndpointSecret>;
  /** Sends the example of an event type to this endpoint alone. @throws Failure NOT_FOUND, VAL */
  test(company: Id<'company'>, id: string, type: string | undefined, traceId: string): Promise<Id<'event'>>;
  /** The documented subscribe call: makes or changes the company's default endpoint. */
  subscribe(company: Id<'company'>, url: string, key: string | null): Promise<Endpoint>;
  /** In the unit of work that makes the company. */
  subscribeIn(tx: Tx, company: Id<'company'>, url: string, key: string | null): Promise<Endpoint>;
  /** @throws Failure NOT_FOUND when there is no default endpoint */
  setLegacyKey(company: Id<'company'>, key: string): Promise<Endpoint>;
  findDefault(company: Id<'company'>): Promise<Endpoint | undefined>;
  findDecider(queries: Queries, company: Id<'company'>): Promise<Endpoint | undefined>;
  /** Public keys that sign now, as a JSON Web Key Set. */
  keySet(endpoint: string | undefined): Promise<{ readonly keys: readonly Record<string, string>[] }>;
}

export function createEndpoints(options: EndpointsOptions): Endpoints {
  const { database, secrets, clock, guard } = options;

  const locked = async (tx: Tx, company: Id<'company'>, id: string): Promise<Endpoint> => {
    const endpoint = isId('endpoint', id) ? await selectEndpoint(tx, company, id, secrets, true) : undefined;
    if (endpoint === undefined) throw notFound('webhook endpoint');
    return endpoint;
  };
  const changed = (tx: Tx, endpoint: Endpoint): void =>
    tx.afterCommit(() => options.changed(endpoint.company, endpoint.id));

  const save = async (tx: Tx, endpoint: Endpoint): Promise<Endpoint> => {
    if (endpoint.decision) await takeDecisionFromOthers(tx, endpoint.company, endpoint.id);
    await updateEndpoint(tx, endpoint, secrets);
    changed(tx, endpoint);
    return endpoint;
  };

  const add = async (tx: Tx, endpoint: Endpoint, isDefault: boolean): Promise<WithSecret> => {
    if (endpoint.decision) await takeDecisionFromOthers(tx, endpoint.company, endpoint.id);
    await insertEndpoint(tx, endpoint, isDefault, secrets);
    const secret = freshSecret(1);
    await insertSecret(tx, endpoint.company, endpoint.id, secret, clock.now(), secrets);
    changed(tx, endpoint);
    return { endpoint, secret };
  };

  const cancelOpen = async (endpoint: Endpoint, why: string): Promise<void> => {
    while ((await cancelSome(database, endpoint.company, endpoint.id, why)) > 0);
  };

  const subscribeIn: Endpoints['subscribeIn'] = async (tx, company, url, key) => {
    checkWish({ url, legacyKey: key }, guard);
    const legacyKey = key === null ? null : redacted(key);
    const known = await selectDefault(tx, company, secrets, true);
    if (known !== undefined) return save(tx, { ...known, ...enabled, url, legacyKey, decision: true });
    const made = {
      ...fresh(company, url, clock.now()),
      description: 'Default endpoint',
      legacyKey,
      decision: true,
    };
    return (await add(tx, made, true)).endpoint;
  };

  const disabledEvent = (endpoint: Endpoint, why: string, since: Date | null): NewEvent => ({
    company: endpoint.company,
    operation: 'WEBHOOKS',
    subOperation: 'ENDPOINT_DISABLED',
    status: 'SUCCESS',
    data: {
      endpoint_id: endpoint.id,
      url: endpoint.url,
      disabled_reason: why,
      disabled_at: clock.now().toISOString(),
      failing_since: since === null ? null : since.toISOString(),
      what_to_do: 'Mend the receiver, enable the endpoint, then replay what is missing.',
    },
    subject: endpoint.id,
    traceId: traceOf(endpoint.id),
    createdAt: clock.now(),
    to: { allBut: endpoint.id },
  });

  const switchOff = async (
    company: Id<'company'>,
    id: string,
    why: string,
    since: Date | null,
  ): Promise<Endpoint> => {
    const endpoint = await database.work(async (tx) => {
      const found = await locked(tx, company, id);
      if (!found.enabled) return found;
      const off = { ...found, enabled: false, disabledReason: why, disabledAt: clock.now() };
      await save(tx, off);
      await options.appendEvents(tx, [disabledEvent(off, why, since)]);
      return off;
    });
    await cancelOpen(endpoint, why);
    return endpoint;
  };

  const switchOn = async (company: Id<'company'>, id: string): Promise<Endpoint> =>
    database.work(async (tx) => {
      const found = await locked(tx, company, id);
      await deleteHealth(tx, company, id);
      return save(tx, { ...found, ...enabled });
    });

  return {
    async create(company, wish) {
      checkWish(wish, guard);
      const endpoint = apply(fresh(company, wish.url, clock.now()), wish);
      return database.work((tx) => add(tx, endpoint, false));
    },
    async find(company, id) {
      const endpoint = isId('endpoint', id)
        ? await selectEndpoint(database, company, id, secrets)
        : undefined;
      if (endpoint === undefined) throw notFound('webhook endpoint');
      return endpoint;
    },
    list: (company, cursor, size) => selectPage(database, company, cursor ?? '', size, secrets),
    async change(company, id, wish) {
      checkWish(wish, guard);
      const endpoint = await database.work(async (tx) =>
        save(tx, apply(await locked(tx, company, id), wish)),
      );
      if (wish.enabled === undefined || wish.enabled === endpoint.enabled) return endpoint;
      return wish.enabled
        ? switchOn(company, id)
        : switchOff(company, id, 'The company switched it off.', null);
    },
    async remove(company, id) {
      const endpoint = await database.work(async (tx) => {
        const found = await locked(tx, company, id);
        await deleteHealth(tx, company, id);
        await deleteEndpoint(tx, company, id);
        changed(tx, found);
        return found;
      });
      await cancelOpen(endpoint, 'The endpoint was deleted.');
    },
    enable: switchOn,
    async disable(company, id, why, since) {
      await switchOff(company, id, why, since);
    },
    rotate: (company, id, overlapSeconds) =>
      database.work(async (tx) => {
        const endpoint = await locked(tx, company, id);
        const now = clock.now();
        const secret = freshSecret((await selectLastSecretNumber(tx, company, id)) + 1);
        await expireSecrets(tx, company, id, new Date(now.getTime() + overlapSeconds * 1000));
        await insertSecret(tx, company, id, secret, now, secrets);
        changed(tx, endpoint);
        return secret;
      }),
    async reveal(company, id) {
      if (!isId('endpoint', id)) throw notFound('webhook endpoint');
      const found = await selectSecrets(database, [{ company, endpoint: id }], clock.now(), secrets);
      const current = found.get(id)?.find((secret) => secret.expiresAt === null);
      if (current === undefined) throw notFound('webhook endpoint');
      return current;
    },
    async test(company, id, type, traceId) {
      const name = (type ?? 'WEBHOOKS.TEST.SUCCESS') as EventTypeName;
      if (!catalogue.has(name))
        throw new Failure('VAL', 'There is no such event type; see GET /webhooks/event-types.');
      const { operation, subOperation, status, reason, example } = eventType(name);
      const [stored] = await database.work(async (tx) => {
        const endpoint = await locked(tx, company, id);
        if (!endpoint.enabled) throw new Failure('VAL', 'The endpoint is disabled; enable it first.');
        const now = clock.now();
        const data =
          name === 'WEBHOOKS.TEST.SUCCESS'
            ? { ...example, endpoint_id: id, created_at: now.toISOString() }
            : example;
        return options.appendEvents(tx, [
          {
            company,
            operation,
            subOperation,
            status,
            ...(reason !== undefined && { reason }),
            data,
            subject: 'test',
            traceId,
            createdAt: now,
            to: { only: endpoint.id },
          },
        ]);
      });
      if (stored === undefined) throw notFound('webhook endpoint');
      return stored.id;
    },
    subscribe: (company, url, key) => database.work((tx) => subscribeIn(tx, company, url, key)),
    subscribeIn,
    setLegacyKey: (company, key) =>
      database.work(async (tx) => {
        checkWish({ legacyKey: key }, guard);
        const known = await selectDefault(tx, company, secrets, true);
        if (known === undefined) throw notFound('webhook subscription; subscribe first');
        return save(tx, { ...known, legacyKey: redacted(key) });
      }),
    findDefault: (company) => selectDefault(database, company, secrets),
    findDecider: (queries, company) => selectDecider(queries, company, secrets),
    async keySet(endpoint) {
      const keys = await selectPublicKeys(database, clock.now(), endpoint ?? null);
      return { keys: keys.map(publicJwk) };
    },
  };
}

const enabled = { enabled: true, disabledReason: null, disabledAt: null } as const;

const fresh = (company: Id<'company'>, url: string, now: Date): Endpoint => ({
  company,
  id: newId('endpoint'),
  url,
  description: '',
  ...enabled,
  filters: [],
  format: 'operation',
  ordered: false,
  decision: false,
  headers: {},
  rateLimit: null,
  timeoutMs: 30_000,
  retrySchedule: null,
  legacyKey: null,
  signatures: ['v1'],
  createdAt: now,
});

/** An endpoint with what is wished changed. */
function apply(endpoint: Endpoint, wish: EndpointWish): Endpoint {
  return {
    ...endpoint,
    url: wish.url ?? endpoint.url,
    description: wish.description ?? endpoint.description,
    filters: wish.filters ?? endpoint.filters,
    format: wish.format ?? endpoint.format,
    ordered: wish.ordered ?? endpoint.ordered,
    decision: wish.decision ?? endpoint.decision,
    headers: wish.headers === undefined ? endpoint.headers : redactHeaders(wish.headers),
    rateLimit: wish.rateLimit === undefined ? endpoint.rateLimit : wish.rateLimit,
    timeoutMs: wish.timeoutMs ?? endpoint.timeoutMs,
    retrySchedule: wish.retrySchedule === undefined ? endpoint.retrySchedule : wish.retrySchedule,
    legacyKey:
      wish.legacyKey === undefined
        ? endpoint.legacyKey
        : wish.legacyKey === null
          ? null
          : redacted(wish.legacyKey),
    signatures: wish.signatures ?? endpoint.signatures,
  };
}

function freshSecret(number: number): EndpointSecret {
  const pair = newKeyPair();
  return {
    number,
    secret: redacted(newSecret()),
    privateKey: redacted(pair.privateKey),
    publicKey: pair.publicKey,
    expiresAt: null,
  };
}

/** News that no request caused are traced by what they are about. */
const traceOf = (id: string): string => id.slice(id.indexOf('_') + 1).replaceAll('-', '');
