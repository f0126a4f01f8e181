import type { Id } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/database.ts';
import { deleteHealth } from '../delivery/health-store.ts';
import type { Endpoint } from '../types.ts';
import { lockEndpoint, saveEndpoint, switchedOn, type Ground } from './ground.ts';

/** Switches an endpoint on again, as if it had never failed. What it missed is for a replay. @throws Failure NOT_FOUND */
export const enableEndpoint = (ground: Ground, company: Id<'company'>, id: string): Promise<Endpoint> =>
  ground.database.work(async (tx) => switchOn(ground, tx, await lockEndpoint(ground, tx, company, id)));

/** The same to a locked one, which is written as it is given. */
export async function switchOn(ground: Ground, tx: Tx, endpoint: Endpoint): Promise<Endpoint> {
  await deleteHealth(tx, endpoint.company, endpoint.id);
  return saveEndpoint(ground, tx, { ...endpoint, ...switchedOn });
}
