import type { NewEvent } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { createBatch, type Batch } from '../../platform/batch.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import {
  deleteDue,
  deleteUndelivered,
  insertAttempts,
  insertAttemptsAgain,
  insertUndelivered,
  lanes,
  rescheduleDue,
  type AttemptRow,
} from '../delivery/store.ts';
import type { Outcome } from './outcome.ts';

export interface CompletionsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendEvents: (tx: Tx, events: readonly NewEvent[]) => Promise<unknown>;
  readonly countReplays: (tx: Tx, counts: readonly ReplayCount[]) => Promise<void>;
}

export interface ReplayCount {
  readonly company: Id<'company'>;
  readonly replay: Id<'replay'>;
  readonly sent: number;
  readonly failed: number;
}

/** Writes down what became of deliveries, many at a time, and answers each when that is durable. */
export type Completions = Batch<Outcome, void>;

export function createCompletions({
  database,
  clock,
  log,
  appendEvents,
  countReplays,
}: CompletionsOptions): Completions {
  const run = async (
    outcomes: readonly Outcome[],
    inDoubt: boolean,
  ): Promise<{ ok: true; result: undefined }[]> => {
    await database.work((tx) => write(tx, outcomes, inDoubt ? insertAttemptsAgain : insertAttempts));
    return outcomes.map(() => ({ ok: true, result: undefined }));
  };

  const write = async (
    tx: Tx,
    outcomes: readonly Outcome[],
    insert: typeof insertAttempts,
  ): Promise<void> => {
    const finished = outcomes.filter((outcome) => outcome.kind !== 'retry');
    const delivered = outcomes.filter((outcome) => outcome.kind === 'delivered');
    const work: Promise<unknown>[] = [
      insert(
        tx,
        outcomes
          .map((outcome) => outcome.attempt)
          .filter((attempt): attempt is AttemptRow => attempt !== undefined),
      ),
    ];
    const removing = finished.length > 0 ? deleteDue(tx, keys(finished)) : Promise.resolve(0);
    work.push(removing);
    if (finished.length < outcomes.length) work.push(rescheduleDue(tx, outcomes.flatMap(rescheduled)));
    if (delivered.length < finished.length) {
      work.push(insertUndelivered(tx, finished.flatMap(undelivered)));
      const told = finished.flatMap((outcome) => exhaustedEvent(outcome, clock.now()));
      if (told.length > 0) work.push(appendEvents(tx, told));
    }
    const replays = outcomes.filter(({ held }) => held.replay !== null && held.tries === 0);
    if (replays.length > 0) work.push(countReplays(tx, tally(replays)));
    await Promise.all(work);
    // A replayed one may stand in the list of the undelivered, and so may one that was cancelled while it was sent.
    const missing = (await removing) < finished.length;
    const again = missing
      ? delivered
      : delivered.filter(({ held }) => held.attempts > held.tries || held.replay !== null);
    await deleteUndelivered(tx, keys(again));
  };

  const batch = createBatch<Outcome, undefined>({ run, most: 256, underWay: 2 });
  return {
    ...batch,
    async submit(outcome) {
      try {
        await batch.submit(outcome);
      } catch (error) {
        // The lease runs out and the delivery is made again: at least once.
        log.error(
          { err: error, delivery: outcome.held.id },
          'the outcome of a delivery could not be written',
        );
      }
    },
  };
}

const keys = (outcomes: readonly Outcome[]): { company: string; id: string }[] =>
  outcomes.map(({ held }) => ({ company: held.company, id: held.id }));

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

function tally(outcomes: readonly Outcome[]): ReplayCount[] {
  const counts = new Map<string, ReplayCount>();
  for (const { held, kind } of outcomes) {
    if (held.replay === null) continue;
    const before = counts.get(held.replay);
    const sent = (before?.sent ?? 0) + (kind === 'delivered' ? 1 : 0);
    const failed = (before?.failed ?? 0) + (kind === 'delivered' ? 0 : 1);
    counts.set(held.replay, { company: held.company, replay: held.replay, sent, failed });
  }
  return [...counts.values()];
}
