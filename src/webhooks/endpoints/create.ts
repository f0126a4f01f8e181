import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Endpoint, EndpointSecret } from '../types.ts';
import { switchedOffByCompany, switchedOn, tellChanged, type Ground } from './ground.ts';
import { freshSecret } from './rotate.ts';
import {
  countEndpoints,
  insertEndpoint,
  insertSecret,
  lockEndpoints,
  takeDecisionFromOthers,
} from './store.ts';
import { checkRole, checkWish, granted, type EndpointWish } from './wanted.ts';

export interface WithSecret {
  readonly endpoint: Endpoint;
  readonly secret: EndpointSecret;
}

/** A new endpoint with its first secret; on, unless it is wished to be off. @throws Failure VALIDATION_ERROR, VAL */
export async function createEndpoint(
  ground: Ground,
  company: Id<'company'>,
  wish: EndpointWish & { readonly url: string },
): Promise<WithSecret> {
  checkWish(wish, ground.guard);
  const fresh = freshEndpoint(ground, company, wish.url);
  const off = { enabled: false, disabledReason: switchedOffByCompany, disabledAt: fresh.createdAt };
  const endpoint = granted(wish.enabled === false ? { ...fresh, ...off } : fresh, wish);
  checkRole(endpoint, false);
  return ground.database.work(async (tx) => {
    await lockEndpoints(tx, company);
    return addEndpoint(ground, tx, endpoint, false);
  });
}

export const freshEndpoint = ({ clock }: Ground, company: Id<'company'>, url: string): Endpoint => ({
  company,
  id: newId('endpoint'),
  url,
  description: '',
  ...switchedOn,
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
  createdAt: clock.now(),
});

/** An event makes a delivery for each, in the unit of work of the purchase that it tells of, and of others'. */
const mostEndpoints = 1_000;

/** Writes an endpoint that was not there, with its first secret; under the lock of the company's endpoints. @throws Failure VAL for too many */
export async function addEndpoint(
  ground: Ground,
  tx: Tx,
  endpoint: Endpoint,
  isDefault: boolean,
): Promise<WithSecret> {
  const { company, id } = endpoint;
  if ((await countEndpoints(tx, company)) >= mostEndpoints)
    throw new Failure(
      'VAL',
      `A company can have at most ${mostEndpoints.toLocaleString('en')} endpoints. Delete one first.`,
    );
  if (endpoint.decision) await takeDecisionFromOthers(tx, company, id);
  await insertEndpoint(tx, endpoint, isDefault, ground.secrets);
  const secret = freshSecret(1);
  await insertSecret(tx, company, id, secret, endpoint.createdAt, ground.secrets);
  tellChanged(ground, tx, endpoint);
  return { endpoint, secret };
}
