import type { Id } from '../../kernel/ids.ts';
import { deleteHealth } from '../delivery/store.ts';
import type { Endpoint } from '../types.ts';
import { lockEndpoint, saveEndpoint, switchedOn, type Ground } from './ground.ts';

/** Switches an endpoint on again, as if it had never failed. What it missed is for a replay. @throws Failure NOT_FOUND */
export const enableEndpoint = (ground: Ground, company: Id<'company'>, id: string): Promise<Endpoint> =>
  ground.database.work(async (tx) => {
    const found = await lockEndpoint(ground, tx, company, id);
    await deleteHealth(tx, company, id);
    return saveEndpoint(ground, tx, { ...found, ...switchedOn });
  });
