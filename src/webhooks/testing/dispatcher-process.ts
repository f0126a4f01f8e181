import { Worker } from 'node:worker_threads';
import type { ClientConfig } from 'pg';
import type { EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';

type Shared = Int32Array<SharedArrayBuffer>;

export interface ThreadData {
  readonly connection: ClientConfig;
  readonly company: Id<'company'>;
  /** How much time has passed, for all of them, in ms. */
  readonly passed: Shared;
  /** Whether this one stands still. */
  readonly standing: Shared;
  /** The wall time of the beginning. */
  readonly startMs: number;
  readonly seed: number;
}

export interface Telling {
  readonly type: EventTypeName;
  readonly subject: string;
}

export type Asked =
  | { readonly what: 'tell'; readonly events: readonly Telling[] }
  | { readonly what: 'look'; readonly fire: boolean }
  | { readonly what: 'halt'; readonly after: number; readonly whole: boolean }
  | { readonly what: 'attempts' | 'stand still' | 'stop' };
export type Call = Asked & { readonly number: number };
export type Said =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: string }
  | { readonly heard: string }
  | { readonly port: number; readonly open: boolean }
  | { readonly halted: true };

/** What a process does just now. */
export interface Look {
  /** What it waits for the database to answer. */
  readonly asked: number;
  /** Grows with all that it does. */
  readonly activity: number;
  /** How many deliveries it has in its hands, and how many of them are being sent. */
  readonly held: number;
  readonly inFlight: number;
  readonly nextAtMs: number;
}

/** As good as a process: it shares nothing with others but the database and the time. */
export interface DispatcherProcess {
  /** Stores events; answers their ids. Never answers where the process is killed meanwhile. */
  tell(events: readonly Telling[]): Promise<Id<'event'>[]>;
  /** `fire`: after what is due by now was run. `undefined` where it stands. */
  look(fire: boolean): Promise<Look | undefined>;
  /** What its metrics say: outcome, error and number of attempts. */
  attempts(): Promise<(readonly [outcome: string, error: string, count: number])[]>;
  /** Resolves when it has heard this notification; or stands, or is there no more. */
  heard(payload: string): Promise<void>;
  /** It will stand when it has asked so much of the database; `whole`: where no unit of work is open then. */
  haltAfter(asked: number, whole: boolean): Promise<void>;
  /** Nothing of it moves from here on. */
  standStill(): Promise<void>;
  goOn(): void;
  /** Whether it stands, by itself or as it was told. */
  readonly stands: () => boolean;
  /** From which ports it has sent, and those whose connections it has. */
  readonly ports: ReadonlySet<number>;
  readonly openPorts: ReadonlySet<number>;
  /** At once, whatever it is doing. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; resolves when it dispatches. */
export async function startDispatcher(
  database: Database,
  name: string,
  data: Omit<ThreadData, 'connection' | 'standing'>,
): Promise<DispatcherProcess> {
  const standing = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('dispatcher-thread.ts', import.meta.url), {
    workerData: {
      ...data,
      standing,
      connection: { ...database.connection, application_name: name },
    } satisfies ThreadData,
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const looks = new Set<number>();
  const heard = new Set<string>();
  const listening = new Map<string, () => void>();
  const ports = new Set<number>();
  const openPorts = new Set<number>();
  let stands = false;
  let halted = Promise.withResolvers<void>();
  let ended = false;
  let calls = 0;

  /** Nobody waits for what it would say. */
  const release = (): void => {
    for (const number of looks) waiting.get(number)?.resolve(undefined);
    for (const goOn of listening.values()) goOn();
    listening.clear();
  };
  thread.on('message', (said: Said) => {
    if ('heard' in said) {
      heard.add(said.heard);
      listening.get(said.heard)?.();
    } else if ('port' in said) {
      ports.add(said.port);
      if (said.open) openPorts.add(said.port);
      else openPorts.delete(said.port);
    } else if ('halted' in said) {
      stands = true;
      halted.resolve();
      release();
    } else if ('error' in said) waiting.get(said.number)?.reject(new Error(said.error));
    else waiting.get(said.number)?.resolve(said.answer);
  });
  thread.on('error', (error: unknown) => {
    for (const { reject } of waiting.values()) reject(error);
  });

  const answered = <T>(number: number): Promise<T> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(number, answer);
    return answer.promise.finally(() => waiting.delete(number)) as Promise<T>;
  };
  const call = <T>(asked: Asked): Promise<T> => {
    const number = (calls += 1);
    const answer = answered<T>(number);
    if (asked.what === 'look') looks.add(number);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    thread.postMessage({ ...asked, number });
    return answer.finally(() => looks.delete(number));
  };
  const end = async (): Promise<void> => {
    ended = true;
    await thread.terminate();
    release();
  };

  await answered(0);
  return {
    ports,
    openPorts,
    stands: () => stands,
    tell: (events) => call({ what: 'tell', events }),
    look: (fire) => (stands || ended ? Promise.resolve(undefined) : call({ what: 'look', fire })),
    attempts: () => call({ what: 'attempts' }),
    heard: (payload) =>
      ended || stands || heard.has(payload)
        ? Promise.resolve()
        : new Promise((resolve) => void listening.set(payload, resolve)),
    async haltAfter(after, whole) {
      await Promise.race([call({ what: 'halt', after, whole }), halted.promise]);
    },
    async standStill() {
      if (!stands) void call({ what: 'stand still' });
      await halted.promise;
    },
    goOn() {
      stands = false;
      halted = Promise.withResolvers();
      Atomics.store(standing, 0, 0);
      Atomics.notify(standing, 0);
    },
    kill: end,
    async stop() {
      if (ended) return;
      await call({ what: 'stop' });
      await end();
    },
  };
}
