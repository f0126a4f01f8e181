import type { NewEvent } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/database.ts';
import { acceptedSince } from '../delivery/attempts-store.ts';
import { cancelSome } from '../delivery/undelivered-store.ts';
import { selectClocks } from '../time/store.ts';
import type { Endpoint } from '../types.ts';
import { lockEndpoint, saveEndpoint, type Ground } from './ground.ts';

/**
 * Switches an endpoint off, cancels what is on its way to it, and tells the company's other endpoints. Nothing happens to
 * one that is off already, nor to one that is said to fail since a moment and has accepted something since.
 *
 * @throws Failure NOT_FOUND
 */
export async function disableEndpoint(
  ground: Ground,
  company: Id<'company'>,
  id: string,
  why: string,
  failingSince: Date | null,
): Promise<Endpoint> {
  const endpoint = await ground.database.work(async (tx) => {
    const found = await lockEndpoint(ground, tx, company, id);
    if (!found.enabled) return found;
    if (failingSince !== null && (await hasAccepted(ground, tx, found, failingSince))) return found;
    return switchOff(ground, tx, found, why, failingSince);
  });
  if (!endpoint.enabled) await cancelOpen(ground, endpoint, why);
  return endpoint;
}

/** Switches a locked one off, which is written as it is given. What is on its way to it is for {@link cancelOpen}, afterwards. */
export async function switchOff(
  ground: Ground,
  tx: Tx,
  endpoint: Endpoint,
  why: string,
  failingSince: Date | null,
): Promise<Endpoint> {
  const now = ground.clock.now();
  const off = { ...endpoint, enabled: false, disabledReason: why, disabledAt: now };
  await saveEndpoint(ground, tx, off);
  await ground.appendEvents(tx, [disabledEvent(off, why, now, failingSince)]);
  return off;
}

/** A clock is moved on purpose, and time that has passed by it has no attempts in it: then what the process has seen must do. */
const movedMs = 60_000;

/** Whether any process has had a good answer since. */
async function hasAccepted(
  { clock }: Ground,
  tx: Tx,
  { company, id }: Endpoint,
  since: Date,
): Promise<boolean> {
  const now = (await selectClocks(tx, [company])).get(company);
  if (now !== undefined && now.getTime() - clock.now().getTime() > movedMs) return false;
  return acceptedSince(tx, company, id, since);
}

/** Cancels what is on its way, some at a time: no unit of work is long. */
export async function cancelOpen({ database }: Ground, endpoint: Endpoint, why: string): Promise<void> {
  while ((await cancelSome(database, endpoint.company, endpoint.id, why)) > 0);
}

const disabledEvent = (endpoint: Endpoint, why: string, now: Date, since: Date | null): NewEvent => ({
  company: endpoint.company,
  operation: 'WEBHOOKS',
  subOperation: 'ENDPOINT_DISABLED',
  status: 'SUCCESS',
  data: {
    endpoint_id: endpoint.id,
    url: endpoint.url,
    disabled_reason: why,
    disabled_at: now.toISOString(),
    failing_since: since === null ? null : since.toISOString(),
    what_to_do: 'Mend the receiver, enable the endpoint, then replay what is missing.',
  },
  subject: endpoint.id,
  traceId: traceOf(endpoint.id),
  createdAt: now,
  to: { allBut: endpoint.id },
});

/** News that no request caused are traced by what they are about. */
const traceOf = (id: string): string => id.slice(id.indexOf('_') + 1).replaceAll('-', '');
