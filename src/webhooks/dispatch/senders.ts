import { createBatch, type Outcome } from '../../platform/batch.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { selectHealth } from '../delivery/health-store.ts';
import { goOnAstray } from '../faults/astray.ts';
import { selectFaults } from '../faults/store.ts';
import { selectEndpoints, selectSecrets } from '../endpoints/store.ts';
import { createSender } from './message.ts';
import { forgetTrouble, type Target } from './target.ts';

/** Loads what targets need for sending, many targets at a time. */
export interface Senders {
  load(target: Target): Promise<void>;
}

export function createSenders({
  database,
  secrets,
  clock,
}: {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
}): Senders {
  const run = async (targets: readonly Target[]): Promise<Outcome<undefined>[]> => {
    const keys = targets.map((target) => ({ company: target.company, endpoint: target.id }));
    const changesOf = new Map(targets.map((target) => [target, target.changes]));
    const [endpoints, keysOf, health, faults] = await Promise.all([
      selectEndpoints(database, keys, secrets),
      selectSecrets(database, keys, clock.now(), secrets),
      selectHealth(database, keys),
      selectFaults(database, keys),
    ]);
    const faultsOf = new Map(faults.map((each) => [each.endpoint, each]));
    const endpointOf = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
    const healthOf = new Map(health.map((row) => [row.endpoint_id, row]));
    for (const target of targets) {
      // Changed meanwhile: it is loaded again at its next turn.
      if (target.changes !== changesOf.get(target)) continue;
      const endpoint = endpointOf.get(target.id);
      if (endpoint?.enabled !== true) {
        target.sender = null;
        target.goneBecause = endpoint?.disabledReason ?? 'The endpoint was deleted.';
        continue;
      }
      target.sender = createSender(endpoint, keysOf.get(target.id) ?? []);
      target.astray = goOnAstray(target.astray, faultsOf.get(target.id));
      const trouble = healthOf.get(target.id);
      // Another process has had a good answer, or somebody has switched it on again: as if it had never failed.
      // So is trouble that was too short, or too rare, to be written down: whoever changes an endpoint begins anew.
      if (trouble === undefined) forgetTrouble(target);
      if (trouble === undefined || target.failingSinceMs !== undefined) continue;
      target.recorded = true;
      target.failingSinceMs = trouble.failing_since.getTime();
      target.failures = trouble.failures;
      target.openUntilMs = trouble.open_until?.getTime() ?? 0;
      // Somewhere in the middle: one at a time, and the next failure breaks for a while again.
      if (trouble.failures >= 10) target.trips = 3;
    }
    return targets.map(() => ({ ok: true, result: undefined }));
  };
  const batch = createBatch<Target, undefined>({ run, most: 200, underWay: 2 });
  return { load: (target) => batch.submit(target) };
}
