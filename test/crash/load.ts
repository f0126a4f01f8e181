import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, NoAnswer, type Client } from '../../sdk/index.ts';
import { testClient } from '../support/client.ts';

export interface CrashLoad {
  /** Purchases whose approval was heard, by their id. */
  readonly approved: ReadonlySet<string>;
  stop(): Promise<void>;
}

export interface CrashLoadOptions {
  readonly callers: number;
  /** How long each waits after a purchase, in ms. */
  readonly pauseMs: number;
  readonly cards: readonly string[];
  readonly apiKey: string;
  /** The servers that are there now. */
  readonly urls: () => readonly string[];
}

/** Buys on whichever server is there; a purchase that was not answered is left at that. */
export function startLoad({ callers, pauseMs, cards, apiKey, urls }: CrashLoadOptions): CrashLoad {
  const approved = new Set<string>();
  const clients = new Map<string, Client>();
  const stopping = new AbortController();

  const call = async (caller: number): Promise<void> => {
    for (let turn = caller; !stopping.signal.aborted; turn += 1) {
      const there = urls();
      const url = there[turn % there.length];
      if (url === undefined) {
        await sleep(20);
        continue;
      }
      const client = clients.get(url) ?? testClient({ url, apiKey });
      clients.set(url, client);
      try {
        const card = cards[turn % cards.length];
        const played = await client.simulateAuthorization({ card_id: card ?? '', amount: '1.00' });
        if (played.approved && played.transaction !== null) approved.add(played.transaction.id);
        if (pauseMs > 0) await sleep(pauseMs);
      } catch (error) {
        // Killed under its hands, without its database for a moment, or on a machine that stood still (408).
        const passes = error instanceof ApiError && (error.status >= 500 || error.status === 408);
        if (!(error instanceof NoAnswer) && !passes) throw error;
        await sleep(20);
      }
    }
  };
  const over = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return {
    approved,
    async stop() {
      stopping.abort();
      await over;
    },
  };
}
