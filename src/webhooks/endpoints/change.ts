import type { Id } from '../../kernel/ids.ts';
import type { Endpoint } from '../types.ts';
import { cancelOpen, switchOff } from './disable.ts';
import { switchOn } from './enable.ts';
import { lockEndpoint, saveEndpoint, switchedOffByCompany, type Ground } from './ground.ts';
import { checkRole, checkWish, granted, type EndpointWish } from './wanted.ts';

/**
 * Changes what is wished, all of it or nothing; what is not said stays as it is.
 *
 * @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL
 */
export async function changeEndpoint(
  ground: Ground,
  company: Id<'company'>,
  id: string,
  wish: EndpointWish,
): Promise<Endpoint> {
  checkWish(wish, ground.guard);
  const endpoint = await ground.database.work(async (tx) => {
    const found = await lockEndpoint(ground, tx, company, id);
    const wished = granted(found, wish);
    checkRole({ ...wished, enabled: wish.enabled ?? found.enabled }, found.decision);
    if (wish.enabled === undefined || wish.enabled === found.enabled) return saveEndpoint(ground, tx, wished);
    if (wish.enabled) return switchOn(ground, tx, wished);
    return switchOff(ground, tx, wished, switchedOffByCompany, null);
  });
  if (wish.enabled === false && !endpoint.enabled)
    await cancelOpen(ground, endpoint, endpoint.disabledReason ?? switchedOffByCompany);
  return endpoint;
}
