import { Failure, notFound } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { Tx } from '../../platform/database.ts';
import { deleteHealth } from '../delivery/health-store.ts';
import type { Endpoint } from '../types.ts';
import { addEndpoint, freshEndpoint } from './create.ts';
import { saveEndpoint, switchedOn, type Ground } from './ground.ts';
import { lockEndpoints, selectDefault } from './store.ts';
import { checkWish } from './wanted.ts';

/**
 * The documented way to one endpoint: makes or changes the company's default one, which decides, and is sent `key` in clear.
 *
 * @param key undefined is the one that it has
 * @throws Failure VALIDATION_ERROR, VAL
 */
export async function subscribe(
  ground: Ground,
  tx: Tx,
  company: Id<'company'>,
  url: string,
  key: string | null | undefined,
): Promise<Endpoint> {
  checkWish(key === undefined ? { url } : { url, legacyKey: key }, ground.guard);
  await lockEndpoints(tx, company);
  const known = await selectDefault(tx, company, ground.secrets, true);
  const given = key === null || key === undefined ? null : redacted(key);
  const legacyKey = key === undefined ? (known?.legacyKey ?? null) : given;
  const role = { url, decision: true, legacyKey };
  if (known !== undefined) {
    // Switched on again, or somewhere else: as if it had never failed.
    await deleteHealth(tx, company, known.id);
    return saveEndpoint(ground, tx, { ...known, ...switchedOn, ...role });
  }
  const made = { ...freshEndpoint(ground, company, url), description: 'Default endpoint', ...role };
  return (await addEndpoint(ground, tx, made, true)).endpoint;
}

/** Of the default endpoint; undefined stays as it is, null is what is shown where there is none. */
export interface DefaultWish {
  readonly url: string | null | undefined;
  readonly key: string | null | undefined;
}

/**
 * What is said of a company's webhook among other things. What was shown and is sent back as it was changes nothing: it neither
 * switches the default endpoint on again nor takes the decision role from another.
 *
 * @throws Failure NOT_FOUND for a key without an endpoint, VALIDATION_ERROR, VAL
 */
export async function changeDefault(
  ground: Ground,
  tx: Tx,
  company: Id<'company'>,
  { url, key }: DefaultWish,
): Promise<void> {
  await lockEndpoints(tx, company);
  const known = await selectDefault(tx, company, ground.secrets, true);
  if (url === null && known !== undefined)
    throw new Failure('VAL', `To end the subscription, disable or delete the endpoint ${known.id}.`);
  if (typeof url === 'string' && url !== known?.url) await subscribe(ground, tx, company, url, key);
  else if (key === null && known !== undefined) await saveEndpoint(ground, tx, { ...known, legacyKey: null });
  else if (typeof key === 'string') await setLegacyKey(ground, tx, company, key);
}

/** Changes the key that the default endpoint is sent. @throws Failure NOT_FOUND, VALIDATION_ERROR */
export async function setLegacyKey(
  ground: Ground,
  tx: Tx,
  company: Id<'company'>,
  key: string,
): Promise<Endpoint> {
  checkWish({ legacyKey: key }, ground.guard);
  await lockEndpoints(tx, company);
  const known = await selectDefault(tx, company, ground.secrets, true);
  if (known === undefined) throw notFound('webhook subscription; subscribe first');
  return saveEndpoint(ground, tx, { ...known, legacyKey: redacted(key) });
}
