import { setTimeout as sleep } from 'node:timers/promises';
import type { Id } from '../../kernel/ids.ts';
import { monotonicMs, type Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { pastDeadlocks } from '../past-deadlocks.ts';
import {
  bringRetriesForward,
  hasEndpoint,
  moveFailingSince,
  selectNeverTried,
  selectNextRetry,
  selectSilent,
  selectUntried,
} from './store.ts';

type Endpoints = readonly Id<'endpoint'>[];

/** The time of a company that moves its clock, as its deliveries see it. Sandbox. `but` are endpoints that are not waited for. */
export interface WebhookTime {
  /** Whether it has an endpoint that is switched on. */
  isTold(company: Id<'company'>): Promise<boolean>;
  /** Endpoints that nobody answers for: the last attempt of a retry that waits took a second and more, and got no answer at all. */
  silent(company: Id<'company'>): Promise<Endpoints>;
  /** In how many seconds its next retry is due; undefined where none is. */
  nextRetryIn(company: Id<'company'>, but?: Endpoints): Promise<number | undefined>;
  /**
   * Lets so many seconds pass for its deliveries: retries come forward, breaks end, what fails fails so much longer. Answers when
   * those that are due by then have been tried, or after `patienceMs`: how many they are, and which endpoints had them not tried.
   */
  pass(company: Id<'company'>, seconds: number, patienceMs: number, but?: Endpoints): Promise<Passed>;
  /**
   * Answers when each delivery has been tried once, or after `patienceMs`: which endpoints had theirs not tried. While the company's
   * time `moves` they are not left alone for having failed.
   */
  settled(company: Id<'company'>, moves?: boolean, but?: Endpoints, patienceMs?: number): Promise<Endpoints>;
}

export interface Passed {
  readonly due: number;
  readonly untried: Endpoints;
}

const mostPatienceMs = 5_000;
const lookEveryMs = 10;
/** An endpoint that fails is left alone for a while, again and again; in time that is passed over there is no waiting. */
const easeEveryMs = 50;
/** Who could not be reached in so long costs a move of the clock as much again at every retry. */
const silentMs = 1_000;

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
  /** Looks again and again at who is missing, until nobody is. `ease` ends the breaks of those that failed. */
  const untilNone = async (
    patienceMs: number,
    missing: () => Promise<Endpoints>,
    ease: () => unknown,
  ): Promise<Endpoints> => {
    const end = monotonicMs() + patienceMs;
    let easedMs = monotonicMs();
    for (;;) {
      const found = await missing();
      if (found.length === 0 || monotonicMs() >= end) return found;
      if (monotonicMs() - easedMs > easeEveryMs) {
        easedMs = monotonicMs();
        ease();
      }
      await sleep(lookEveryMs, undefined, { ref: false });
    }
  };
  return {
    isTold: (company) => hasEndpoint(database, company),
    silent: (company) => selectSilent(database, company, silentMs),
    async nextRetryIn(company, but = []) {
      const due = await selectNextRetry(database, company, but);
      return due && Math.max(0, (due.getTime() - clock.now().getTime()) / 1_000);
    },
    async pass(company, seconds, patienceMs, but = []) {
      const due = await pastDeadlocks(() =>
        database.work(async (tx) => {
          await moveFailingSince(tx, company, seconds);
          return bringRetriesForward(tx, company, seconds, clock.now());
        }),
      );
      tellPassed(company, seconds * 1_000);
      const awaited = due.filter(({ endpoint }) => !but.includes(endpoint));
      if (awaited.length === 0) return { due: due.length, untried: [] };
      const untried = await untilNone(
        patienceMs,
        () => selectUntried(database, company, awaited),
        () => tellPassed(company, 0),
      );
      return { due: due.length, untried };
    },
    settled: (company, moves = false, but = [], patienceMs = mostPatienceMs) =>
      untilNone(
        patienceMs,
        () => selectNeverTried(database, company, but, clock.now()),
        () => moves && tellPassed(company, 0),
      ),
  };
}
