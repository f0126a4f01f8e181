import { setTimeout as sleep } from 'node:timers/promises';
import type { Id } from '../../kernel/ids.ts';
import { monotonicMs, type Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import {
  bringRetriesForward,
  countNeverTried,
  countUntried,
  hasEndpoint,
  moveFailingSince,
  selectNextRetry,
} from './store.ts';

/** The time of a company that moves its clock, as its deliveries see it. Sandbox. */
export interface WebhookTime {
  /** Whether it has an endpoint that is switched on. */
  isTold(company: Id<'company'>): Promise<boolean>;
  /** In how many seconds its next retry is due; undefined where none is. */
  nextRetryIn(company: Id<'company'>): Promise<number | undefined>;
  /**
   * Lets so many seconds pass for its deliveries: retries come forward, breaks end, what fails fails so much longer. Answers how
   * many retries are due by then, when they have been tried; `patienceMs` is how long that is waited for.
   */
  pass(company: Id<'company'>, seconds: number, patienceMs: number): Promise<{ due: number; tried: boolean }>;
  /** Resolves when each of its deliveries has been tried once, or after a while; answers whether. */
  settled(company: Id<'company'>, patienceMs?: number): Promise<boolean>;
}

const mostPatienceMs = 5_000;
const lookEveryMs = 10;
/** An endpoint that fails is left alone for a while, again and again; in time that is passed over there is no waiting. */
const easeEveryMs = 50;

export function createWebhookTime({
  database,
  clock,
  tellPassed,
}: {
  readonly database: Database;
  readonly clock: Clock;
  /** Tells every dispatcher that so much time has passed for a company. */
  readonly tellPassed: (company: Id<'company'>, ms: number) => void;
}): WebhookTime {
  const until = async (patienceMs: number, reached: () => Promise<boolean>): Promise<boolean> => {
    const end = monotonicMs() + patienceMs;
    for (;;) {
      if (await reached()) return true;
      if (monotonicMs() >= end) return false;
      await sleep(lookEveryMs, undefined, { ref: false });
    }
  };
  return {
    isTold: (company) => hasEndpoint(database, company),
    async nextRetryIn(company) {
      const due = await selectNextRetry(database, company);
      return due && Math.max(0, (due.getTime() - clock.now().getTime()) / 1_000);
    },
    async pass(company, seconds, patienceMs) {
      const due = await database.work(async (tx) => {
        await moveFailingSince(tx, company, seconds);
        return bringRetriesForward(tx, company, seconds, clock.now());
      });
      tellPassed(company, seconds * 1_000);
      if (due.length === 0) return { due: 0, tried: true };
      let easedMs = monotonicMs();
      const tried = await until(patienceMs, async () => {
        if (monotonicMs() - easedMs > easeEveryMs) {
          easedMs = monotonicMs();
          tellPassed(company, 0);
        }
        return (await countUntried(database, company, due)) === 0;
      });
      return { due: due.length, tried };
    },
    settled: (company, patienceMs = mostPatienceMs) =>
      until(patienceMs, async () => (await countNeverTried(database, company)) === 0),
  };
}
