import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql, type Database } from '../../platform/database.ts';
import { deliveryId } from '../delivery/delivery-id.ts';
import type { DeliveryRecord, Webhooks } from '../index.ts';
import type { Books, Entry, Job, Told } from './books.ts';
import type { Arrival } from './misbehaving.ts';

/** An attempt as it was written down. */
export interface Attempt {
  readonly id: Id<'delivery'>;
  readonly number: number;
  readonly endpoint_id: Id<'endpoint'>;
  readonly event_id: Id<'event'>;
  readonly started_at: Date;
  readonly delivered: boolean;
  readonly status_code: number | null;
  readonly error: string | null;
}

/** What there is when it is quiet. */
export interface Found {
  readonly attempts: readonly Attempt[];
  readonly events: readonly (Told & { readonly body: { readonly data: Record<string, unknown> } })[];
  readonly deliveries: readonly DeliveryRecord[];
  readonly due: number;
}

/** What may have happened to those that send. */
export interface Trouble {
  /** The ports of processes that were killed: what they had sent last was not written down. */
  readonly killed: Set<number>;
  /** The ports of processes that stood still for longer than a lease: meanwhile they have heard of nothing. */
  readonly stood: Set<number>;
  /** What such a one was sending: two have sent the same. */
  readonly twice: Set<Id<'delivery'>>;
}

const attemptsOf = sql(
  'test.model.attempts',
  `SELECT id, number, endpoint_id, event_id, started_at, delivered, status_code, error FROM webhook_attempts WHERE company_id = $1 ORDER BY id, started_at`,
);
const eventsOf = sql(
  'test.model.events',
  'SELECT id, type, subject, body FROM events WHERE company_id = $1 ORDER BY id',
);
const dueOf = sql('test.model.due', 'SELECT count(*)::int4 AS due FROM webhook_due WHERE company_id = $1');

export async function readAll(
  database: Database,
  webhooks: Webhooks,
  company: Id<'company'>,
): Promise<Found> {
  const attempts = await database.query<Attempt>(attemptsOf, [company]);
  const events = await database.query<Told & { readonly body: string }>(eventsOf, [company]);
  const [due] = await database.query<{ due: number }>(dueOf, [company]);
  const deliveries: DeliveryRecord[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await webhooks.deliveries.list(company, { size: 37, cursor });
    deliveries.push(...page.deliveries);
    if ((cursor = page.next) === undefined) break;
  }
  return {
    attempts,
    deliveries,
    due: due!.due,
    events: events.map((event) => ({ ...event, body: JSON.parse(event.body) as never })),
  };
}

const isNews = (type: EventTypeName | null): boolean => type?.startsWith('WEBHOOKS.') === true;
const keyOf = (event: string, endpoint: string): Id<'delivery'> =>
  deliveryId(event as Id<'event'>, endpoint as Id<'endpoint'>);

/** Compares all that there is with what should be, when it is quiet. */
export function audit(books: Books, arrivals: readonly Arrival[], found: Found, trouble: Trouble): void {
  assert.equal(found.due, 0);
  const byName = new Map([...books.endpoints.values()].map((entry) => [entry.name, entry]));
  const accepted = new Set(found.attempts.filter(({ delivered }) => delivered).map(({ id }) => id));
  const attempts = Map.groupBy(found.attempts, ({ id }) => id);
  eachOnce(books, found, accepted);
  everyAttemptArrived(byName, arrivals, found.attempts, trouble);
  numbersInARow(books, attempts, trouble);
  neverAfterItsSchedule(books, byName, arrivals);
  linesInOrder(byName, arrivals, books, trouble);
  signedAndAddressed(
    byName,
    arrivals.filter(({ port }) => !trouble.stood.has(port)),
  );
  outOfTriesToldOnce(books, found, attempts, trouble);
  switchedOffToldOnce(books, found);
}

/** What is there once stays there. Each event and each endpoint that was to be told has one delivery, which is delivered if it was accepted, and undelivered if not. */
function eachOnce(books: Books, { deliveries }: Found, accepted: ReadonlySet<string>): void {
  const listed = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  assert.equal(listed.size, deliveries.length, 'each delivery is listed once');
  for (const [id, { event, endpoint }] of books.wanted) {
    const delivery = listed.get(id);
    assert.ok(delivery, `${event} was to go to ${endpoint}`);
    assert.deepEqual([delivery.event, delivery.endpoint], [event, endpoint]);
  }
  for (const { id, state, type, event, endpoint } of deliveries) {
    assert.ok(
      books.wanted.has(id) || books.maybe.has(id) || isNews(type),
      `${event} was not to go to ${endpoint}`,
    );
    assert.ok(state !== 'pending', `${id} is pending`);
    assert.equal(state === 'delivered', accepted.has(id), `${id} is ${state}`);
    books.want(event, endpoint);
  }
}

/** What was written down has arrived, and was answered so; what has arrived was written down, but for what died with its process. */
function everyAttemptArrived(
  byName: ReadonlyMap<string, Entry>,
  arrivals: readonly Arrival[],
  attempts: readonly Attempt[],
  { killed }: Trouble,
): void {
  const place = (id: string, startedMs: number): string => `${id} at ${startedMs}`;
  const arrived = new Map(
    arrivals.map((arrival) => [
      place(keyOf(arrival.event, byName.get(arrival.name)!.id), arrival.startedMs),
      arrival,
    ]),
  );
  const written = new Map(
    attempts.map((attempt) => [place(attempt.id, attempt.started_at.getTime()), attempt]),
  );
  for (const [at, { number, delivered, status_code: status, error }] of written) {
    const arrival = arrived.get(at);
    if (arrival === undefined) {
      // A connection that broke, or took too long, before anything of it was read.
      assert.ok(status === null && !delivered, `attempt ${number} of ${at} never arrived`);
      continue;
    }
    assert.equal(arrival.attempt, number, at);
    if (delivered)
      assert.ok((arrival.status ?? 0) >= 200 && (arrival.status ?? 0) < 300, `${at} was accepted`);
    else if (error === 'status' || error === 'redirect') assert.equal(status, arrival.status, at);
  }
  for (const [at, { port }] of arrived)
    assert.ok(written.has(at) || killed.has(port), `${at} was not written down`);
}

/** The same attempt twice: where two have sent it, or one before and one after its endpoint was switched off or deleted. */
const maySendTwice = (
  books: Books,
  { twice }: Trouble,
  id: Id<'delivery'>,
  endpoint: Id<'endpoint'>,
): boolean => twice.has(id) || wasSwitchedOff(books.endpoints.get(endpoint));

const wasSwitchedOff = (entry: Entry | undefined): boolean =>
  entry === undefined || entry.switchedOff > 0 || entry.state === 'deleted';

/** 1, 2, 3 …; none twice but where that may be. */
function numbersInARow(
  books: Books,
  attempts: ReadonlyMap<Id<'delivery'>, readonly Attempt[]>,
  trouble: Trouble,
): void {
  for (const [id, tried] of attempts) {
    const numbers = tried.map(({ number }) => number);
    const distinct = new Set(numbers);
    assert.equal(Math.max(...numbers), distinct.size, `attempts ${numbers.join(', ')} of ${id}`);
    if (!maySendTwice(books, trouble, id, tried[0]!.endpoint_id))
      assert.equal(numbers.length, distinct.size, `attempts ${numbers.join(', ')} of ${id}`);
  }
}

/** Nothing is sent when it is out of tries, unless somebody asks for it. */
function neverAfterItsSchedule(
  books: Books,
  byName: ReadonlyMap<string, Entry>,
  arrivals: readonly Arrival[],
): void {
  const sent = new Map<Id<'delivery'>, Set<number>>();
  for (const { name, event, attempt, replay } of arrivals) {
    // Not news, whose endpoint has a schedule of its own.
    if (replay || !books.events.has(event)) continue;
    const { id, longest } = byName.get(name)!;
    const numbers = sent.get(keyOf(event, id)) ?? new Set();
    sent.set(keyOf(event, id), numbers.add(attempt));
    assert.ok(numbers.size <= longest + 1, `${event} was sent to ${name} for the ${attempt}th time`);
  }
}

/**
 * On an ordered endpoint nothing arrives before all that was before it in its line is over; but what is replayed. Where two have sent
 * the same, one of them does so after the other had it accepted: only its first time is before. What was cancelled as its endpoint was
 * switched off may be sent all the same where that is on again at once, and is not before what came then.
 */
function linesInOrder(
  byName: ReadonlyMap<string, Entry>,
  arrivals: readonly Arrival[],
  books: Books,
  { stood }: Trouble,
): void {
  const lapsed = stood.size > 0;
  for (const [name, { id, ordered }] of byName) {
    if (!ordered) continue;
    const here = Map.groupBy(
      [...arrivals.entries()]
        .map(([order, arrival]) => [lapsed ? arrival.startedMs : order, arrival] as const)
        .filter(([, arrival]) => arrival.name === name),
      ([, { event }]) => event,
    );
    const lines = Map.groupBy(
      [...here].filter(([event, list]) => books.events.has(event) && !list.some(([, { replay }]) => replay)),
      ([event]) => `${books.events.get(event)!.subject} ${books.eras.get(keyOf(event, id))}`,
    );
    for (const [subject, line] of lines) {
      const inOrder = line.toSorted(([one], [other]) => (one < other ? -1 : 1));
      for (const [at, [event, list]] of inOrder.entries()) {
        const next = inOrder[at + 1];
        if (next === undefined) continue;
        const last = (lapsed ? Math.min : Math.max)(...list.map(([order]) => order));
        const first = Math.min(...next[1].map(([order]) => order));
        assert.ok(
          lapsed ? last <= first : last < first,
          `${next[0]} overtook ${event} in line ${subject} of ${name}`,
        );
      }
    }
  }
}

/** By the newest secret that all knew of, or a newer one, by none that had ended, and to the newest address. */
function signedAndAddressed(byName: ReadonlyMap<string, Entry>, arrivals: readonly Arrival[]): void {
  for (const { name, version, event, startedMs, timestamp, body, signatures } of arrivals) {
    const { secrets, addresses } = byName.get(name)!;
    const isSigned = (secret: string): boolean => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const mac = createHmac('sha256', key).update(`${event}.${timestamp}.${body}`).digest('base64');
      return signatures.includes(`v1,${mac}`);
    };
    const known = secrets.findLastIndex(({ fromMs }) => fromMs <= startedMs);
    const by = secrets.flatMap(({ secret }, at) => (isSigned(secret) ? [at] : []));
    assert.ok(
      secrets.slice(Math.max(0, known)).some(({ secret }) => isSigned(secret)),
      `${event} to ${name} is signed by its secrets ${by.join(', ')}, at ${startedMs}: ${JSON.stringify(secrets)}`,
    );
    for (const { secret, untilMs } of secrets)
      if (untilMs < startedMs) assert.ok(!isSigned(secret), `${event} to ${name} is not signed as it was`);
    const address = addresses.findLastIndex(({ fromMs }) => fromMs <= startedMs);
    assert.ok(version >= address, `${event} went to an address that ${name} had`);
  }
}

/** That a delivery is out of tries is told once for each round that ended so, and never of what was accepted by then. */
function outOfTriesToldOnce(
  books: Books,
  { events, deliveries }: Found,
  attempts: ReadonlyMap<Id<'delivery'>, readonly Attempt[]>,
  trouble: Trouble,
): void {
  const told = new Map<Id<'delivery'>, number[]>();
  for (const { type, body } of events) {
    if (type !== 'WEBHOOKS.DELIVERY_EXHAUSTED.FAILED') continue;
    const { event_id: event, endpoint_id: endpoint, attempts: number } = body.data;
    const id = keyOf(String(event), String(endpoint));
    const before = told.get(id) ?? [];
    if (!maySendTwice(books, trouble, id, endpoint as Id<'endpoint'>))
      assert.ok(!before.includes(Number(number)), `that ${id} is out of tries is told once`);
    told.set(id, [...before, Number(number)]);
    const tried = attempts.get(id) ?? [];
    assert.ok(tried.some((attempt) => attempt.number === number && !attempt.delivered));
    // Where two have it, one may be accepted, of an earlier attempt, after the other one's last was refused.
    const earlier = trouble.twice.has(id) ? [] : tried.filter((attempt) => attempt.number <= Number(number));
    assert.ok(!earlier.some(({ delivered }) => delivered), `${id} was accepted, and told as out of tries`);
  }
  // What was sent again after it had been out of tries, and cancelled in that round with its endpoint, has more attempts since.
  for (const { id, type, state, endpoint, attempts: number } of deliveries)
    if (state === 'exhausted' && !isNews(type)) {
      const numbers = told.get(id) ?? [];
      const isTold = maySendTwice(books, trouble, id, endpoint)
        ? numbers.length > 0
        : numbers.includes(number);
      assert.ok(isTold, `${id} is out of tries after ${number}, told after ${numbers.join(', ')}`);
    }
}

function switchedOffToldOnce(books: Books, { events }: Found): void {
  const told = Map.groupBy(
    events.filter(({ type }) => type === 'WEBHOOKS.ENDPOINT_DISABLED.SUCCESS'),
    ({ body }) => String(body.data['endpoint_id']),
  );
  for (const { id, switchedOff } of books.endpoints.values())
    assert.equal(told.get(id)?.length ?? 0, switchedOff, `how often ${id} was switched off`);
}

/** What processes have counted themselves: how many attempts were accepted, and how many failed of what. */
export function auditMetrics(
  { attempts }: Found,
  counted: readonly (readonly [outcome: string, error: string, count: number])[],
): void {
  const total = (pairs: readonly (readonly [string, number])[]): Record<string, number> => {
    const sums: Record<string, number> = {};
    for (const [what, count] of pairs) sums[what] = (sums[what] ?? 0) + count;
    return Object.fromEntries(Object.entries(sums).sort(([one], [other]) => (one < other ? -1 : 1)));
  };
  assert.deepEqual(
    total(counted.map(([outcome, error, count]) => [outcome === 'delivered' ? outcome : error, count])),
    total(attempts.map(({ delivered, error }) => [delivered ? 'delivered' : String(error), 1])),
  );
}

/** How a replay counted, against what arrived. */
export function auditJob(
  books: Books,
  job: Job,
  counted: {
    readonly state: string;
    readonly matched: number;
    readonly queued: number;
    readonly sent: number;
    readonly failed: number;
  },
  arrivals: readonly Arrival[],
  { attempts, deliveries }: Found,
  { killed, stood }: Trouble,
): void {
  const byName = new Map([...books.endpoints.values()].map(({ name, id }) => [name, id]));
  const mine = arrivals
    .slice(job.since)
    .filter(({ name, replay }) => replay && job.endpoints.has(byName.get(name)!))
    .map((arrival) => ({ id: keyOf(arrival.event, byName.get(arrival.name)!), arrival }));
  const tries = Map.groupBy(mine, ({ id }) => id);
  const firsts = { accepted: 0, refused: 0, either: 0 };
  for (const [id, list] of tries) {
    assert.ok(job.possible.has(id), `${id} was not to be sent again`);
    const started = new Set(list.map(({ arrival }) => arrival.startedMs));
    const written = attempts.filter(
      (attempt) => attempt.id === id && started.has(attempt.started_at.getTime()),
    );
    const number = Math.min(...written.map((attempt) => attempt.number));
    const first = written.filter((attempt) => attempt.number === number).map(({ delivered }) => delivered);
    if (first.length === 0) continue;
    if (new Set(first).size > 1) firsts.either += 1;
    else firsts[first[0] === true ? 'accepted' : 'refused'] += 1;
  }
  const { state, matched, queued, sent, failed } = counted;
  const what = `${job.id} of ${job.only}: ${JSON.stringify(counted)}, ${JSON.stringify(firsts)}, ${job.candidates.size} to be sent`;
  assert.equal(matched, job.candidates.size, what);
  assert.ok(sent >= firsts.accepted && sent <= firsts.accepted + firsts.either, what);
  if (state === 'done') assert.equal(sent + failed, queued, what);
  if (state === 'done' && !job.disturbed) {
    assert.equal(queued, job.candidates.size, what);
    const listed = new Set(deliveries.map(({ id }) => id));
    for (const id of job.candidates) assert.ok(listed.has(id), `${id} was to be sent again`);
    if (killed.size + stood.size === 0) assert.equal(tries.size, queued, what);
  }
}
