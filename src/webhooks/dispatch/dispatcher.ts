import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { momentOf, type EventReader, type NewEvent } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { jitter } from '../../platform/random.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { ClaimedRow } from '../delivery/claims-store.ts';
import { lanes } from '../delivery/store.ts';
import type { SendResult } from '../types.ts';
import { sendAstray } from '../faults/astray.ts';
import { createBodies } from './bodies.ts';
import { createClaims } from './claims.ts';
import { createCompletions, type CompletionsOptions } from './completions.ts';
import { withoutEchoes } from './echoes.ts';
import { createHealth, type Disable } from './health.ts';
import { heldFrom, type Content, type Held } from './held.ts';
import { createHolding, leaseMs, mostHeld } from './holding.ts';
import { createLines } from './lines.ts';
import { createPeers } from './peers.ts';
import { compose, type Sender } from './message.ts';
import { attemptRow, outcomeOf, type Outcome } from './outcome.ts';
import { createSenders } from './senders.ts';
import { createSole } from './sole.ts';
import {
  countEnd,
  countStart,
  forgetSender,
  head,
  mayGoAt,
  mostWaiting,
  passTime,
  roomOf,
  shift,
  waiting,
  type Target,
} from './target.ts';
import { createTargets } from './targets.ts';
import type { Transport } from './transport.ts';
import { createTurns } from './turns.ts';

export interface DispatcherOptions {
  readonly database: Database;
  readonly events: () => Pick<EventReader, 'toSend'>;
  readonly secrets: Secrets;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** How long an event is kept. */
  readonly keptMs: number;
  readonly appendEvents: (tx: Tx, events: readonly NewEvent[]) => Promise<unknown>;
  readonly lockReplays: CompletionsOptions['lockReplays'];
  readonly countReplays: CompletionsOptions['countReplays'];
  readonly disable: Disable;
  /** Tells the other dispatchers to look around: this one is there. */
  readonly announce: () => void;
  readonly observe?: DispatcherObserver;
}

/** What is measured. */
export interface DispatcherObserver {
  attempt(outcome: Outcome, result: SendResult, sinceEventMs: number): void;
}

/** Where a new delivery is to start. */
export type Berth = 'here' | 'parked' | 'elsewhere';

export interface Dispatcher {
  start(): void;
  /** Stops taking and hands back what waits; resolves when what is under way is done and written down. */
  stop(): Promise<void>;
  /** There may be something due. */
  wake(): void;
  /** Something due may have been overlooked: look at everything. */
  sweep(): void;
  /** Where a delivery to this endpoint would best start: leased to this process, parked behind others, or in the table. */
  berth(company: Id<'company'>, endpoint: Id<'endpoint'>): Berth;
  /** Takes deliveries that were made with a lease for this process; called after their commit. */
  take(deliveries: readonly Held[]): void;
  /** Deliveries to this endpoint were made parked. */
  parked(company: Id<'company'>, endpoint: Id<'endpoint'>): void;
  /** So much time has passed for a company, whose clock was moved: breaks of its endpoints are over. */
  timePasses(company: Id<'company'>, ms: number): void;
  /** Configuration of this endpoint changed; without one: any. */
  forget(endpoint?: Id<'endpoint'>): void;
  /** Resolves when nothing is held in memory and nothing is due: for tests and benchmarks. */
  idle(): Promise<void>;
  readonly stats: () => {
    readonly held: number;
    readonly inFlight: number;
    readonly targets: number;
    /** Dispatchers that share the work, this one included. */
    readonly sharers: number;
  };
}

const mostInFlight = 1024;
/**
 * While so many targets wait for a turn no more is taken from the table: what waits in memory for long outlives the collections
 * of the new generation, and it waits in the table as well. Those that wait for an answer do not count, so that endpoints which
 * never answer leave room for all others.
 */
const mostReady = 300;
/**
 * Of thousands of endpoints that are due so many are made ready at once. What was made ready long before it is sent outlives the
 * collections of the new generation, and takes a tenth of all memory.
 */
const mostPreparing = 128;
/** So long a stop waits for answers of slow endpoints. */
const stopPatienceMs = 7000;

/**
 * Sends what is due. Deliveries come in from the fanout after its commit or are claimed from the table; targets get
 * turns, company by company; what came of each attempt is written down many at a time. No unit of work is open
 * while anything is sent.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, transport, clock, log } = options;
  const targets = createTargets();
  const turns = createTurns();
  const completions = createCompletions({ ...options, done: writtenDown });
  const senders = createSenders(options);
  const health = createHealth(options);
  const peers = createPeers(options);
  let inFlight = 0;
  /** Targets that are being loaded. */
  let loading = 0;
  let running = false;
  let pumpScheduled = false;
  // Deliveries are sent for everybody: not in the context of the request whose commit made one.
  const outside = AsyncLocalStorage.snapshot();

  const nowMs = (): number => clock.now().getTime();
  const noteParked = (company: Id<'company'>, endpoint: Id<'endpoint'>): void =>
    targets.parked(targets.get(company, endpoint));

  const holding = createHolding({ database, clock, log, parked: noteParked });
  const bodies = createBodies({ ...options, read: (target) => turn(target) });
  const lines = createLines({ database, clock, holding, enqueue });
  const claims = createClaims({
    database,
    clock,
    log,
    leaseMs,
    room: () => Math.min(mostHeld - holding.size(), mostReady - ready()),
    full: () => targets.full().map((target) => target.id),
    hungry: () => targets.withParked().filter(isHungry),
    target: (company, endpoint) => targets.get(company, endpoint),
    accept,
    noteParked,
    alone: peers.alone,
    sole: createSole(options),
    holding,
  });

  /** Whether a target that has parked deliveries should get some. */
  function isHungry(target: Target): boolean {
    const half = mostWaiting(target) / 2;
    return (
      target.parked &&
      waiting(target) <= half &&
      (target.inFlight > 0 || mayGoAt(target, nowMs(), peers.count()) === 0)
    );
  }

  async function accept(rows: readonly ClaimedRow[], leaseUntil: Date): Promise<void> {
    const ordered: Held[] = [];
    for (const row of rows) {
      const mine = holding.get(row.id);
      if (row.lane === lanes.parked) noteParked(row.company_id, row.endpoint_id);
      // Its lease had run out while it was here, and this process has taken it again.
      else if (mine !== undefined) {
        mine.leaseUntilMs = leaseUntil.getTime();
        // A replay may have queued it anew, after it was cancelled in its flight: then what comes of it is counted there.
        mine.tries = row.tries;
        mine.replay = row.replay_id;
        mine.doubtful = true;
      } else {
        const target = targets.get(row.company_id, row.endpoint_id);
        const delivery = heldFrom(row, target, leaseUntil.getTime());
        holding.add(delivery);
        if (delivery.line === null) enqueue(delivery, target);
        else ordered.push(delivery);
      }
    }
    if (ordered.length > 0) await lines.accept(ordered);
  }

  function enqueue(delivery: Held, target = targets.get(delivery.company, delivery.endpoint)): void {
    (delivery.lane === lanes.first ? target.first : target.again).push(delivery);
    targets.filled(target);
    turn(target);
  }

  /** Puts a target in line for its turn. */
  function turn(target: Target): void {
    turns.add(target);
    if (pumpScheduled) return;
    pumpScheduled = true;
    setImmediate(outside, pump);
  }

  /** Targets that could be sent to, or are made ready for it. */
  const ready = (): number => turns.size() + loading;

  function pump(): void {
    pumpScheduled = false;
    const now = nowMs();
    const next = (): Target | undefined =>
      inFlight < mostInFlight && loading + bodies.queued() < mostPreparing ? turns.next() : undefined;
    for (let target = next(); target !== undefined; target = next()) serve(target, now);
    if (ready() < mostReady / 2) claims.roomAgain();
  }

  /** Gives a target its turn: sends one, or sees to it that it comes back when it may. */
  function serve(target: Target, now: number): void {
    if (target.sender === undefined) return load(target);
    if (target.sender === null) return cancelAll(target);
    const at = mayGoAt(target, now, peers.count());
    if (at > 0) return at === Infinity ? undefined : comeBack(target, at - now);
    // Before it is looked at whether bodies are there: of what was given up there are none.
    const next = head(target);
    bodies.readAhead(target);
    if (next === undefined || (next.content === undefined && target.reading)) return;
    const delivery = shift(target);
    if (delivery !== undefined) send(target, target.sender, delivery, now);
    if (waiting(target) > 0) turns.add(target);
  }

  function comeBack(target: Target, afterMs: number): void {
    if (target.asleep) return;
    target.asleep = true;
    const back = (): void => {
      target.asleep = false;
      turn(target);
      if (target.parked) claims.wake();
    };
    void setTimeout(afterMs, undefined, { ref: false }).then(back);
  }

  function load(target: Target): void {
    if (target.loading) return;
    target.loading = true;
    loading += 1;
    const back = (): void => {
      target.loading = false;
      turn(target);
    };
    const loaded = senders.load(target).finally(() => (loading -= 1));
    loaded.then(back, (error: unknown) => {
      log.error({ err: error, endpoint: target.id }, 'an endpoint could not be loaded');
      void setTimeout(1000, undefined, { ref: false }).then(back);
    });
  }

  function cancelAll(target: Target): void {
    for (let next = shift(target); next !== undefined; next = shift(target)) cancel(next, target.goneBecause);
  }

  const cancel = (held: Held, why: string): void =>
    finish({ kind: 'cancelled', held, attempt: undefined, why });

  function send(target: Target, sender: Sender, delivery: Held, now: number): void {
    const { content } = delivery;
    const lapsed = delivery.leaseUntilMs <= now;
    // One whose body was not read is not one that is gone: it comes again with its lease.
    if (lapsed || content === undefined) {
      holding.expire(delivery);
      // Where nobody has taken it meanwhile it lies behind what has been looked at.
      if (lapsed) claims.sweep();
      if (delivery.line !== null) lines.expired(delivery);
      return;
    }
    if (content === null) return cancel(delivery, 'The event is kept no longer.');
    if (content.expiresAtMs !== undefined && content.expiresAtMs <= now)
      return cancel(delivery, 'It expired before it was accepted.');
    const startedAt = new Date(now);
    const { changes } = target;
    const message = compose(sender, letterOf(delivery, content), startedAt);
    countStart(target);
    inFlight += 1;
    delivery.state = 'under way';
    const request = {
      origin: sender.origin,
      path: sender.path,
      headers: message.headers,
      body: message.body,
      timeoutMs: sender.timeoutMs,
    };
    const done = (result: SendResult): void => {
      // Switched off and on again meanwhile, it may have been cancelled, and queued anew.
      delivery.doubtful ||= target.changes !== changes;
      const kept = withoutEchoes(result, sender, content);
      const attempt = attemptRow(delivery, startedAt, kept, message.signature, sender.secretHeaders);
      settle(
        target,
        outcomeOf(delivery, content, sender, attempt, result, clock.now(), jitter(), options.keptMs),
        result,
      );
    };
    const { astray } = target;
    if (astray === undefined || astray.faults.endsAt.getTime() <= now) transport.send(request, done);
    else sendAstray(astray, (sent) => transport.send(request, sent), done);
  }

  /** What an attempt says about its endpoint, and about its delivery. */
  function settle(target: Target, outcome: Outcome, result: SendResult): void {
    const now = clock.now();
    inFlight -= 1;
    if (outcome.held.state === 'given up') return;
    countEnd(target, now.getTime());
    health.judge(target, result, now);
    options.observe?.attempt(outcome, result, now.getTime() - momentOf(outcome.held.event).getTime());
    finish(outcome);
    if (outcome.kind === 'retry') claims.wakeAt(outcome.dueAt.getTime());
    turn(target);
    if (target.parked && isHungry(target)) claims.wake();
  }

  function finish(outcome: Outcome): void {
    outcome.held.state = 'under way';
    outcome.held.doubtful ||= outcome.held.leaseUntilMs <= nowMs();
    completions.add(outcome);
  }

  function writtenDown(outcome: Outcome, written: boolean): void {
    const { held } = outcome;
    if (written) holding.drop(held);
    else holding.expire(held);
    if (held.line !== null && written) lines.done(held, outcome);
    else if (held.line !== null) lines.expired(held);
    if (holding.size() < mostHeld / 2 && ready() < mostReady / 2) claims.roomAgain();
  }

  return {
    start() {
      if (running) return;
      running = true;
      void peers.start().then(options.announce);
      holding.start();
      claims.start();
    },
    async stop() {
      running = false;
      await claims.stop();
      await holding.giveUpWaiting();
      await Promise.race([holding.empty(), setTimeout(stopPatienceMs, undefined, { ref: false })]);
      await holding.giveUpAll();
      holding.stop();
      await completions.drain();
      await peers.stop();
    },
    wake: () => claims.wake(),
    sweep() {
      // Whoever is there now may have to be made room for.
      void peers.refresh().then(claims.wake);
      claims.sweep();
    },
    berth(company, endpoint) {
      if (!running || holding.size() >= mostHeld) return 'elsewhere';
      const target = targets.get(company, endpoint);
      return target.parked || roomOf(target) <= 0 ? 'parked' : 'here';
    },
    take(deliveries) {
      for (const delivery of deliveries) {
        if (holding.has(delivery.id)) continue;
        holding.add(delivery);
        enqueue(delivery);
      }
    },
    parked(company, endpoint) {
      noteParked(company, endpoint);
      claims.wake();
    },
    timePasses(company, ms) {
      for (const target of targets.all()) {
        if (target.company !== company) continue;
        passTime(target, ms);
        turn(target);
      }
      claims.wake();
    },
    forget(endpoint) {
      const forgotten = endpoint === undefined ? targets.all() : [targets.find(endpoint)];
      for (const target of forgotten) if (target !== undefined) forgetSender(target);
    },
    async idle() {
      await claims.settled();
      while (holding.size() > 0) {
        await holding.empty();
        await claims.settled();
      }
    },
    stats: () => ({ held: holding.size(), inFlight, targets: targets.size(), sharers: peers.count() }),
  };
}

const letterOf = (delivery: Held, content: Content): Parameters<typeof compose>[1] => ({
  event: delivery.event,
  body: content.body,
  traceId: content.traceId,
  attempt: delivery.attempts + 1,
  replay: delivery.replay !== null,
  test: content.test,
});
