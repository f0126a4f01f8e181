import type { Id } from '../../kernel/ids.ts';
import type { Endpoint } from '../types.ts';
import { disableEndpoint } from './disable.ts';
import { enableEndpoint } from './enable.ts';
import { lockEndpoint, saveEndpoint, type Ground } from './ground.ts';
import { checkWish, granted, type EndpointWish } from './wanted.ts';

/** Changes what is wished; what is not said stays as it is. @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL */
export async function changeEndpoint(
  ground: Ground,
  company: Id<'company'>,
  id: string,
  wish: EndpointWish & { readonly enabled?: boolean | undefined },
): Promise<Endpoint> {
  checkWish(wish, ground.guard);
  const endpoint = await ground.database.work(async (tx) =>
    saveEndpoint(ground, tx, granted(await lockEndpoint(ground, tx, company, id), wish)),
  );
  if (wish.enabled === undefined || wish.enabled === endpoint.enabled) return endpoint;
  if (wish.enabled) return enableEndpoint(ground, company, id);
  return disableEndpoint(ground, company, id, 'The company switched it off.', null);
}
