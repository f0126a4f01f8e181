import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { rowsReadBy } from '../../test/support/rows-read.ts';
import { until } from '../../test/support/until.ts';
import { exampleEvent, testSecrets } from '../../test/support/webhooks.ts';
import type { Id } from '../kernel/ids.ts';
import { sql, type Database, type Parameter, type Statement } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { createEvents, type EventRecord } from './index.ts';
import { selectNews } from './store.ts';

const database = await testDatabase();
const secrets = testSecrets();
const fanout = () => Promise.resolve();

/** A database that counts what it has answered, and can be away. */
function counting() {
  const answered = new Map<string, number>();
  const world = { isAway: false };
  const watched: Database = {
    ...database,
    async query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
      const rows = await database.query<Row>(statement, parameters);
      answered.set(statement.name, (answered.get(statement.name) ?? 0) + 1);
      // What was asked before and is answered now is lost, too.
      if (world.isAway) throw new Error('away');
      return rows;
    },
  };
  return { watched, world, of: (name: string) => answered.get(name) ?? 0, answered };
}

const otherProcess = createEvents({ database, secrets, fanout });
const tell = async (company: Id<'company'>): Promise<Id<'event'>> => {
  const told = [exampleEvent(company, 'CARDS.CLEARING.PENDING')];
  const [stored] = await database.work((tx) => otherProcess.appendMany(tx, told));
  return stored!.id;
};

/** Follows until it is stopped; what was told stands in `ids`. */
function follow(events: ReturnType<typeof createEvents>, company: Id<'company'>) {
  const stop = new AbortController();
  const ids: string[] = [];
  const ended = (async () => {
    for await (const told of events.stream(company, undefined, stop.signal))
      ids.push(...told.map(({ id }: EventRecord) => id));
  })();
  return {
    ids,
    async stop() {
      stop.abort();
      await ended;
    },
  };
}

test('however many streams there are, one statement a second looks for what other processes have stored, and none without streams', async () => {
  const { watched, of, answered } = counting();
  const events = createEvents({ database: watched, secrets, fanout });
  const companies = Array.from({ length: 30 }, () => newId('company'));
  const streams = companies.flatMap((company) => [follow(events, company), follow(events, company)]);
  await until(() => Promise.resolve(of('events.news') >= 2 && of('events.searchForwards') >= streams.length));
  // Each has looked once for what it may have missed, and then no more by itself.
  assert.equal(of('events.searchForwards'), streams.length);
  assert.deepEqual([...answered.keys()].toSorted(), ['events.news', 'events.searchForwards']);

  const id = await tell(companies[7]!);
  await until(() => Promise.resolve(streams[14]!.ids.length > 0 && streams[15]!.ids.length > 0));
  assert.deepEqual([streams[14]!.ids, streams[15]!.ids], [[id], [id]]);
  assert.equal(of('events.searchForwards'), streams.length + 2);
  const looks = of('events.news');
  await until(() => Promise.resolve(of('events.news') >= looks + 2));
  // What was told wakes nobody again.
  assert.equal(of('events.searchForwards'), streams.length + 2);

  for (const stream of streams) await stream.stop();
  const before = of('events.news');
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  assert.ok(of('events.news') <= before + 1);
});

test('what is stored while the database cannot be asked is told once it can', async () => {
  const { watched, world, of } = counting();
  const events = createEvents({ database: watched, secrets, fanout });
  const company = newId('company');
  const stream = follow(events, company);
  await until(() => Promise.resolve(of('events.searchForwards') >= 1 && of('events.news') >= 1));
  world.isAway = true;
  const id = await tell(company);
  await until(() => Promise.resolve(of('events.news') >= 3));
  assert.deepEqual(stream.ids, []);
  world.isAway = false;
  await until(() => Promise.resolve(stream.ids.length > 0));
  assert.deepEqual(stream.ids, [id]);
  await stream.stop();
});

test('a look reads what has happened lately, of companies that have much more, and goes on where there is more than fits', async () => {
  const many = sql(
    'test.manyEvents',
    `INSERT INTO events (company_id, id, type, subject, trace_id, created_at, body, sealed)
     SELECT $1, $2 || lpad(n::text, 6, '0'), 'CARDS.CLEARING.PENDING', 's', '', now(), '{}', false FROM generate_series(1, $3::int) AS n`,
  );
  const [busy, quiet] = [newId('company'), newId('company')];
  const first = newId('event').slice(0, 27);
  await database.query(many, [busy, first, 12_000]);
  const since = (company: Id<'company'>, n: number) => ({
    company,
    since: `${first}${String(n).padStart(6, '0')}`,
  });
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeEvents', 'ANALYZE events'));
    const read = await rowsReadBy(database, 'events', async (tx) => {
      const found = await selectNews(tx, [since(busy, 11_990), since(quiet, 1)]);
      assert.deepEqual(
        found.map(({ company, ids }) => [company, ids.length, ids[0]]),
        [[busy, 10, `${first}011991`]],
      );
    });
    assert.ok(read <= 40, `${read} rows`);
  }
});

test('more than fits into a look is told all the same', async () => {
  const { watched, of } = counting();
  const events = createEvents({ database: watched, secrets, fanout });
  const company = newId('company');
  const stream = follow(events, company);
  await until(() => Promise.resolve(of('events.news') >= 1));
  const ids = Array.from({ length: 6_000 }, () => newId('event'));
  await database.query(
    sql(
      'test.eventsOf',
      `INSERT INTO events (company_id, id, type, subject, trace_id, created_at, body, sealed)
       SELECT $1, unnest($2::text[]), 'CARDS.CLEARING.PENDING', 's', '', now(), '{}', false`,
    ),
    [company, ids],
  );
  await until(() => Promise.resolve(stream.ids.length >= ids.length));
  assert.deepEqual(stream.ids, ids.toSorted());
  await stream.stop();
});
