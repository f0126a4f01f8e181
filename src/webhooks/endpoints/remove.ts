import type { Id } from '../../kernel/ids.ts';
import { deleteHealth } from '../delivery/health-store.ts';
import { cancelOpen } from './disable.ts';
import { lockEndpoint, tellChanged, type Ground } from './ground.ts';
import { deleteEndpoint } from './store.ts';

/** Deletes an endpoint with its secrets, and cancels what is on its way to it. @throws Failure NOT_FOUND */
export async function removeEndpoint(ground: Ground, company: Id<'company'>, id: string): Promise<void> {
  const endpoint = await ground.database.work(async (tx) => {
    const found = await lockEndpoint(ground, tx, company, id);
    await deleteHealth(tx, company, id);
    await deleteEndpoint(tx, company, id);
    tellChanged(ground, tx, found);
    return found;
  });
  await cancelOpen(ground, endpoint, 'The endpoint was deleted.');
}
