import { createBatch, type Batch } from '../../platform/batch.ts';
import { publicJwk } from '../signature.ts';
import type { Ground } from './ground.ts';
import { mostSecrets } from './rotate.ts';
import { selectPublicKeys } from './store.ts';

/** A JSON Web Key Set (RFC 7517). */
export interface KeySet {
  readonly keys: readonly Record<string, string>[];
}

const mostOfAll = 1_000;
const mostAsking = 500;

/**
 * Public keys that sign now, of one endpoint, or of all. Anybody may ask: those who do while they are being read share the reading after
 * that, so that however many ask, one is read at a time, and nobody is answered as of before he asked.
 */
export const createKeySets = ({
  database,
  clock,
}: Pick<Ground, 'database' | 'clock'>): Batch<string | undefined, KeySet> =>
  createBatch<string | undefined, KeySet>({
    most: mostAsking,
    underWay: 1,
    async run(asked) {
      const ids = [...new Set(asked.filter((endpoint) => endpoint !== undefined))];
      const some =
        ids.length === 0 ? [] : await selectPublicKeys(database, clock.now(), ids, ids.length * mostSecrets);
      const all = asked.includes(undefined)
        ? await selectPublicKeys(database, clock.now(), null, mostOfAll)
        : [];
      const byEndpoint = Map.groupBy(some, ({ endpoint }) => endpoint);
      return asked.map((endpoint) => {
        const found = endpoint === undefined ? all : (byEndpoint.get(endpoint) ?? []);
        return { ok: true, result: { keys: found.map(({ key }) => publicJwk(key)) } };
      });
    },
  });
