import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import { isDatabaseGone } from '../../platform/database-gone.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { insertAttempts, selectAttempted, type AttemptRow } from '../delivery/attempts-store.ts';
import { deleteDue, lanes, lockDue, rescheduleDue } from '../delivery/store.ts';
import {
  countUndelivered,
  deleteUndelivered,
  insertUndelivered,
  unlistAccepted,
} from '../delivery/undelivered-store.ts';
import type { Outcome } from './outcome.ts';

export interface CompletionsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendEvents: (tx: Tx, events: readonly NewEvent[]) => Promise<unknown>;
  /** An outcome is durable; or it could not be written, and the delivery is made again once its lease is over. */
  readonly done: (outcome: Outcome, written: boolean) => void;
  readonly countReplays: (tx: Tx, counts: readonly ReplayCount[]) => Promise<void>;
}

export interface ReplayCount {
  readonly company: Id<'company'>;
  readonly replay: Id<'replay'>;
  readonly sent: number;
  readonly failed: number;
}

/** Writes down what became of deliveries, many at a time. */
export interface Completions {
  add(outcome: Outcome): void;
  /** Resolves when everything so far is written down. */
  drain(): Promise<void>;
}

export function createCompletions({
  database,
  clock,
  log,
  appendEvents,
  countReplays,
  done,
}: CompletionsOptions): Completions {
  const writeAll = async (outcomes: readonly Outcome[], again: boolean): Promise<void> => {
    const { gone, moved } = await database.work(async (tx) =>
      write(tx, again ? await notWritten(tx, outcomes) : outcomes),
    );
    const finished = outcomes.filter((outcome) => outcome.kind !== 'retry');
    const retries = outcomes.flatMap(rescheduled);
    // One that was cancelled while it was sent may stand in the list of the undelivered, too.
    if ((await gone) < finished.length)
      await deleteUndelivered(database, keys(finished.filter(({ kind }) => kind === 'delivered')));
    if ((await moved) < retries.length) await countUndelivered(database, retries);
  };

  /** Everything travels together with the commit. Answers how many deliveries left the table of those due, and how many wait in it. */
  const write = async (
    tx: Tx,
    outcomes: readonly Outcome[],
  ): Promise<{ readonly [count in 'gone' | 'moved']: Promise<number> }> => {
    const finished = outcomes.filter((outcome) => outcome.kind !== 'retry');
    const again = finished.filter(wasSentBefore);
    // Before the deliveries, as whoever stops a replay locks it before them.
    const counted = countReplays(tx, tally(outcomes));
    const gone = deleteDue(tx, keys(finished));
    const moved = rescheduleDue(tx, outcomes.flatMap(rescheduled));
    tx.travelsWithCommit(
      counted,
      gone,
      moved,
      insertAttempts(
        tx,
        outcomes.map(({ attempt }) => attempt).filter((attempt) => attempt !== undefined),
      ),
      insertUndelivered(tx, finished.flatMap(undelivered)),
      deleteUndelivered(tx, keys(again.filter(({ kind }) => kind === 'delivered'))),
      unlistAccepted(tx, keys(again.filter(({ kind }) => kind !== 'delivered'))),
    );
    const told = finished.flatMap((outcome) => exhaustedEvent(outcome, clock.now()));
    if (told.length > 0) await appendEvents(tx, told);
    return { gone, moved };
  };

  const writeDown = async (outcomes: readonly Outcome[], inDoubt: boolean): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await writeAll(outcomes, inDoubt || tries > 1);
      } catch (error) {
        // While the database is away what was sent is remembered for as long as its lease lasts.
        if (!isDatabaseGone(error) || tries === mostTries) throw error;
        await sleep(retryMs, undefined, { ref: false });
      }
    }
  };

  /** Never throws. What one outcome cannot have written, the others can: then each is written by itself. */
  const finish = async (outcomes: readonly Outcome[], inDoubt: boolean): Promise<void> => {
    let written = true;
    try {
      await writeDown(outcomes, inDoubt);
    } catch (error) {
      written = false;
      if (outcomes.length > 1) {
        for (const outcome of outcomes) await finish([outcome], true);
        return;
      }
      // The lease runs out and the delivery is made again: at least once.
      log.error(
        { err: error, delivery: outcomes[0]?.held.id },
        'the outcome of a delivery could not be written',
      );
    }
    for (const outcome of outcomes) done(outcome, written);
  };

  // What is written belongs to no request in whose context it may have come.
  const outside = AsyncLocalStorage.snapshot();
  let gathered: Outcome[] = [];
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  let idle: (() => void)[] = [];

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    while (gathered.length > 0 && running < mostUnderWay) {
      const outcomes = gathered.slice(0, mostAtOnce);
      gathered = gathered.slice(mostAtOnce);
      running += 1;
      void finish(outcomes, false).then(over);
    }
  };
  const over = (): void => {
    running -= 1;
    // What waited for this batch is sent now; what came just now gathers first.
    if (timer === undefined || gathered.length >= enough) flush();
    if (running + gathered.length > 0) return;
    for (const resolve of idle) resolve();
    idle = [];
  };

  return {
    add(outcome) {
      gathered.push(outcome);
      // The next of a line waits for it.
      if (gathered.length >= enough || outcome.held.line !== null) outside(flush);
      else timer ??= outside(setTimeout, flush, gatherMs);
    },
    drain() {
      outside(flush);
      return running + gathered.length === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}

/** Nobody waits for the record of an attempt: gathering for this long makes one commit of five at 1,000 a second. */
const gatherMs = 5;
/** So many are not kept waiting for more. */
const enough = 256;
const mostAtOnce = 512;
const mostUnderWay = 2;
const mostTries = 30;
const retryMs = 500;

const keys = (outcomes: readonly Outcome[]): { company: string; id: string }[] =>
  outcomes.map(({ held }) => ({ company: held.company, id: held.id }));

/**
 * Those that an earlier try has not written: the answer to its commit may have been lost, or it may be under way still. Counted
 * or told twice they would be wrong for good.
 */
async function notWritten(tx: Tx, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  // Waits for that commit; only a statement behind it sees what it wrote.
  const due = new Set(await lockDue(tx, keys(outcomes)));
  const attempts = outcomes.map(({ attempt }) => attempt).filter((attempt) => attempt !== undefined);
  const attempted = new Set(await selectAttempted(tx, attempts));
  return outcomes.filter(({ held, attempt }) =>
    attempt === undefined ? due.has(held.id) : !attempted.has(held.id),
  );
}

/** In a later round: it may stand in the list of the undelivered, or have been accepted. */
const wasSentBefore = ({ held }: Outcome): boolean => held.attempts > held.tries || held.replay !== null;

const errorOf = (attempt: AttemptRow | undefined): string | null => attempt?.detail ?? attempt?.error ?? null;

function rescheduled(outcome: Outcome): Parameters<typeof rescheduleDue>[1][number][] {
  if (outcome.kind !== 'retry') return [];
  const { held, attempt, dueAt } = outcome;
  return [
    {
      company: held.company,
      id: held.id,
      lane: held.replay === null ? lanes.retry : lanes.replay,
      dueAt,
      attempts: held.attempts + 1,
      tries: held.tries + 1,
      lastError: errorOf(attempt),
    },
  ];
}

function undelivered(outcome: Outcome): Parameters<typeof insertUndelivered>[1][number][] {
  if (outcome.kind !== 'exhausted' && outcome.kind !== 'cancelled') return [];
  const { held, attempt } = outcome;
  return [
    {
      company_id: held.company,
      id: held.id,
      event_id: held.event,
      endpoint_id: held.endpoint,
      state: outcome.kind,
      attempts: held.attempts + (attempt === undefined ? 0 : 1),
      last_error: outcome.kind === 'cancelled' ? outcome.why : errorOf(attempt),
    },
  ];
}

/** News of webhooks causes no further news. */
function exhaustedEvent(outcome: Outcome, now: Date): NewEvent[] {
  if (outcome.kind !== 'exhausted' || outcome.held.content?.type.startsWith('WEBHOOKS.') !== false) return [];
  const { held, attempt } = outcome;
  return [
    {
      company: held.company,
      operation: 'WEBHOOKS',
      subOperation: 'DELIVERY_EXHAUSTED',
      status: 'FAILED',
      reason: `The endpoint did not accept the event in ${held.tries + 1} attempts.`,
      data: {
        endpoint_id: held.endpoint,
        event_id: held.event,
        event_type: held.content?.type,
        attempts: held.attempts + 1,
        last_error: errorOf(attempt),
        created_at: now.toISOString(),
      },
      subject: held.endpoint,
      traceId: held.content?.traceId ?? '',
      createdAt: now,
      to: { allBut: held.endpoint },
    },
  ];
}

/** What came of the first tries of replayed deliveries. */
function tally(outcomes: readonly Outcome[]): ReplayCount[] {
  const counts = new Map<string, ReplayCount>();
  for (const { held, kind } of outcomes) {
    if (held.replay === null || held.tries > 0) continue;
    const before = counts.get(held.replay);
    const sent = (before?.sent ?? 0) + (kind === 'delivered' ? 1 : 0);
    const failed = (before?.failed ?? 0) + (kind === 'delivered' ? 0 : 1);
    counts.set(held.replay, { company: held.company, replay: held.replay, sent, failed });
  }
  return [...counts.values()];
}
