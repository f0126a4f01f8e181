import {
  eventType,
  momentOf,
  type EventReader,
  type EventTypeName,
  type NewEvent,
} from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { jitter } from '../../platform/random.ts';
import type { Secrets } from '../../platform/secrets.ts';
import {
  deleteHealth,
  extendLeases,
  lanes,
  moveDue,
  upsertHealth,
  type ClaimedRow,
} from '../delivery/store.ts';
import type { SendResult } from '../types.ts';
import { createClaims } from './claims.ts';
import { createCompletions, type ReplayCount } from './completions.ts';
import type { Held } from './held.ts';
import { createLines } from './lines.ts';
import { compose, type Sender } from './message.ts';
import { attemptRow, outcomeOf, pauseOf, type Outcome } from './outcome.ts';
import { createSenders } from './senders.ts';
import {
  countFailure,
  countStart,
  countSuccess,
  createTarget,
  mayGoAt,
  roomOf,
  waiting,
  type Target,
} from './target.ts';
import type { Transport } from './transport.ts';
import { createTurns } from './turns.ts';

/** How long a delivery belongs to the process that took it, unless that process lengthens it. */
export const leaseMs = 20_000;
/** Deliveries in memory, waiting or being sent. */
const mostHeld = 5000;
const mostInFlight = 1024;
const disableAfterMs = 5 * 24 * 3600 * 1000;

export interface DispatcherOptions {
  readonly database: Database;
  readonly events: () => Pick<EventReader, 'toSend'>;
  readonly secrets: Secrets;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendEvents: (tx: Tx, events: readonly NewEvent[]) => Promise<unknown>;
  readonly countReplays: (tx: Tx, counts: readonly ReplayCount[]) => Promise<void>;
  /** Switches an endpoint off for good: it answered 410, or failed for days. */
  readonly disable: (
    company: Id<'company'>,
    endpoint: Id<'endpoint'>,
    why: string,
    since: Date | null,
  ) => Promise<void>;
  readonly observe?: DispatcherObserver;
}

/** What is measured. */
export interface DispatcherObserver {
  attempt(outcome: Outcome['kind'], result: SendResult, sinceEventMs: number): void;
}

/** Where a new delivery is to start. */
export type Berth = 'here' | 'parked' | 'elsewhere';

export interface Dispatcher {
  start(): Promise<void>;
  /** Stops taking; resolves when what is under way is done and written down. */
  stop(): Promise<void>;
  /** There may be something due. */
  wake(): void;
  /** Where a delivery to this endpoint would best start: leased to this process, parked behind others, or in the table. */
  berth(company: Id<'company'>, endpoint: Id<'endpoint'>): Berth;
  /** Takes deliveries that were made with a lease for this process; called after their commit. */
  take(deliveries: readonly Held[]): void;
  /** Deliveries to this endpoint were made parked. */
  parked(company: Id<'company'>, endpoint: Id<'endpoint'>): void;
  /** Configuration of this endpoint changed; without one: any. */
  forget(endpoint?: Id<'endpoint'>): void;
  /** Resolves when nothing is held in memory and nothing is due: for tests and benchmarks. */
  idle(): Promise<void>;
  readonly stats: () => { readonly held: number; readonly inFlight: number; readonly targets: number };
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, transport, clock, log } = options;
  const targets = new Map<Id<'endpoint'>, Target>();
  /** Those with deliveries in memory, and those with parked ones; cleared as they are looked at. */
  const withWaiting = new Set<Target>();
  const withParked = new Set<Target>();
  const turns = createTurns();
  const held = new Map<Id<'delivery'>, Held>();
  const completions = createCompletions(options);
  const senders = createSenders(options);
  let inFlight = 0;
  let running = false;
  let pumping = false;
  let renewal: NodeJS.Timeout | undefined;
  let idleWaiters: (() => void)[] = [];

  const nowMs = (): number => clock.now().getTime();

  const targetOf = (company: Id<'company'>, id: Id<'endpoint'>): Target => {
    let target = targets.get(id);
    if (target === undefined) {
      target = createTarget(company, id);
      targets.set(id, target);
      if (targets.size > 20_000) forgetIdleTargets();
    }
    return target;
  };

  const forgetIdleTargets = (): void => {
    for (const [id, target] of targets) {
      const idle = waiting(target) === 0 && target.inFlight === 0 && !target.parked && target.failures === 0;
      if (idle && !target.queued && !target.asleep) targets.delete(id);
      if (targets.size <= 10_000) return;
    }
  };

  const lines = createLines({ database, held, enqueue, put: (rows) => moveDue(database, rows), clock });

  const claims = createClaims({
    database,
    clock,
    log,
    leaseMs,
    room: () => mostHeld - held.size,
    full: () => fullOnes().map((target) => target.id),
    hungry: () => [...withParked].filter(isHungry),
    accept,
    noteParked: (company, endpoint) => {
      notePark(targetOf(company, endpoint));
    },
  });

  const fullOnes = (): Target[] => {
    const full: Target[] = [];
    for (const target of withWaiting) {
      if (waiting(target) === 0) withWaiting.delete(target);
      else if (roomOf(target) <= 0) full.push(target);
    }
    return full;
  };

  function notePark(target: Target): void {
    target.parked = true;
    withParked.add(target);
  }

  const isHungry = (target: Target): boolean => {
    if (!target.parked) withParked.delete(target);
    return (
      target.parked &&
      waiting(target) * 2 <= roomOf(target) &&
      (mayGoAt(target, nowMs()) === 0 || target.inFlight > 0)
    );
  };

  /** Makes claimed rows ready to be sent; what has no event or no endpoint any more is cancelled. */
  async function accept(rows: readonly ClaimedRow[]): Promise<void> {
    const mine = rows.filter((row) => row.lane !== lanes.parked);
    for (const row of rows)
      if (row.lane === lanes.parked) notePark(targetOf(row.company_id, row.endpoint_id));
    if (mine.length === 0) return;
    const bodies = await options.events().toSend(
      database,
      mine.map((row) => ({ company: row.company_id, event: row.event_id })),
    );
    const ready: Held[] = [];
    for (const row of mine) {
      const event = bodies.get(row.event_id);
      if (held.has(row.id)) continue;
      const delivery = toHeld(row, event ?? nothing);
      if (event === undefined)
        finish(delivery, {
          kind: 'cancelled',
          held: delivery,
          attempt: undefined,
          why: 'The event is no longer kept.',
        });
      else ready.push(delivery);
    }
    for (const delivery of ready) held.set(delivery.id, delivery);
    const free = ready.filter((delivery) => delivery.line === null);
    for (const delivery of free) enqueue(delivery);
    if (free.length < ready.length) await lines.accept(ready.filter((delivery) => delivery.line !== null));
  }

  function enqueue(delivery: Held): void {
    const target = targetOf(delivery.company, delivery.endpoint);
    (delivery.lane === lanes.first ? target.first : target.again).push(delivery);
    withWaiting.add(target);
    turns.add(target);
    schedulePump();
  }

  const schedulePump = (): void => {
    if (pumping) return;
    pumping = true;
    setImmediate(() => {
      pumping = false;
      pump();
    });
  };

  const pump = (): void => {
    if (inFlight >= mostInFlight) return;
    const now = nowMs();
    for (
      let target = turns.next();
      target !== undefined;
      target = inFlight < mostInFlight ? turns.next() : undefined
    )
      serve(target, now);
  };

  /** Gives a target its turn: sends one, or sees to it that it comes back when it may. */
  const serve = (target: Target, now: number): void => {
    if (target.sender === undefined) return load(target);
    if (target.sender === null) return cancelAll(target);
    const at = mayGoAt(target, now);
    if (at === Infinity) return;
    if (at > 0) return comeBack(target, at - now);
    const delivery = target.first.shift() ?? target.again.shift();
    if (delivery === undefined) return;
    send(target, target.sender, delivery);
    if (waiting(target) > 0) turns.add(target);
  };

  const comeBack = (target: Target, afterMs: number): void => {
    if (target.asleep) return;
    target.asleep = true;
    setTimeout(() => {
      target.asleep = false;
      turns.add(target);
      schedulePump();
      if (target.parked) claims.wake();
    }, afterMs).unref();
  };

  const load = (target: Target): void => {
    if (target.asleep) return;
    target.asleep = true;
    const back = (): void => {
      target.asleep = false;
      turns.add(target);
      schedulePump();
    };
    senders.load(target).then(back, (error: unknown) => {
      log.error({ err: error, endpoint: target.id }, 'an endpoint could not be loaded');
      setTimeout(back, 1000).unref();
    });
  };

  const cancelAll = (target: Target): void => {
    for (let next = take(target); next !== undefined; next = take(target))
      finish(next, { kind: 'cancelled', held: next, attempt: undefined, why: target.goneBecause });
  };

  const take = (target: Target): Held | undefined => target.first.shift() ?? target.again.shift();

  const send = (target: Target, sender: Sender, delivery: Held): void => {
    const startedAt = clock.now();
    if (delivery.leaseUntilMs <= startedAt.getTime()) {
      // Whoever has it now sends it.
      held.delete(delivery.id);
      return checkIdle();
    }
    if (delivery.expiresAtMs !== undefined && delivery.expiresAtMs <= startedAt.getTime())
      return finish(delivery, {
        kind: 'cancelled',
        held: delivery,
        attempt: undefined,
        why: 'It expired before it was accepted.',
      });
    const message = compose(
      sender,
      {
        event: delivery.event,
        body: delivery.body,
        traceId: delivery.traceId,
        attempt: delivery.attempts + 1,
        replay: delivery.replay !== null,
        test: delivery.test,
      },
      startedAt,
    );
    countStart(target);
    inFlight += 1;
    transport.send(
      { url: sender.url, headers: message.headers, body: message.body, timeoutMs: sender.endpoint.timeoutMs },
      (result) => {
        inFlight -= 1;
        target.inFlight -= 1;
        const attempt = attemptRow(delivery, startedAt, result, message.signature, sender.secretHeaders);
        settle(target, outcomeOf(delivery, sender, attempt, result, clock.now(), jitter()), result);
      },
    );
  };

  /** What an attempt says about its endpoint, and about its delivery. */
  const settle = (target: Target, outcome: Outcome, result: SendResult): void => {
    const now = clock.now();
    if (result.error === null) {
      if (countSuccess(target, result.durationMs) && target.recorded) {
        target.recorded = false;
        record(deleteHealth(database, target.company, target.id));
      }
    } else failed(target, result, now);
    options.observe?.attempt(outcome.kind, result, now.getTime() - momentOf(outcome.held.event).getTime());
    finish(outcome.held, outcome);
    if (outcome.kind === 'retry') claims.wakeAt(outcome.dueAt.getTime());
    if (result.status === 410) switchOff(target, 'The endpoint answered 410 Gone.');
    if (waiting(target) > 0) turns.add(target);
    if (target.parked && isHungry(target)) claims.wake();
    schedulePump();
  };

  const failed = (target: Target, result: SendResult, now: Date): void => {
    const weight = result.status === null ? 4 : 1;
    const opened = countFailure(target, now.getTime(), weight, pauseOf(result, target.failures, now));
    const since = target.failingSinceMs ?? now.getTime();
    if (opened || (!target.recorded && now.getTime() - since > 60_000)) {
      target.recorded = true;
      record(
        upsertHealth(database, {
          company: target.company,
          endpoint: target.id,
          failingSince: new Date(since),
          failures: target.failures,
          openUntil: new Date(target.openUntilMs),
        }),
      );
    }
    if (now.getTime() - since >= disableAfterMs)
      switchOff(target, 'Every delivery of the last 5 days failed.', new Date(since));
  };

  const record = (write: Promise<unknown>): void => {
    write.catch((error: unknown) =>
      log.error({ err: error }, 'the health of an endpoint could not be written'),
    );
  };

  const switchOff = (target: Target, why: string, since: Date | null = null): void => {
    if (target.sender === null) return;
    target.sender = null;
    target.goneBecause = why;
    options.disable(target.company, target.id, why, since).catch((error: unknown) => {
      target.sender = undefined;
      log.error({ err: error, endpoint: target.id }, 'an endpoint could not be switched off');
    });
  };

  const finish = (delivery: Held, outcome: Outcome): void => {
    held.set(delivery.id, delivery);
    void writtenDown(outcome);
  };

  const writtenDown = async (outcome: Outcome): Promise<void> => {
    await completions.submit(outcome);
    held.delete(outcome.held.id);
    if (outcome.held.line !== null) lines.done(outcome.held, outcome);
    if (held.size < mostHeld / 2) claims.roomAgain();
    checkIdle();
  };

  const checkIdle = (): void => {
    if (held.size > 0 || idleWaiters.length === 0) return;
    for (const wake of idleWaiters) wake();
    idleWaiters = [];
  };

  /** What is in memory for long keeps its lease: a slow answer, a queue behind a slow endpoint. */
  const renew = async (): Promise<void> => {
    const now = nowMs();
    const old = [...held.values()].filter((delivery) => delivery.leaseUntilMs - now < leaseMs / 2);
    if (old.length === 0) return;
    const until = new Date(now + leaseMs);
    await extendLeases(
      database,
      old.map(({ company, id }) => ({ company, id })),
      until,
    );
    for (const delivery of old) delivery.leaseUntilMs = until.getTime();
  };

  return {
    async start() {
      if (running) return;
      running = true;
      renewal = setInterval(() => {
        renew().catch((error: unknown) => log.error({ err: error }, 'leases could not be lengthened'));
      }, leaseMs / 5);
      renewal.unref();
      await claims.start();
    },
    async stop() {
      running = false;
      await claims.stop();
      while (held.size > 0 && inFlight + completions.depth() > 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
      clearInterval(renewal);
      await completions.drain();
    },
    wake: () => claims.wake(),
    berth(company, endpoint) {
      if (!running || held.size >= mostHeld) return 'elsewhere';
      const target = targetOf(company, endpoint);
      return target.parked || roomOf(target) <= 0 ? 'parked' : 'here';
    },
    take(deliveries) {
      for (const delivery of deliveries) {
        if (held.has(delivery.id)) continue;
        held.set(delivery.id, delivery);
        enqueue(delivery);
      }
    },
    parked(company, endpoint) {
      notePark(targetOf(company, endpoint));
      claims.wake();
    },
    forget(endpoint) {
      for (const target of endpoint === undefined ? targets.values() : [targets.get(endpoint)])
        if (target !== undefined) target.sender = undefined;
    },
    async idle() {
      await claims.settled();
      while (held.size > 0) {
        await new Promise<void>((resolve) => idleWaiters.push(resolve));
        await claims.settled();
      }
    },
    stats: () => ({ held: held.size, inFlight, targets: targets.size }),
  };
}

const nothing = {
  type: 'WEBHOOKS.TEST.SUCCESS',
  subject: '',
  traceId: '',
  createdAt: new Date(0),
  body: '',
} as const;

function toHeld(
  row: ClaimedRow,
  event: {
    readonly type: EventTypeName;
    readonly subject: string;
    readonly traceId: string;
    readonly createdAt: Date;
    readonly body: string;
  },
): Held {
  return {
    company: row.company_id,
    id: row.id,
    event: row.event_id,
    endpoint: row.endpoint_id,
    lane: row.lane,
    attempts: row.attempts,
    tries: row.tries,
    line: row.line,
    replay: row.replay_id,
    type: event.type,
    body: event.body,
    traceId: event.traceId,
    test: event.subject === 'test',
    expiresAtMs: expiryOf(event.type, row.event_id, event.createdAt, event.body),
    leaseUntilMs: row.due_at.getTime(),
  };
}

/** When an event that expires is no longer to be sent, by the wall clock: the company's own clock may be moved. */
export function expiryOf(
  type: EventTypeName,
  id: Id<'event'>,
  createdAt: Date,
  body: string,
): number | undefined {
  if (eventType(type).retried !== 'until it expires') return undefined;
  const { data } = JSON.parse(body) as { data: { expires_at?: string } };
  if (data.expires_at === undefined) return undefined;
  return momentOf(id).getTime() + Date.parse(data.expires_at) - createdAt.getTime();
}
