import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { extendLeases, lanes, moveDue, type Lane } from '../delivery/store.ts';
import type { Held } from './held.ts';

/** How long a delivery belongs to the process that took it, unless that process lengthens it. */
export const leaseMs = 20_000;
/** Deliveries in memory, waiting or being sent; each may keep a body and an endpoint with its keys there, 4 KB. */
export const mostHeld = 10_000;

/** The deliveries that this process has leased, by id, and their leases. */
export interface Holding {
  add(delivery: Held): void;
  has(id: Id<'delivery'>): boolean;
  get(id: Id<'delivery'>): Held | undefined;
  drop(delivery: Held): void;
  /** Its lease ran out before it was sent, or its outcome could not be written: whoever finds it in the table sends it, this process perhaps. */
  expire(delivery: Held): void;
  readonly size: () => number;
  /** Tells what was held since, and is no longer. */
  watch(): { gone(id: Id<'delivery'>): boolean; end(): void };
  /** Lengthens all leases, and writes those down that were not. */
  leaseAll(): Promise<void>;
  /** Hands leases back: somebody takes them at `dueAt`, this process perhaps. */
  giveUp(deliveries: readonly Held[], lane: Lane | 'own', dueAt: Date): Promise<void>;
  /** Hands back everything that is not under way. */
  giveUpWaiting(): Promise<void>;
  /** Hands back everything, also what is being sent: it will be sent twice. */
  giveUpAll(): Promise<void>;
  start(): void;
  stop(): void;
  /** Resolves when nothing is held. */
  empty(): Promise<void>;
}

/** So many of one endpoint keep their lease when they wait for long; the others are parked. */
const keptPerEndpoint = 256;

export function createHolding(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly parked: (company: Id<'company'>, endpoint: Id<'endpoint'>) => void;
}): Holding {
  const { database, clock, log, parked } = options;
  const held = new Map<Id<'delivery'>, Held>();
  let timer: NodeJS.Timeout | undefined;
  let waiters: (() => void)[] = [];
  /** What was dropped while somebody watches. */
  let dropped: Set<Id<'delivery'>> | undefined;

  const drop = (delivery: Held): void => {
    dropped?.add(delivery.id);
    expire(delivery);
  };

  const expire = (delivery: Held): void => {
    held.delete(delivery.id);
    if (held.size > 0 || waiters.length === 0) return;
    for (const resolve of waiters) resolve();
    waiters = [];
  };

  const giveUp: Holding['giveUp'] = async (deliveries, lane, dueAt) => {
    if (deliveries.length === 0) return;
    for (const delivery of deliveries) {
      delivery.state = 'given up';
      drop(delivery);
    }
    await moveDue(
      database,
      deliveries.map(({ company, id, lane: own }) => ({
        company,
        id,
        lane: lane === 'own' ? own : lane,
        dueAt,
      })),
    );
  };

  const lease = async (deliveries: readonly Held[]): Promise<void> => {
    if (deliveries.length === 0) return;
    const until = new Date(clock.now().getTime() + leaseMs);
    await extendLeases(database, deliveries, until);
    for (const delivery of deliveries) delivery.leaseUntilMs = until.getTime();
  };

  /** What is in memory for long keeps its lease (a slow answer), but not a long queue behind it. */
  const renew = async (): Promise<void> => {
    const nowMs = clock.now().getTime();
    const kept: Held[] = [];
    const excess: Held[] = [];
    const perEndpoint = new Map<Id<'endpoint'>, number>();
    for (const delivery of held.values()) {
      if (delivery.leaseUntilMs - nowMs > leaseMs / 2) continue;
      // This process stood still for longer than its lease: another may have it by now. It is let go of when its turn comes.
      if (delivery.leaseUntilMs <= nowMs && delivery.state === 'waiting') continue;
      delivery.doubtful ||= delivery.leaseUntilMs <= nowMs;
      const before = perEndpoint.get(delivery.endpoint) ?? 0;
      perEndpoint.set(delivery.endpoint, before + 1);
      const stays = delivery.state === 'under way' || delivery.line !== null || before < keptPerEndpoint;
      (stays ? kept : excess).push(delivery);
    }
    await lease(kept);
    await giveUp(excess, lanes.parked, clock.now());
    for (const { company, endpoint } of excess) parked(company, endpoint);
  };

  return {
    add: (delivery) => void held.set(delivery.id, delivery),
    has: (id) => held.has(id),
    get: (id) => held.get(id),
    drop,
    expire,
    size: () => held.size,
    watch() {
      const since = (dropped = new Set());
      return {
        gone: (id) => since.has(id) && !held.has(id),
        end: () => void (dropped = undefined),
      };
    },
    async leaseAll() {
      const all = [...held.values()];
      // Until it is written down another may have read them, where the lock is lost already.
      for (const delivery of all) delivery.doubtful = true;
      await lease(all);
    },
    giveUp,
    giveUpWaiting: () =>
      giveUp(
        [...held.values()].filter((delivery) => delivery.state === 'waiting'),
        'own',
        clock.now(),
      ),
    giveUpAll: () => giveUp([...held.values()], 'own', clock.now()),
    start() {
      timer = setInterval(() => {
        renew().catch((error: unknown) => log.error({ err: error }, 'leases could not be lengthened'));
      }, leaseMs / 5);
      timer.unref();
    },
    stop: () => clearInterval(timer),
    empty: () => (held.size === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
  };
}
