import { monotonicMs } from '../../platform/clock.ts';
import { demand } from '../protocol/refusal.ts';

/** Sessions of one kind: in memory only, so that a restart starts over. */
export interface Sessions<S> {
  /** Throws `START_OVER` when there is one of this name: nothing is answered twice. */
  open(session: string, state: S): void;
  /** Takes a session out; whoever took it decides whether it goes on. Throws `START_OVER` when there is none. */
  take(session: string): S;
  clear(): void;
}

/** At most `most` at a time, each forgotten after `lifetimeMs`: a platform that only opens sessions fills no memory. */
export function createSessions<S>({
  most,
  lifetimeMs = 30_000,
}: {
  most: number;
  lifetimeMs?: number;
}): Sessions<S> {
  const open = new Map<string, { readonly state: S; readonly until: number }>();
  const forgetOld = (): void => {
    // Insertion order is order of age.
    for (const [session, { until }] of open) {
      if (until > monotonicMs()) break;
      open.delete(session);
    }
  };
  return {
    open(session, state) {
      forgetOld();
      demand(!open.has(session), 'START_OVER', 'This session has had this round already.', 'platform');
      demand(open.size < most, 'BUSY', 'Too many sessions are open at this signer.');
      open.set(session, { state, until: monotonicMs() + lifetimeMs });
    },
    take(session) {
      forgetOld();
      const found = open.get(session);
      demand(
        found !== undefined,
        'START_OVER',
        'This signer knows nothing of this session: it restarted, or the session is old or over.',
      );
      open.delete(session);
      return found.state;
    },
    clear: () => open.clear(),
  };
}
