import type { Id } from '../../kernel/ids.ts';
import { sql, type Database } from '../../platform/database.ts';
import { startDispatcher, type DispatcherProcess, type Look } from './dispatcher-process.ts';
import type { Misbehaving } from './misbehaving.ts';
import { beginVirtualTime, reallyWait, turn } from './virtual-time.ts';
import { watchDatabase } from './watched-database.ts';

/** Processes that dispatch, in a time that goes on when all of them have done what there is to do. */
export interface World {
  /** For what this process does. */
  readonly database: Database;
  readonly nowMs: () => number;
  /** All that are not dead. */
  readonly processes: readonly DispatcherProcess[];
  /** Those that do not stand still. */
  readonly moving: () => readonly DispatcherProcess[];
  start(): Promise<void>;
  /** Resolves when nothing happens any more until time goes on; or once this is so. Answers how many deliveries are in somebody's hands. */
  quiet(orElse?: () => boolean): Promise<number>;
  /** A moment passes, of which nobody is told: nothing happens twice at the same one. */
  elapse(): void;
  /** Time goes on, whatever is under way. */
  tick(ms: number): Promise<void>;
  /** Time goes on from one timer to the next, and so much at once where nothing is due sooner. */
  pass(ms: number, atOnceMs?: number): Promise<void>;
  /** Kills one, and waits until the database has noticed. */
  kill(process: DispatcherProcess): Promise<void>;
  end(): Promise<void>;
}

// As these count the seconds by the clock of the database.
const age = sql(
  'test.model.ageDispatchers',
  'UPDATE webhook_dispatchers SET seen_at = seen_at - make_interval(secs => $1)',
);
const backends = sql(
  'test.model.backends',
  'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
);

/** No machine is slow for so long. */
const longestMs = 120_000;
/** Timers that are due so soon after each other go off together. */
const togetherMs = 50;

export function openWorld(options: {
  readonly database: Database;
  readonly company: Id<'company'>;
  readonly seed: number;
  readonly receivers: () => Misbehaving;
}): World {
  const passed = new Int32Array(new SharedArrayBuffer(4));
  const passedMs = (): number => Atomics.load(passed, 0);
  const startMs = Date.now();
  const time = beginVirtualTime(passedMs);
  const database = watchDatabase(options.database, () => undefined);
  const names = new Map<DispatcherProcess, string>();
  let started = 0;
  let notAgedMs = 0;

  const moving = (): DispatcherProcess[] => [...names.keys()].filter((each) => !each.stands());

  const quiet: World['quiet'] = async (orElse = () => false) => {
    const endMs = Date.now() + longestMs;
    for (let before = ''; ;) {
      const there = moving();
      const looks = await Promise.all(there.map((each) => each.look(false)));
      await turn();
      if (orElse()) return 0;
      const { arrivals, open } = options.receivers();
      const rest = (look: Look | undefined, at: number): boolean =>
        look?.asked === 0 && look.inFlight === open(there[at]!.openPorts);
      const rests = database.asked() === 0 && looks.every(rest);
      const now = JSON.stringify([looks, arrivals.length, database.begun()]);
      if (rests && now === before) return looks.reduce((sum, look) => sum + (look?.held ?? 0), 0);
      before = rests ? now : '';
      if (!rests) await reallyWait(1);
      if (Date.now() > endMs) throw new Error(`not quiet after ${longestMs} ms: ${now}`);
    }
  };

  const tick = async (ms: number): Promise<void> => {
    Atomics.add(passed, 0, ms);
    notAgedMs += ms;
    if (notAgedMs >= 1_000) {
      await options.database.execute(age, [notAgedMs / 1_000]);
      notAgedMs = 0;
    }
    await time.fire();
    await Promise.all(moving().map((each) => each.look(true)));
  };

  return {
    database,
    nowMs: () => startMs + passedMs(),
    get processes() {
      return [...names.keys()];
    },
    moving,
    async start() {
      const name = `dispatcher ${(started += 1)}`;
      const process = await startDispatcher(options.database, name, {
        company: options.company,
        passed,
        startMs,
        seed: options.seed + started,
      });
      names.set(process, name);
    },
    quiet,
    elapse: () => void Atomics.add(passed, 0, 1),
    tick,
    async pass(ms, atOnceMs = togetherMs) {
      const endMs = passedMs() + ms;
      for (;;) {
        await quiet();
        const nowMs = passedMs();
        if (nowMs >= endMs) return;
        const looks = await Promise.all(moving().map((each) => each.look(false)));
        const own = time.nextAtMs();
        const next = Math.min(own, ...looks.map((look) => look?.nextAtMs ?? Infinity));
        const to = next <= nowMs + togetherMs ? next : Math.min(own, next + atOnceMs);
        await tick(Math.min(endMs, Math.max(nowMs + 1, to)) - nowMs);
      }
    },
    async kill(process) {
      const name = names.get(process) ?? '';
      names.delete(process);
      await process.kill();
      while ((await options.database.query(backends, [name])).length > 0) await reallyWait(1);
    },
    async end() {
      time.end();
      for (const each of names.keys()) if (each.stands()) each.goOn();
      await Promise.all([...names.keys()].map((each) => each.stop()));
    },
  };
}
