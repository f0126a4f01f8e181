/**
 * Events to endpoints that misbehave at random, while these are made, changed, switched off and on and deleted, secrets rotate, clocks move,
 * replays run, and dispatchers are killed or stand still: whenever it is quiet, everything is as books kept beside it say. A failure
 * prints its seed.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { monotonicMs } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { randomInt } from '../platform/random.ts';
import { audit, auditJob, auditMetrics, readAll, type Found } from './testing/audit.ts';
import { isWanted, openBooks, type Entry } from './testing/books.ts';
import {
  places,
  startDispatcher,
  type DispatcherProcess,
  type Telling,
} from './testing/dispatcher-process.ts';
import { startMisbehaving, type Mood } from './testing/misbehaving.ts';

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
  { name: 'dispatchers that are killed', dispatchers: 2, rounds: 2, kills: true },
  {
    name: 'dispatchers that stand still for longer than their leases',
    dispatchers: 2,
    rounds: 2,
    lapses: true,
  },
];

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
/** Each takes 15 ms and more: what hangs is given up after two seconds. */
const mostRounds = 2_000;
const wellAfterRounds = 150;

for (const scene of scenes)
  test(`the deliveries are what the books say: ${scene.name}`, () => play(scene, randomInt(0, 2 ** 31)));

async function play(scene: Scene, seed: number): Promise<void> {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const oneIn = (n: number): boolean => below(n) === 0;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;

  const database = await testDatabase();
  const company = newId('company');
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const nowMs = (): number => Date.now() + Atomics.load(cells, places.aheadMs);
  const advance = (ms: number): void => void Atomics.add(cells, places.aheadMs, ms);
  const { webhooks } = joinWebhooks(database, {
    company,
    clock: { now: () => new Date(nowMs()), advance },
  });
  // What misbehaves draws by itself: what arrives when is not ours to say.
  const receivers = await startMisbehaving((n) =>
    Math.floor(randomFrom(seed + receivers.arrivals.length)() * n),
  );
  const books = openBooks();
  const processes: DispatcherProcess[] = [];
  const standing = new Map<DispatcherProcess, () => Promise<void>>();
  const trouble = { killed: false, lapsed: scene.lapses === true };

  const start = async (): Promise<void> =>
    void processes.push(await startDispatcher(database, company, cells));
  const moving = (): DispatcherProcess[] => processes.filter((each) => !standing.has(each));
  const entries = (...states: Entry['state'][]): Entry[] =>
    [...books.endpoints.values()].filter(({ state, name }) => states.includes(state) && name !== 'news');

  let markers = 0;
  /** Every process has heard of what was changed before. */
  const heard = async (): Promise<void> => {
    const marker = `marker ${(markers += 1)}`;
    await database.notify('webhooks', marker);
    await Promise.all(moving().map((each) => each.heard(marker)));
  };

  const create = async (name: string, filters: readonly string[], mood: Mood): Promise<void> => {
    receivers.moods.set(name, mood);
    const ordered = name !== 'news' && oneIn(3);
    const { endpoint, secret } = await webhooks.endpoints.create(company, {
      url: receivers.urlOf(name, 0),
      filters: [...filters],
      ordered,
      retrySchedule: [...pick(schedules)],
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
    const ids = await pick(moving()).tell(events);
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
      await webhooks.endpoints.change(company, entry.id, {
        filters: [...filters],
        retrySchedule: [...pick(schedules)],
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
          await webhooks.time.pass(company, 0, 100);
          if (!(await webhooks.endpoints.find(company, id)).enabled) break;
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
    pass: () => webhooks.time.pass(company, 1 + below(20), 50),
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
      const victim = pick(moving());
      const telling = victim.tell(some());
      if (oneIn(2)) await telling;
      else await sleep(below(4));
      await victim.kill();
      processes.splice(processes.indexOf(victim), 1);
      trouble.killed = true;
      // What it has stored it has stored for the endpoints as they are.
      for (const event of await database.query<Telling & { id: Id<'event'> }>(allEvents, [company]))
        if (!books.events.has(event.id) && !event.type.startsWith('WEBHOOKS.')) books.told(event);
      await start();
    },
    async work() {
      await webhooks.replays.work();
    },
    pause: () => changeReplay('paused'),
    resume: () => changeReplay('running'),
    cancel: () => changeReplay('cancelled'),
    async 'stand still'() {
      if (standing.size > 0) return;
      const process = pick(moving());
      standing.set(process, await process.standStill());
      advance(longestLeaseMs);
    },
    async 'go on'() {
      for (const [process, goOn] of standing) {
        await goOn();
        standing.delete(process);
      }
      await heard();
    },
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
      if (oneIn(3)) await sleep(below(15));
    }
  };

  const waiting = sql(
    'test.model.waiting',
    `SELECT endpoint_id, lane, leased, due_at, attempts, tries, line, replay_id FROM webhook_due
     UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, id FROM webhook_replays WHERE state = 'running'`,
  );
  /** Time passes until everything is over. */
  const settle = async (): Promise<Found> => {
    await operations['go on']();
    for (let rounds = 1; ; rounds += 1) {
      // Those that are ill are tried one at a time: with many deliveries that would take minutes.
      if (rounds === wellAfterRounds)
        for (const name of receivers.moods.keys()) receivers.moods.set(name, 'well');
      await webhooks.replays.work();
      await webhooks.time.pass(company, 40, 0);
      const left = await database.query(waiting);
      const held = await Promise.all(processes.map((each) => each.held()));
      const inHands = held.reduce((sum, each) => sum + each, 0);
      if (left.length + inHands === 0) break;
      if (rounds === mostRounds)
        assert.fail(
          `${new Date(nowMs()).toISOString()}: ${held.join('+')} held, ${inspect(left, { breakLength: 200 })}`,
        );
      if (trouble.lapsed) advance(longestLeaseMs);
      // What one that was killed had is free after two such steps; what another takes between them stays its own.
      else if (trouble.killed && inHands === 0) advance(longestLeaseMs / 2);
      await sleep(10);
    }
    const found = await readAll(database, webhooks, company);
    audit(books, receivers.arrivals, found, trouble);
    if (!trouble.killed && !trouble.lapsed)
      auditMetrics(found, (await Promise.all(processes.map((each) => each.attempts()))).flat());
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
    await sleep(2);
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

  // A machine that stands still for long is one more trouble.
  let lookedMs = monotonicMs();
  const watch = setInterval(() => {
    trouble.lapsed ||= monotonicMs() - lookedMs > 5_000;
    lookedMs = monotonicMs();
  }, 500);
  try {
    for (let count = 0; count < scene.dispatchers; count += 1) await start();
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
    clearInterval(watch);
    for (const goOn of standing.values()) await goOn();
    await Promise.all(processes.map((each) => each.stop()));
    await webhooks.stop();
    await receivers.close();
  }
}
