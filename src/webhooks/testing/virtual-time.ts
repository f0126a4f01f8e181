/**
 * Time that goes on only when it is told to, in one thread: timers of every kind, and what durations are measured by. `setImmediate` and
 * whatever waits for the network or the database goes on as ever.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/** Times in ms since the beginning. */
export interface VirtualTime {
  /** When the next timer is due; `Infinity` where none waits. */
  nextAtMs(): number;
  /** Runs what is due by now, in its order, each once, as a thread does that was busy elsewhere. */
  fire(): Promise<void>;
  /** From now on timers are those of the machine again. */
  end(): void;
}

let made = 0;

class VirtualTimer {
  readonly order = (made += 1);
  atMs = 0;
  readonly #waiting: Set<VirtualTimer>;
  readonly #nowMs: () => number;
  readonly #afterMs: number;
  readonly run: () => void;
  readonly repeats: boolean;

  constructor(
    waiting: Set<VirtualTimer>,
    nowMs: () => number,
    afterMs: number | undefined,
    run: () => void,
    repeats: boolean,
  ) {
    this.#waiting = waiting;
    this.#nowMs = nowMs;
    this.#afterMs = Math.max(1, afterMs ?? 1);
    this.run = run;
    this.repeats = repeats;
    this.refresh();
  }

  refresh(): this {
    this.atMs = this.#nowMs() + this.#afterMs;
    this.#waiting.add(this);
    return this;
  }

  close(): this {
    this.#waiting.delete(this);
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }
}

const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate };
const realWait = timers.setTimeout;
const realNow = performance.now;

/** One turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => void real.setImmediate(resolve));
/** In the time of the machine. */
export const reallyWait = (ms: number): Promise<void> =>
  new Promise((resolve) => void real.setTimeout(resolve, ms));

/** @param nowMs the time, in ms since the beginning; only grows */
export function beginVirtualTime(nowMs: () => number): VirtualTime {
  const waiting = new Set<VirtualTimer>();
  const later =
    (repeats: boolean) =>
    (run: (...given: unknown[]) => void, afterMs?: number, ...given: unknown[]): VirtualTimer =>
      new VirtualTimer(waiting, nowMs, afterMs, () => run(...given), repeats);
  const clear = (timer: unknown): void => {
    if (timer instanceof VirtualTimer) timer.close();
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  Object.assign(globalThis, {
    setTimeout: later(false),
    setInterval: later(true),
    clearTimeout: clear,
    clearInterval: clear,
  });
  Object.assign(timers, {
    setTimeout: (afterMs?: number, value?: unknown) =>
      new Promise((resolve) => void later(false)(resolve, afterMs, value)),
  });
  syncBuiltinESMExports();
  performance.now = nowMs;

  return {
    nextAtMs: () => Math.min(Infinity, ...[...waiting].map(({ atMs }) => atMs)),
    async fire() {
      const now = nowMs();
      const due = [...waiting].filter(({ atMs }) => atMs <= now);
      for (const timer of due.sort((one, other) => one.atMs - other.atMs || one.order - other.order)) {
        if (!waiting.has(timer)) continue;
        if (timer.repeats) timer.refresh();
        else timer.close();
        timer.run();
        await turn();
      }
    },
    end() {
      Object.assign(globalThis, real);
      Object.assign(timers, { setTimeout: realWait });
      syncBuiltinESMExports();
      performance.now = realNow;
    },
  };
}
