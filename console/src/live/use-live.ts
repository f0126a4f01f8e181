import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { liveConnection, liveRows, liveVersion, onLive, onReturn, onTold, startLive } from './stream.ts';
import type { Connection, Told } from './stream.ts';
import type { EventRow } from './row.ts';

export const useConnection = (): Connection => useSyncExternalStore(onLive, liveConnection);

/** All events since the page was opened, oldest first, drawn again when some have come. */
export function useLiveRows(): readonly EventRow[] {
  useSyncExternalStore(onLive, liveVersion);
  return liveRows();
}

/** Queries whose answers an event may change, by the operation it tells of. */
const touched: Readonly<Record<string, readonly string[]>> = {
  CARDS: ['cards', 'card', 'transactions', 'program'],
  TREASURY: ['wallets'],
  VIRTUAL_WALLETS: ['wallets'],
  WEBHOOKS: ['endpoints'],
};
const everySoOftenMs = 1_000;

/** Follows the events of whoever is signed in, and lets what is shown follow them: at most once a second. */
export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return undefined;
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer = undefined;
      for (const key of stale) void client.invalidateQueries({ queryKey: [key] });
      stale.clear();
    };
    const hear = (told: readonly Told[]): void => {
      for (const { row } of told) for (const key of touched[row.operation] ?? []) stale.add(key);
      stale.add('deliveries').add('undelivered').add('eventsOf');
      timer ??= setTimeout(refresh, everySoOftenMs);
    };
    const deaf = onTold(hear);
    const indifferent = onReturn(() => void client.invalidateQueries());
    const stop = startLive();
    return () => {
      deaf();
      indifferent();
      stop();
      clearTimeout(timer);
    };
  }, [client, on]);
}
