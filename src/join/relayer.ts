import { loadRelayerKey } from '../chains/index.ts';
import type { RelayerKey } from '../chains/index.ts';
import { wallClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Settings } from '../platform/settings.ts';
import type { ConfiguredChain } from './chain-list.ts';
import { hasLocalChain } from './chain-list.ts';

/**
 * The key that pays for gas, where this process sends: out of the database, where it stands sealed. `RELAYER_KEY` is taken in the
 * first time; without it one is made. The sandbox's own chain brings a relayer of its own.
 *
 * @throws StartupProblem
 */
export async function joinRelayer(
  {
    settings,
    database,
    secrets,
    log,
  }: {
    readonly settings: Settings;
    readonly database: Database;
    readonly secrets: Secrets;
    readonly log: Log;
  },
  listed: readonly ConfiguredChain[],
): Promise<RelayerKey | undefined> {
  const sends = settings.roles.has('watcher') && listed.some(({ rpcUrls }) => rpcUrls.length > 0);
  if (!sends || hasLocalChain(settings)) return undefined;
  const imported = settings.relayerKey;
  const key = await loadRelayerKey({ database, secrets, clock: wallClock }, imported);
  if (imported !== undefined)
    log.info('RELAYER_KEY is sealed in the database: it is needed no more and may be removed');
  return key;
}
