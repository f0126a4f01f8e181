/**
 * Events to endpoints that misbehave at random, while these are made, changed, switched off and on and deleted, secrets rotate, clocks move,
 * replays run, and dispatchers are killed or stand still: whenever it is quiet, everything is as books kept beside it say. Time goes on
 * only when nothing else is left to happen, so that no machine is too slow for it. A failure prints its seed; `WEBHOOKS_SEED` plays it
 * again, `WEBHOOKS_RUNS` plays so many in a row.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { randomFrom } from '../../test/crash/random.ts';
import { testDatabase } from '../../test/support/database.ts';
import { joinWebhooks } from '../../test/support/joined-webhooks.ts';
import { deliveryId } from './delivery/delivery-id.ts';
import type { EventTypeName } from '../events/index.ts';
import type { Id } from '../kernel/ids.ts';
import type { Failure } from '../kernel/failures.ts';
import { sql } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { fraction } from '../platform/random.ts';
import { audit, auditJob, auditMetrics, readAll, type Found, type Trouble } from './testing/audit.ts';
import { isWanted, openBooks, type Entry } from './testing/books.ts';
import type { DispatcherProcess, Telling } from './testing/dispatcher-process.ts';
import { startMisbehaving, type Arrival, type Mood } from './testing/misbehaving.ts';
import { reallyWait } from './testing/virtual-time.ts';
import { openWorld } from './testing/world.ts';

interface Scene {
  readonly name: string;
  readonly dispatchers: number;
  readonly rounds: number;
  readonly kills?: boolean;
  readonly lapses?: boolean;
}

const scenes: readonly Scene[] = [
  { name: 'one dispatcher', dispatchers: 1, rounds: 2 },
  { name: 'two dispatchers', dispatchers: 2, rounds: 2 },
  { name: 'the only dispatcher is killed', dispatchers: 1, rounds: 2, kills: true },
  {
    name: 'dispatchers that stand still for longer than their leases',
    dispatchers: 2,
    rounds: 2,
    lapses: true,
  },
  {
    name: 'dispatchers that stand still and are killed',
    dispatchers: 3,
    rounds: 2,
    lapses: true,
    kills: true,
  },
];

/** What waits: a delivery, or a replay, of which there is nothing but its id. */
interface Waiting {
  readonly due_at: Date | null;
  readonly lane: number | null;
  readonly leased: boolean | null;
  readonly line: string | null;
}

const types: readonly EventTypeName[] = [
  'CARDS.CLEARING.PENDING',
  'CARDS.CLEARING.SUCCESS',
  'CARDS.REFUND.SUCCESS',
  'TREASURY.TRANSFER.SUCCESS',
  'VIRTUAL_WALLETS.WITHDRAW.FAILED',
];
const filtersOf: readonly (readonly string[])[] = [
  [],
  ['CARDS'],
  ['CARDS.CLEARING', 'TREASURY'],
  ['CARDS.REFUND.SUCCESS'],
];
const schedules: readonly (readonly number[])[] = [[], [1], [2, 5], [1, 5, 30]];
const mostEndpoints = 9;
const longestLeaseMs = 22_000;
/** So long a dispatcher waits before it says again that it has what it has. */
const leaseLookMs = 4_000;
/** What is due is taken long before that: by who is woken, or polls, or sweeps. */
const overlookedMs = 60_000;
/** Those that are ill are tried one at a time: with many deliveries that takes hours. */
const wellAfterMs = 60_000;
const longestMs = 3_600_000;

const firstSeed = Number(process.env['WEBHOOKS_SEED'] ?? 1);
const runs = Number(process.env['WEBHOOKS_RUNS'] ?? 1);
for (let seed = firstSeed; seed < firstSeed + runs; seed += 1)
  for (const scene of scenes)
    test(`the deliveries are what the books say: ${scene.name}`, () => play(scene, seed));

async function play(scene: Scene, seed: number): Promise<void> {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const oneIn = (n: number): boolean => below(n) === 0;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;

  const company = newId('company');
  const books = openBooks();
  // What becomes of a request follows from what it is, not from when it comes.
  const seen = new Map<string, number>();
  const draw = ({ name, event, attempt }: Arrival): number => {
    const what = `${seed} ${name} ${[...books.events.keys()].indexOf(event)} ${attempt}`;
    seen.set(what, (seen.get(what) ?? 0) + 1);
    return fraction(`${what} ${seen.get(what)}`);
  };
  const world = openWorld({ database: await testDatabase(), company, seed, receivers: () => receivers });
  const { database, nowMs, quiet } = world;
  const receivers = await startMisbehaving(draw, () => {
    world.elapse();
    return new Date(nowMs());
  });
  const { webhooks } = joinWebhooks(database, {
    company,
    clock: { now: () => new Date(nowMs()), advance: () => undefined },
  });
  const trouble: Trouble = { killed: new Set(), stood: new Set(), twice: new Set() };
  /** When a process was killed last, or went on. */
  let troubledAtMs = 0;
  /** From when on a process stood still, and how many requests had arrived by then. */
  const standstills: { ports: ReadonlySet<number>; sinceMs: number; arrived: number }[] = [];

  const entries = (...states: Entry['state'][]): Entry[] =>
    [...books.endpoints.values()].filter(({ state, name }) => states.includes(state) && name !== 'news');

  let markers = 0;
  /** Every process has heard of what was changed before. */
  const heard = async (): Promise<void> => {
    const marker = `marker ${(markers += 1)}`;
    await database.notify('webhooks', marker);
    await Promise.all(world.moving().map((each) => each.heard(marker)));
  };

  const create = async (name: string, filters: readonly string[], mood: Mood): Promise<void> => {
    receivers.moods.set(name, mood);
    const ordered = name !== 'news' && oneIn(3);
    const retrySchedule = pick(schedules);
    const { endpoint, secret } = await webhooks.endpoints.create(company, {
      url: receivers.urlOf(name, 0),
      filters: [...filters],
      ordered,
      retrySchedule: [...retrySchedule],
      timeoutMs: 2_000,
      rateLimit: oneIn(5) ? 100 : null,
      signatures: oneIn(4) ? ['v1', 'v1a'] : ['v1'],
    });
    await heard();
    books.endpoints.set(endpoint.id, {
      id: endpoint.id,
      name,
      ordered,
      filters,
      state: 'on',
      longest: retrySchedule.length,
      addresses: [{ fromMs: 0 }],
      secrets: [{ secret: secret.secret.reveal(), fromMs: nowMs() + 1, untilMs: Infinity }],
      switchedOff: 0,
    });
  };
  const some = (): Telling[] =>
    Array.from({ length: 1 + below(oneIn(8) ? 30 : 5) }, () => ({
      type: pick(types),
      subject: pick(['a', 'b', 'c', 'd']),
    }));
  const tell = async (): Promise<void> => {
    const events = some();
    const ids = await pick(world.moving()).tell(events);
    for (const [at, event] of events.entries()) books.told({ ...event, id: ids[at]! });
  };
  const disturb = ({ id }: Entry): void => {
    for (const job of books.jobs) if (job.endpoints.has(id)) job.disturbed = true;
  };
  const switchOff = async (entry: Entry, how: (id: Id<'endpoint'>) => Promise<unknown>): Promise<void> => {
    await how(entry.id);
    await heard();
    entry.state = 'off';
    entry.switchedOff += 1;
    disturb(entry);
  };
  const allEvents = sql('test.model.eventIds', 'SELECT id, type, subject FROM events WHERE company_id = $1');

  const operations = {
    tell,
    async create() {
      if (entries('on', 'off').length < mostEndpoints)
        await create(
          `p${books.endpoints.size}`,
          pick(filtersOf),
          pick(['well', 'moody', 'moody', 'ill', 'away']),
        );
    },
    async change() {
      const entry = pick(entries('on', 'off'));
      const moves = oneIn(2);
      const filters = pick(filtersOf);
      const retrySchedule = pick(schedules);
      entry.longest = Math.max(entry.longest, retrySchedule.length);
      await webhooks.endpoints.change(company, entry.id, {
        filters: [...filters],
        retrySchedule: [...retrySchedule],
        ...(moves && { url: receivers.urlOf(entry.name, entry.addresses.length) }),
      });
      await heard();
      Object.assign(entry, { filters });
      if (moves) entry.addresses.push({ fromMs: nowMs() + 1 });
    },
    async mood() {
      receivers.moods.set(pick(entries('on', 'off')).name, pick(['well', 'well', 'moody', 'ill', 'away']));
    },
    async 'switch off'() {
      if (entries('on').length > 2)
        await switchOff(pick(entries('on')), (id) =>
          webhooks.endpoints.change(company, id, { enabled: false }),
        );
    },
    async gone() {
      const entry = entries('on').find(({ filters }) => isWanted(filters, types[0]!));
      if (entry === undefined || entries('on').length <= 2) return;
      await switchOff(entry, async (id) => {
        const mood = receivers.moods.get(entry.name);
        receivers.moods.set(entry.name, 'gone');
        entry.state = 'going';
        for (;;) {
          // In a line, or broken for a while, it may not be asked at once.
          await operations.tell();
          await webhooks.time.pass(company, 0, 0);
          await quiet();
          if (!(await webhooks.endpoints.find(company, id)).enabled) break;
          await world.pass(500);
        }
        receivers.moods.set(entry.name, mood ?? 'well');
      });
    },
    async 'switch on'() {
      const [entry] = entries('off');
      if (entry === undefined) return;
      await webhooks.endpoints.enable(company, entry.id);
      await heard();
      entry.state = 'on';
      disturb(entry);
    },
    async remove() {
      if (entries('on', 'off').length <= 4) return;
      const entry = pick(entries('on', 'off'));
      await webhooks.endpoints.remove(company, entry.id);
      await heard();
      entry.state = 'deleted';
      disturb(entry);
    },
    async rotate() {
      const entry = pick(entries('on', 'off'));
      const overlaps = oneIn(2) && entry.secrets.length < 4;
      const before = nowMs();
      const { secret } = await webhooks.endpoints.rotate(company, entry.id, overlaps ? 3_600 : 0);
      await heard();
      const now = nowMs() + 1;
      for (const old of entry.secrets)
        old.untilMs = Math.min(old.untilMs, overlaps ? before + 3_700_000 : now);
      entry.secrets.push({ secret: secret.reveal(), fromMs: now, untilMs: Infinity });
    },
    pass: () => webhooks.time.pass(company, 1 + below(20), 0),
    async 'send again'() {
      if (books.events.size === 0) return;
      const event = pick([...books.events.values()]);
      const endpoints = entries('on').filter(({ filters }) => isWanted(filters, event.type));
      const one = oneIn(2) ? pick(entries('on')) : undefined;
      await webhooks.replays.one(company, event.id, one?.id);
      for (const { id } of one === undefined ? endpoints : [one]) books.want(event.id, id);
    },
    /** A process dies in the middle of storing events, or at some other moment; another one begins. */
    async kill() {
      const victim = pick(world.moving());
      await victim.haltAfter(1 + below(40), false);
      const telling = victim.tell(some());
      await quiet(victim.stands);
      // It may have been told, and have nothing to do then.
      if (!victim.stands()) await telling;
      await world.kill(victim);
      for (const port of victim.ports) trouble.killed.add(port);
      troubledAtMs = nowMs();
      // What it has stored it has stored for the endpoints as they are.
      for (const event of await database.query<Telling & { id: Id<'event'> }>(allEvents, [company]))
        if (!books.events.has(event.id) && !event.type.startsWith('WEBHOOKS.')) books.told(event);
      await world.start();
    },
    async work() {
      await webhooks.replays.work();
    },
    pause: () => changeReplay('paused'),
    resume: () => changeReplay('running'),
    cancel: () => changeReplay('cancelled'),
    async 'stand still'() {
      const [victim, ...others] = world.moving();
      if (victim === undefined || others.length === 0) return;
      await victim.haltAfter(1 + below(20), true);
      // By another one, which goes on.
      const events = some();
      const ids = await others[0]!.tell(events);
      for (const [at, event] of events.entries()) books.told({ ...event, id: ids[at]! });
      await quiet(victim.stands);
      await victim.standStill();
      await quiet();
      for (const port of victim.ports) trouble.stood.add(port);
      for (const id of await underWay(victim)) trouble.twice.add(id);
      standstills.push({ ports: victim.ports, sinceMs: nowMs(), arrived: receivers.arrivals.length });
      await world.pass(longestLeaseMs, leaseLookMs);
    },
    async 'go on'() {
      for (const each of world.processes) {
        if (!each.stands()) continue;
        each.goOn();
        troubledAtMs = nowMs();
      }
      await heard();
    },
  };
  /** What a process had begun to send when it stood still, and that left it when it went on: another one may have sent it meanwhile. */
  const noteLeftLate = (): void => {
    const ids = new Map([...books.endpoints.values()].map(({ name, id }) => [name, id]));
    for (const { ports, sinceMs, arrived } of standstills)
      for (const { event, name, port, startedMs } of receivers.arrivals.slice(arrived))
        if (ports.has(port) && startedMs <= sinceMs) {
          trouble.twice.add(deliveryId(event, ids.get(name)!));
          trouble.stood.add(port);
        }
  };
  /** What a process has sent of which it has not written down what came. */
  const underWay = async ({ ports }: DispatcherProcess): Promise<Id<'delivery'>[]> => {
    const { attempts } = await readAll(database, webhooks, company);
    const place = (id: string, ms: number): string => `${id} at ${ms}`;
    const written = new Set(attempts.map((each) => place(each.id, each.started_at.getTime())));
    const ids = new Map([...books.endpoints.values()].map(({ name, id }) => [name, id]));
    return receivers.arrivals
      .filter(({ port }) => ports.has(port))
      .map(({ event, name, startedMs }) => ({ id: deliveryId(event, ids.get(name)!), startedMs }))
      .filter(({ id, startedMs }) => !written.has(place(id, startedMs)))
      .map(({ id }) => id);
  };
  type Operation = keyof typeof operations;
  const common: readonly Operation[] = ['tell', 'tell', 'tell', 'tell', 'mood', 'pass'];
  const ofEndpoints: readonly Operation[] = [
    ...([
      'create',
      'change',
      'change',
      'switch off',
      'switch on',
      'switch on',
      'remove',
      'rotate',
      'rotate',
      'gone',
    ] as const),
    'send again',
  ];
  const ofReplays: readonly Operation[] = [
    'work',
    'work',
    'work',
    'pause',
    'resume',
    'resume',
    'cancel',
    'switch off',
    'switch on',
  ];
  const ofProcesses: readonly Operation[] = [
    ...(scene.kills === true ? (['kill'] as const) : []),
    ...(scene.lapses === true ? (['stand still', 'go on', 'go on'] as const) : []),
  ];
  const history: string[] = [];
  const run = async (count: number, kinds: readonly Operation[]): Promise<void> => {
    for (let at = 0; at < count; at += 1) {
      const kind = pick(kinds);
      history.push(kind);
      await operations[kind]();
      // The next one may come while this one has its effects, or when these are over, or later.
      await world.tick(1);
      if (oneIn(2)) await quiet();
      if (oneIn(4)) await world.pass(below(3_000));
    }
  };

  const waiting = sql(
    'test.model.waiting',
    `SELECT endpoint_id, lane, leased, due_at, attempts, tries, line, replay_id FROM webhook_due
     UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, id FROM webhook_replays WHERE state = 'running'`,
  );
  /** What is leased is in somebody's hands, and nothing that could be taken is left where it is. */
  const nothingOverlooked = (left: readonly Waiting[], held: number): void => {
    const leased = left.filter((each) => each.leased === true && each.due_at!.getTime() > nowMs());
    if (nowMs() - troubledAtMs > longestLeaseMs)
      assert.ok(leased.length <= held, `${leased.length} are leased, and ${held} in somebody's hands`);
    for (const { due_at: due, lane, leased: isLeased, line } of left)
      if (lane !== null && lane < 9 && isLeased === false && line === null)
        assert.ok(
          due!.getTime() > nowMs() - overlookedMs,
          `nobody takes what is due since ${due!.toISOString()}`,
        );
  };
  /** Time passes until everything is over. */
  const settle = async (): Promise<Found> => {
    await operations['go on']();
    const sinceMs = nowMs();
    for (let areWell = false; ;) {
      if (!areWell && nowMs() - sinceMs > wellAfterMs) {
        for (const name of receivers.moods.keys()) receivers.moods.set(name, 'well');
        areWell = true;
      }
      await webhooks.replays.work();
      const held = await quiet();
      const left = await database.query<Waiting>(waiting);
      if (left.length + held === 0) break;
      if (nowMs() - sinceMs > longestMs)
        assert.fail(
          `${new Date(nowMs()).toISOString()}: ${held} held, ${inspect(left, { breakLength: 200 })}`,
        );
      nothingOverlooked(left, held);
      const dueInMs = left.map(({ due_at: due }) => (due?.getTime() ?? nowMs()) - nowMs());
      const next = Math.min(...dueInMs.filter((inMs) => inMs > 0));
      await world.pass(
        Math.min(leaseLookMs, Math.max(250, Number.isFinite(next) ? next : 1_000)),
        leaseLookMs,
      );
    }
    const found = await readAll(database, webhooks, company);
    noteLeftLate();
    audit(books, receivers.arrivals, found, trouble);
    if (trouble.killed.size + trouble.stood.size === 0)
      auditMetrics(found, (await Promise.all(world.processes.map((each) => each.attempts()))).flat());
    return found;
  };

  const startReplay = async (found: Found, endpoint: Entry | undefined): Promise<void> => {
    const only = pick(['failed', 'missing', 'missing', 'all'] as const);
    const filters = oneIn(3) ? pick(filtersOf) : [];
    const endpoints = endpoint === undefined ? entries('on', 'off').concat(news()) : [endpoint];
    const states = new Map(found.deliveries.map(({ id, state }) => [id, state]));
    const candidates = new Set<Id<'delivery'>>();
    const possible = new Set<Id<'delivery'>>();
    for (const { id, type, subject } of found.events)
      for (const entry of endpoints) {
        if (!isWanted(filters, type) || subject === entry.id) continue;
        const delivery = deliveryId(id, entry.id);
        const state = states.get(delivery);
        const isMeant =
          only === 'failed'
            ? state === 'exhausted' || state === 'cancelled'
            : isWanted(entry.filters, type) && (only === 'all' || state !== 'delivered');
        if (!isMeant) continue;
        possible.add(delivery);
        if (entry.state === 'on') candidates.add(delivery);
      }
    const until = new Date();
    await reallyWait(2);
    const { id } = await webhooks.replays.start(company, {
      endpoint: endpoint?.id ?? null,
      since: new Date(0),
      until,
      only,
      filters,
    });
    books.jobs.push({
      id,
      only,
      candidates,
      possible,
      endpoints: new Set(endpoints.map((entry) => entry.id)),
      since: receivers.arrivals.length,
      disturbed: false,
    });
    for (const delivery of possible) books.maybe.add(delivery);
  };
  const news = (): Entry => [...books.endpoints.values()].find(({ name }) => name === 'news')!;
  const changeReplay = async (state: 'running' | 'paused' | 'cancelled'): Promise<void> => {
    const job = books.jobs[below(books.jobs.length)];
    if (job === undefined) return;
    await webhooks.replays
      .change(company, job.id, state)
      .catch((error: unknown) => assert.equal((error as Failure).code, 'CONFLICT'));
    if (state === 'cancelled') job.disturbed = true;
  };
  const replay = async (found: Found): Promise<void> => {
    books.jobs = [];
    for (const entry of oneIn(2) ? [undefined] : entries('on').slice(0, 2)) await startReplay(found, entry);
    await run(12, [...common, ...ofReplays, ...ofProcesses]);
    for (const { id, state } of await webhooks.replays.list(company, {
      states: ['paused'],
      endpoint: undefined,
      after: undefined,
      size: 100,
    })) {
      assert.equal(state, 'paused');
      await webhooks.replays.change(company, id, 'running');
    }
    const quiet = await settle();
    for (const job of books.jobs)
      auditJob(books, job, await webhooks.replays.find(company, job.id), receivers.arrivals, quiet, trouble);
  };

  try {
    for (let count = 0; count < scene.dispatchers; count += 1) await world.start();
    await create('news', ['WEBHOOKS'], 'well');
    for (const [at, mood] of (['well', 'moody', 'moody', 'ill'] as const).entries())
      await create(`first${at}`, pick(filtersOf), mood);
    for (let round = 0; round < scene.rounds; round += 1) {
      await run(20, [...common, ...ofEndpoints, ...ofProcesses]);
      await replay(await settle());
    }
  } catch (error) {
    throw new Error(`seed ${seed} of ${scene.name}: ${history.slice(-60).join(', ')}`, { cause: error });
  } finally {
    await world.end();
    await webhooks.stop();
    await receivers.close();
  }
}
