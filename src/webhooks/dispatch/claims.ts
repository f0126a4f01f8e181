import type { Id } from '../../kernel/ids.ts';
import { monotonicMs, type Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import {
  claimDue,
  claimParked,
  isFirstFree,
  readDue,
  selectParkedEndpoints,
  type ClaimedRow,
} from '../delivery/claims-store.ts';
import { lanes, moveDue, type Lane } from '../delivery/store.ts';
import type { Holding } from './holding.ts';
import type { Sole } from './sole.ts';
import { mostWaiting, roomOf, type Target } from './target.ts';

export interface ClaimsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
  /** How many more deliveries fit into memory. */
  readonly room: () => number;
  /** Endpoints that can take no more now: what is due for them is parked. */
  readonly full: () => readonly Id<'endpoint'>[];
  /** Targets with parked deliveries that could be sent. */
  readonly hungry: () => readonly Target[];
  readonly target: (company: Id<'company'>, endpoint: Id<'endpoint'>) => Target;
  readonly accept: (rows: readonly ClaimedRow[], leaseUntil: Date) => Promise<void>;
  readonly noteParked: (company: Id<'company'>, endpoint: Id<'endpoint'>) => void;
  /** Whether no other process dispatches. */
  readonly alone: () => boolean;
  readonly sole: Sole;
  readonly holding: Pick<Holding, 'has' | 'watch' | 'leaseAll'>;
}

export interface Claims {
  start(): void;
  stop(): Promise<void>;
  /** There may be something due now. */
  wake(): void;
  /** Something falls due then (ms). */
  wakeAt(ms: number): void;
  /** Something may have been overlooked: the next look starts from the very first. */
  sweep(): void;
  /** There is room again in memory. */
  roomAgain(): void;
  /** Resolves once a look found nothing more to take. */
  settled(): Promise<void>;
}

/** In each look so many at most from each lane: a flood of retries or replays leaves the first attempts their share. */
const shares: readonly { readonly lane: Lane; readonly most: number }[] = [
  { lane: lanes.first, most: 1000 },
  { lane: lanes.retry, most: 250 },
  { lane: lanes.replay, most: 100 },
];

/**
 * What is due for one endpoint that takes thousands a second is taken as it has room, not parked: parking costs as much again
 * as taking. So others behind it wait until it has had its turn, but no longer than this before the next ones are looked at.
 */
const fastPerSecond = 2000;
const digEveryMs = 100;
const pacedMs = 10;

const pollMs = 1000;
const sweepMs = 30_000;
/** Retries that fall due soon have a timer, one for all that fall due within a step; the poll finds the others. */
const stepMs = 20;
const longestTimerMs = 60_000;
/**
 * Rows may become visible so long after the moment they are due from: the commit comes after. Nearly all do within the first;
 * for the others a look goes back further twice a second, and a sweep to the start. Going back far each time would walk
 * the dead rows of two seconds, which a long transaction elsewhere keeps, at every look.
 */
const overlapMs = 100;
const longOverlapMs = 2000;
const longOverlapEveryMs = 500;
/** So often the lease of the only dispatcher is tried for. */
const trySoleEveryMs = 1000;

/**
 * Takes due deliveries out of the table. A look starts where the last one ended, not at the start of the index: when a
 * long transaction elsewhere keeps PostgreSQL from clearing dead rows, walking them again at each look would cost
 * more and more. A sweep from the start every 30 s finds what became visible late.
 */
export function createClaims(options: ClaimsOptions): Claims {
  const { database, clock, log, leaseMs } = options;
  const after = new Map<Lane, number>();
  let running = false;
  let woken = false;
  let waker: (() => void) | undefined;
  /** Moments that a timer waits for. */
  const soon = new Set<number>();
  let sweepAtMs = 0;
  let sweepTookMs = 0;
  let longOverlapAtMs = 0;
  /** How far back this look goes. */
  let backMs = longOverlapMs;
  let loop: Promise<void> = Promise.resolve();
  let settledWaiters: (() => void)[] = [];
  let starved = false;
  /** By lane: the fast target that nearly all of the last look was for, and when that was. */
  const paces = new Map<Lane, { readonly target: Target; readonly atMs: number }>();
  let paced = false;
  /** What is held may not be leased in the table, since this process was the only one that dispatches. */
  let reading = false;
  let trySoleAtMs = 0;
  /** The last row of a full page that was read: ids tell apart what fell due in the same millisecond. */
  let place: { readonly ms: number; readonly id: string } | undefined;

  const nowMs = (): number => clock.now().getTime();

  const takeLane = async (lane: Lane, most: number): Promise<boolean> => {
    const now = clock.now();
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const from = new Date(Math.max(0, (after.get(lane) ?? 0) - backMs));
    const reads = lane === lanes.first && reading && options.sole.holds();
    const rows = reads
      ? await readFirst(from, now, most)
      : await claimDue(database, { lane, after: from, now, leaseUntil, most, full: options.full() });
    const full = reads ? place !== undefined : rows.length === most;
    const last = rows.reduce((latest, row) => Math.max(latest, row.was_due_ms), 0);
    after.set(lane, Math.max(after.get(lane) ?? 0, full ? last : now.getTime()));
    notePace(lane, rows);
    await options.accept(rows, leaseUntil);
    return full;
  };

  /** As the only dispatcher: takes first attempts without a write, but for those that are parked. */
  const readFirst = async (from: Date, now: Date, most: number): Promise<ClaimedRow[]> => {
    // What is sent and gone by the time that the rows are here may still be among them.
    const { gone, end } = options.holding.watch();
    const after = place === undefined ? from : new Date(place.ms);
    const rows = await readDue(database, { after, afterId: place?.id ?? '', now, most });
    const last = rows.at(-1);
    place = last !== undefined && rows.length === most ? { ms: last.was_due_ms, id: last.id } : undefined;
    const there = rows.filter((row) => !gone(row.id));
    end();
    const full = new Set(options.full());
    const parked = there.filter((row) => full.has(row.endpoint_id) && !options.holding.has(row.id));
    await moveDue(
      database,
      parked.map((row) => ({ company: row.company_id, id: row.id, lane: lanes.parked, dueAt: now })),
    );
    for (const row of parked) Object.assign(row, { lane: lanes.parked });
    return there;
  };

  /** Becomes the only dispatcher where it can, and ceases to be it: then what is held is leased in the table first. */
  const settleSole = async (): Promise<void> => {
    if (reading && !(running && options.alone() && options.sole.holds())) {
      await options.holding.leaseAll();
      await options.sole.letGo();
      reading = false;
    } else if (!reading && running && options.alone() && monotonicMs() >= trySoleAtMs) {
      trySoleAtMs = monotonicMs() + trySoleEveryMs;
      await options.sole.claim();
      reading = options.sole.holds();
      place = undefined;
    }
  };

  const notePace = (lane: Lane, rows: readonly ClaimedRow[]): void => {
    paces.delete(lane);
    const last = rows.at(-1);
    if (last === undefined || rows.length < 100) return;
    const same = rows.filter((row) => row.endpoint_id === last.endpoint_id).length;
    const target = options.target(last.company_id, last.endpoint_id);
    if (same >= 0.9 * rows.length && target.rate >= fastPerSecond)
      paces.set(lane, { target, atMs: monotonicMs() });
  };

  /** How many to take of a lane now. */
  const mostOf = (lane: Lane, most: number): number => {
    const pace = paces.get(lane);
    if (pace === undefined || monotonicMs() - pace.atMs >= digEveryMs) return most;
    const room = roomOf(pace.target);
    return room >= Math.min(most, mostWaiting(pace.target)) / 2 ? Math.min(most, room) : 0;
  };

  const takeParked = async (): Promise<boolean> => {
    const hungry = options.hungry().slice(0, 100);
    if (hungry.length === 0) return false;
    const wanted = hungry.map((target) => ({
      company: target.company,
      endpoint: target.id,
      most: Math.max(1, Math.min(512, roomOf(target))),
      after: new Date(Math.max(0, target.parkedAfterMs - backMs)),
    }));
    // From here on only what is parked later counts: those who park say so.
    for (const target of hungry) target.parked = false;
    const leaseUntil = new Date(nowMs() + leaseMs);
    const rows = await claimParked(database, wanted, leaseUntil);
    const taken = new Map<string, number>();
    const latest = new Map<string, number>();
    for (const row of rows) {
      taken.set(row.endpoint_id, (taken.get(row.endpoint_id) ?? 0) + 1);
      latest.set(row.endpoint_id, Math.max(latest.get(row.endpoint_id) ?? 0, row.was_due_ms));
    }
    for (const [at, target] of hungry.entries()) {
      if ((taken.get(target.id) ?? 0) >= (wanted[at]?.most ?? 0))
        options.noteParked(target.company, target.id);
      target.parkedAfterMs = Math.max(target.parkedAfterMs, latest.get(target.id) ?? 0);
    }
    await options.accept(rows, leaseUntil);
    return hungry.some((target) => target.parked);
  };

  const lookAtLanes = async (): Promise<boolean> => {
    let more = false;
    paced = false;
    starved = false;
    for (const { lane, most } of shares) {
      const wanted = mostOf(lane, most);
      if (wanted === 0) {
        paced = true;
        continue;
      }
      const room = Math.min(wanted, options.room());
      if (room < wanted / 4) starved = true;
      else if (await takeLane(lane, room)) more = true;
    }
    return more;
  };

  /**
   * A look from the very start. Where dead rows make it long, it is done more rarely: a hundredth of the time at most. One that a
   * standstill of the machine made long says nothing of the next.
   */
  const sweep = async (): Promise<boolean> => {
    const startedMs = monotonicMs();
    after.clear();
    place = undefined;
    for (const row of await selectParkedEndpoints(database)) {
      options.noteParked(row.company_id, row.endpoint_id);
      options.target(row.company_id, row.endpoint_id).parkedAfterMs = 0;
    }
    const more = await lookAtLanes();
    const tookMs = monotonicMs() - startedMs;
    sweepAtMs = nowMs() + Math.max(sweepMs, 100 * Math.min(tookMs, sweepTookMs));
    sweepTookMs = tookMs;
    return more;
  };

  /** One look; answers whether there is more to take. */
  const look = async (): Promise<boolean> => {
    await settleSole();
    const goesFar = monotonicMs() >= longOverlapAtMs;
    backMs = goesFar ? longOverlapMs : overlapMs;
    if (goesFar) longOverlapAtMs = monotonicMs() + longOverlapEveryMs;
    let more = nowMs() >= sweepAtMs ? await sweep() : await lookAtLanes();
    if (options.room() > 0 && (await takeParked())) more ||= options.hungry().length > 0;
    return more && !starved;
  };

  const sleep = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waker = undefined;
        resolve();
      };
      const timer = setTimeout(done, paced ? pacedMs : pollMs);
      timer.unref();
      waker = done;
    });

  const wake = (): void => {
    woken = true;
    waker?.();
  };

  const run = async (): Promise<void> => {
    // oxlint-disable-next-line no-unmodified-loop-condition -- `stop` modifies it
    while (running) {
      woken = false;
      let more = false;
      let withheld = false;
      try {
        // Where another one is the only dispatcher still, a look that finds nothing says nothing.
        withheld = settledWaiters.length > 0 && !reading && !(await isFirstFree(database));
        more = await look();
      } catch (error) {
        log.error({ err: error }, 'due deliveries could not be taken');
      }
      if (more || woken) continue;
      if (paced) {
        await sleep();
        continue;
      }
      if (withheld) paced = true;
      else {
        for (const settled of settledWaiters) settled();
        settledWaiters = [];
      }
      await sleep();
    }
    for (const settled of settledWaiters) settled();
  };

  return {
    start() {
      running = true;
      sweepAtMs = 0;
      loop = run();
    },
    async stop() {
      running = false;
      wake();
      await loop;
      try {
        await settleSole();
      } catch (error) {
        log.warn({ err: error }, 'what is held could not be leased; it may be sent twice');
      } finally {
        await options.sole.letGo();
      }
    },
    wake,
    wakeAt(ms) {
      const step = Math.ceil(ms / stepMs) * stepMs;
      const waitMs = step - nowMs();
      if (waitMs > longestTimerMs || soon.has(step)) return;
      soon.add(step);
      const due = (): void => {
        soon.delete(step);
        wake();
      };
      setTimeout(due, Math.max(0, waitMs)).unref();
    },
    sweep() {
      sweepAtMs = 0;
      wake();
    },
    roomAgain() {
      if (starved) wake();
    },
    settled: () =>
      new Promise((resolve) => {
        if (!running) return resolve();
        settledWaiters.push(resolve);
        wake();
      }),
  };
}
