import type { NewEvent, StoredEvent } from '../../events/index.ts';
import { notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { AddressGuard } from '../address-guard.ts';
import type { Endpoint } from '../types.ts';
import { lockEndpoints, selectEndpoint, takeDecisionFromOthers, updateEndpoint } from './store.ts';

/** What every use case of endpoints stands on. */
export interface Ground {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly guard: AddressGuard;
  readonly appendEvents: (tx: Tx, events: readonly NewEvent[]) => Promise<readonly StoredEvent[]>;
  /** Configuration of an endpoint changes with this unit of work: tells every process once it is committed. */
  readonly changed: (tx: Tx, company: Id<'company'>, endpoint: Id<'endpoint'>) => void;
}

/** The endpoint, locked with all others of its company. @throws Failure NOT_FOUND */
export async function lockEndpoint(
  { secrets }: Ground,
  tx: Tx,
  company: Id<'company'>,
  id: string,
): Promise<Endpoint> {
  await lockEndpoints(tx, company);
  const endpoint = isId('endpoint', id) ? await selectEndpoint(tx, company, id, secrets, true) : undefined;
  if (endpoint === undefined) throw notFound('webhook endpoint');
  return endpoint;
}

/** Every process forgets what it knows of this endpoint, once the unit of work is committed. */
export const tellChanged = ({ changed }: Ground, tx: Tx, endpoint: Endpoint): void =>
  changed(tx, endpoint.company, endpoint.id);

/** Writes an endpoint that is there. The decision role is taken from the one that had it. */
export async function saveEndpoint(ground: Ground, tx: Tx, endpoint: Endpoint): Promise<Endpoint> {
  if (endpoint.decision) await takeDecisionFromOthers(tx, endpoint.company, endpoint.id);
  await updateEndpoint(tx, endpoint, ground.secrets);
  tellChanged(ground, tx, endpoint);
  return endpoint;
}

/** Why an endpoint is off that its company has switched off, or made so. */
export const switchedOffByCompany = 'The company switched it off.';

/** Of an endpoint that is switched on. */
export const switchedOn = { enabled: true, disabledReason: null, disabledAt: null } as const;
