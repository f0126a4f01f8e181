import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import { isDatabaseGone } from '../../platform/database-gone.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import {
  insertAttempts,
  selectAttempted,
  selectNumbers,
  type AttemptRow,
} from '../delivery/attempts-store.ts';
import { deleteDue, lanes, lockDue, rescheduleDue, type StandingRow } from '../delivery/store.ts';
import { countUndelivered, deleteUndelivered, insertUndelivered } from '../delivery/undelivered-store.ts';
import type { Outcome } from './outcome.ts';

export interface CompletionsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendEvents: (tx: Tx, events: readonly NewEvent[]) => Promise<unknown>;
  /** An outcome is durable; or it could not be written, and the delivery is made again once its lease is over. */
  readonly done: (outcome: Outcome, written: boolean) => void;
  /** Before any of their deliveries is locked. */
  readonly lockReplays: (tx: Tx, replays: readonly ReplayKey[]) => Promise<void>;
  readonly countReplays: (tx: Tx, counts: readonly ReplayCount[]) => Promise<void>;
}

export interface ReplayKey {
  readonly company: Id<'company'>;
  readonly replay: Id<'replay'>;
}

export interface ReplayCount extends ReplayKey {
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
  lockReplays,
  countReplays,
  done,
}: CompletionsOptions): Completions {
  const writeAll = async (outcomes: readonly Outcome[], again: boolean): Promise<void> => {
    const { standings, gone, moved } = await database.work((tx) => write(tx, outcomes, again));
    const [left, retried] = [standings.filter(leaves), standings.filter(isTriedAgain)];
    // One that was cancelled while it was sent may stand in the list of the undelivered, too.
    if ((await gone) < left.length) await deleteUndelivered(database, keys(left.filter(isAccepted)));
    if ((await moved) < retried.length) await countUndelivered(database, attemptsOf(retried));
  };

  /** Everything travels together with the commit. Answers how many deliveries left the table of those due, and how many wait in it. */
  const write = async (tx: Tx, outcomes: readonly Outcome[], again: boolean) => {
    const standings = await settle(tx, outcomes, again);
    const left = standings.filter(leaves);
    const retried = standings.filter(isTriedAgain);
    const refused = left.filter((standing) => !isAccepted(standing));
    const gone = deleteDue(tx, keys(left));
    const moved = rescheduleDue(tx, retried.flatMap(rescheduled));
    tx.travelsWithCommit(
      gone,
      moved,
      insertAttempts(
        tx,
        standings.map(({ outcome }) => outcome.attempt).filter((attempt) => attempt !== undefined),
      ),
      insertUndelivered(tx, refused.flatMap(undelivered)),
      deleteUndelivered(tx, keys(standings.filter(isListedNoLonger))),
      countUndelivered(tx, attemptsOf(standings.filter(isGone))),
      countReplays(tx, tally(standings)),
    );
    const told = refused.flatMap((standing) => exhaustedEvent(standing, clock.now()));
    if (told.length > 0) await appendEvents(tx, told);
    return { standings, gone, moved };
  };

  /** Finds out what stands in the table of those that are doubtful; all of them `again`, without those that were written already. */
  const settle = async (
    tx: Tx,
    outcomes: readonly Outcome[],
    again: boolean,
  ): Promise<readonly Standing[]> => {
    const doubtful = again ? outcomes : outcomes.filter(isDoubtful);
    if (doubtful.length === 0) return outcomes.map((outcome) => ({ outcome, row: 'as held', isFirst: true }));
    const replays = replaysOf(doubtful);
    if (replays.length > 0) tx.travelsWithCommit(lockReplays(tx, replays));
    // Waits for whoever has them; only statements behind it see what that one wrote.
    const rows = new Map((await lockDue(tx, keysOf(doubtful))).map((row) => [row.id, row]));
    const looked = new Set(doubtful);
    const gone = doubtful.filter((outcome) => isFirstOfReplay(outcome) && !rows.has(outcome.held.id));
    const tried = gone.length === 0 ? new Map<string, number>() : await selectNumbers(tx, keysOf(gone));
    const standings = outcomes.map((outcome): Standing => {
      const { id, attempts } = outcome.held;
      const row = looked.has(outcome) ? rows.get(id) : 'as held';
      return { outcome, row, isFirst: (tried.get(id) ?? 0) <= attempts };
    });
    return again ? notWritten(tx, standings) : standings;
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

/** What came of an attempt, and the row of its delivery: as this process has it, or as it was found; `undefined` where there is none. */
interface Standing {
  readonly outcome: Outcome;
  readonly row: StandingRow | 'as held' | undefined;
  /** Where there is no row: nobody else has tried it as often. */
  readonly isFirst: boolean;
}

const isFirstOfReplay = ({ held }: Outcome): boolean => held.replay !== null && held.tries === 0;

/** What ends unaccepted, or counts in a replay, is looked at in any case: wrong once it would be wrong for good. */
const isDoubtful = ({ held, kind }: Outcome): boolean =>
  held.doubtful || held.replay !== null || kind === 'exhausted' || kind === 'cancelled';

const isAccepted = ({ outcome }: Standing): boolean => outcome.kind === 'delivered';

/** Whether it stands in the table as this process has it: nobody has tried it since, and no replay has queued it anew. */
const isOwn = ({ outcome: { held }, row }: Standing): boolean =>
  row === 'as held' || (row !== undefined && row.attempts === held.attempts && row.replay_id === held.replay);

/** Whether it leaves the table: what is accepted need not be sent again by anybody. */
const leaves = (standing: Standing): boolean =>
  standing.outcome.kind !== 'retry' &&
  (isOwn(standing) || (isAccepted(standing) && standing.row !== undefined));

const isTriedAgain = (standing: Standing): boolean => standing.outcome.kind === 'retry' && isOwn(standing);

/** Another has finished it, or it was cancelled while it was being sent: where it is listed, this attempt counts. */
const isGone = (standing: Standing): boolean =>
  standing.row === undefined && !isAccepted(standing) && standing.outcome.attempt !== undefined;

/** What was accepted once is not undelivered: of a later round, or cancelled while it was being sent, it may stand in that list. */
const isListedNoLonger = ({ outcome: { kind, held }, row }: Standing): boolean =>
  kind === 'delivered'
    ? held.attempts > held.tries || row !== 'as held'
    : row !== undefined && row !== 'as held' && row.accepted;

const keysOf = (outcomes: readonly Outcome[]): { company: string; id: string }[] =>
  outcomes.map(({ held }) => ({ company: held.company, id: held.id }));
const keys = (standings: readonly Standing[]): { company: string; id: string }[] =>
  keysOf(standings.map(({ outcome }) => outcome));

const attemptsOf = (standings: readonly Standing[]): Parameters<typeof countUndelivered>[1] =>
  standings.map(({ outcome: { held, attempt } }) => ({
    company: held.company,
    id: held.id,
    attempts: held.attempts + (attempt === undefined ? 0 : 1),
  }));

function replaysOf(outcomes: readonly Outcome[]): ReplayKey[] {
  const replays = new Map<string, ReplayKey>();
  for (const { held } of outcomes)
    if (held.replay !== null) replays.set(held.replay, { company: held.company, replay: held.replay });
  return [...replays.values()];
}

/**
 * Those that an earlier try has not written: the answer to its commit may have been lost, or it may have been under way still. Counted
 * or told twice they would be wrong for good.
 */
async function notWritten(tx: Tx, standings: readonly Standing[]): Promise<readonly Standing[]> {
  const attempts = standings.map(({ outcome }) => outcome.attempt).filter((attempt) => attempt !== undefined);
  const attempted = new Set(await selectAttempted(tx, attempts));
  return standings.filter(({ outcome: { held, attempt }, row }) =>
    attempt === undefined ? row !== undefined : !attempted.has(held.id),
  );
}

const errorOf = (attempt: AttemptRow | undefined): string | null => attempt?.detail ?? attempt?.error ?? null;

function rescheduled({ outcome }: Standing): Parameters<typeof rescheduleDue>[1][number][] {
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

function undelivered({ outcome }: Standing): Parameters<typeof insertUndelivered>[1][number][] {
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

/** News of webhooks causes no further news, and what was accepted in an earlier round was not missed. */
function exhaustedEvent({ outcome, row }: Standing, now: Date): NewEvent[] {
  if (outcome.kind !== 'exhausted' || outcome.held.content?.type.startsWith('WEBHOOKS.') !== false) return [];
  if (row === undefined || row === 'as held' || row.accepted) return [];
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
function tally(standings: readonly Standing[]): ReplayCount[] {
  const counts = new Map<string, ReplayCount>();
  for (const standing of standings) {
    const replay = countsIn(standing);
    if (replay === null) continue;
    const before = counts.get(replay) ?? { sent: 0, failed: 0 };
    const accepted = isAccepted(standing);
    counts.set(replay, {
      company: standing.outcome.held.company,
      replay,
      sent: before.sent + (accepted ? 1 : 0),
      failed: before.failed + (accepted ? 0 : 1),
    });
  }
  return [...counts.values()];
}

/** A first try is counted by whoever finds it waiting, and moves it on; one that was cancelled in its flight by the first to end. */
function countsIn(standing: Standing): Id<'replay'> | null {
  const { outcome, row, isFirst } = standing;
  if (row === undefined) return isFirstOfReplay(outcome) && isFirst ? outcome.held.replay : null;
  if (row === 'as held' || row.tries > 0) return null;
  return leaves(standing) || isTriedAgain(standing) ? row.replay_id : null;
}
