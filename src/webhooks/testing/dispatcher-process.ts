import { Worker } from 'node:worker_threads';
import type { ClientConfig } from 'pg';
import type { EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';

/** What the threads share: by how much their clock is ahead of the machine's, and whether they stand still. */
export const places = { aheadMs: 0, stands: 1 } as const;

export interface ThreadData {
  readonly connection: ClientConfig;
  readonly company: Id<'company'>;
  readonly shared: SharedArrayBuffer;
}

export interface Telling {
  readonly type: EventTypeName;
  readonly subject: string;
}

export type Asked =
  | { readonly what: 'tell'; readonly events: readonly Telling[] }
  | { readonly what: 'held' | 'attempts' | 'stand still' | 'stop' };
export type Call = Asked & { readonly number: number };
export type Said =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: string }
  | { readonly heard: string };

/** As good as a process: it shares nothing with others but the database and the time. */
export interface DispatcherProcess {
  /** Stores events; answers their ids. Never answers where the process is killed meanwhile. */
  tell(events: readonly Telling[]): Promise<Id<'event'>[]>;
  /** How many deliveries it has in its hands. */
  held(): Promise<number>;
  /** What its metrics say: outcome, error and number of attempts. */
  attempts(): Promise<(readonly [outcome: string, error: string, count: number])[]>;
  /** Resolves when it has heard this notification; or is there no more. */
  heard(payload: string): Promise<void>;
  /** Nothing of it moves until it is told to go on; then it has gone on when that resolves. */
  standStill(): Promise<() => Promise<void>>;
  /** At once, whatever it is doing. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; resolves when it dispatches. */
export async function startDispatcher(
  database: Database,
  company: Id<'company'>,
  aheadMs: Int32Array<SharedArrayBuffer>,
): Promise<DispatcherProcess> {
  // Each stands still by itself, and all are in the same time.
  const thread = new Worker(new URL('dispatcher-thread.ts', import.meta.url), {
    workerData: {
      connection: database.connection,
      company,
      shared: aheadMs.buffer,
    } satisfies ThreadData,
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const heard = new Set<string>();
  const listening = new Map<string, () => void>();
  let ended = false;
  let calls = 0;

  thread.on('message', (said: Said) => {
    if ('heard' in said) {
      heard.add(said.heard);
      listening.get(said.heard)?.();
    } else if ('error' in said) waiting.get(said.number)?.reject(new Error(said.error));
    else waiting.get(said.number)?.resolve(said.answer);
  });
  const failed = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error);
  };
  thread.on('error', failed);

  const answered = <T>(number: number): Promise<T> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(number, answer);
    return answer.promise.finally(() => waiting.delete(number)) as Promise<T>;
  };
  const call = <T>(asked: Asked): Promise<T> => {
    const number = (calls += 1);
    const answer = answered<T>(number);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    thread.postMessage({ ...asked, number });
    return answer;
  };
  const end = async (): Promise<void> => {
    ended = true;
    await thread.terminate();
    for (const goOn of listening.values()) goOn();
  };

  await answered(0);
  return {
    tell: (events) => call({ what: 'tell', events }),
    held: () => call({ what: 'held' }),
    attempts: () => call({ what: 'attempts' }),
    heard: (payload) =>
      ended || heard.has(payload)
        ? Promise.resolve()
        : new Promise((resolve) => void listening.set(payload, resolve)),
    async standStill() {
      Atomics.store(aheadMs, places.stands, 1);
      await call({ what: 'stand still' });
      return async () => {
        Atomics.store(aheadMs, places.stands, 0);
        Atomics.notify(aheadMs, places.stands);
        await call({ what: 'held' });
      };
    },
    kill: end,
    async stop() {
      if (ended) return;
      await call({ what: 'stop' });
      await end();
    },
  };
}
