import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { refreshing } from './refresh.ts';
import { liveConnection, liveRows, liveVersion, onLive, onReturn, onTold, startLive } from './stream.ts';
import type { Connection } from './stream.ts';
import type { EventRow } from './row.ts';

export const useConnection = (): Connection => useSyncExternalStore(onLive, liveConnection);

/** All events since the page was opened, oldest first, drawn again when some have come. */
export function useLiveRows(): readonly EventRow[] {
  useSyncExternalStore(onLive, liveVersion);
  return liveRows();
}

/** Follows the events of whoever is signed in, and lets what is shown follow them. */
export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return undefined;
    const shown = refreshing(client);
    const deaf = onTold(shown.hear);
    const indifferent = onReturn(() => void client.invalidateQueries());
    const stop = startLive();
    return () => {
      deaf();
      indifferent();
      stop();
      shown.stop();
    };
  }, [client, on]);
}
