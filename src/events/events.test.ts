import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { rowsRead } from '../../test/support/rows-read.ts';
import { exampleEvent, standingClock, testSecrets } from '../../test/support/webhooks.ts';
import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { catalogue, createEvents, exampleBody, type EventRecord, type EventTypeName } from './index.ts';
import { firstDayKept, keepDayPartitions, selectStretch } from './store.ts';

const database = await testDatabase();
const secrets = testSecrets();
const fannedOut: string[] = [];
const events = createEvents({
  database,
  secrets,
  checked: true,
  fanout: async (_, stored) => void fannedOut.push(...stored.map(({ id }) => id)),
});

async function tell(company: Id<'company'>, ...types: EventTypeName[]): Promise<Id<'event'>[]> {
  const told = types.map((type) => exampleEvent(company, type));
  const stored = await database.work((tx) => events.appendMany(tx, told));
  return stored.map(({ id }) => id);
}

suite('the catalogue', () => {
  for (const [name, type] of catalogue) {
    test(`the example of ${name} is as its schema says`, () => {
      assert.deepEqual(type.data.parse(type.example), type.example);
    });
    test(`the body of ${name} has its members in their order`, () => {
      const body = JSON.parse(exampleBody(type)) as Record<string, unknown>;
      const why = type.status === 'FAILED' || type.status === 'CANCELLED' ? ['reason'] : [];
      assert.deepEqual(Object.keys(body), [
        'operation',
        'sub_operation',
        'operation_id',
        'status',
        ...why,
        'data',
      ]);
    });
  }
});

suite('appending', () => {
  test('stores the exact body, and fans out in the same unit of work', async () => {
    const company = newId('company');
    const ids = await tell(company, 'CARDS.CLEARING.PENDING', 'CARDS.DECLINED.FAILED');
    const found = await events.find(company, ids[1]!);
    assert.deepEqual(JSON.parse(found!.body), {
      operation: 'CARDS',
      sub_operation: 'DECLINED',
      operation_id: ids[1],
      status: 'FAILED',
      reason: catalogue.get('CARDS.DECLINED.FAILED')!.reason,
      data: catalogue.get('CARDS.DECLINED.FAILED')!.example,
    });
    assert.ok(ids.every((id) => fannedOut.includes(id)));
  });

  test('leaves nothing of a unit of work that fails', async () => {
    const company = newId('company');
    const failing = database.work(async (tx) => {
      await events.appendMany(tx, [exampleEvent(company, 'CARDS.CLEARING.PENDING')]);
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    assert.deepEqual((await events.list(company, { size: 10 })).events, []);
  });

  test('text of any kind comes back as it went in', async () => {
    const company = newId('company');
    const odd = '"\\ \u2028 ü 漢 🎉 </script>';
    const event = exampleEvent(company, 'CARDS.CLEARING.PENDING');
    const [stored] = await database.work((tx) =>
      events.appendMany(tx, [{ ...event, data: { ...event.data, metadata: { odd } } }]),
    );
    const { body } = (await events.find(company, stored!.id))!;
    assert.equal(body, stored!.body);
    const read = JSON.parse(body) as { data: { metadata: { odd: string } } };
    assert.equal(read.data.metadata.odd, odd);
  });

  test('an event of another company is not found', async () => {
    const [id] = await tell(newId('company'), 'CARDS.CLEARING.PENDING');
    assert.equal(await events.find(newId('company'), id!), undefined);
  });
});

suite('secrets', () => {
  const rawBody = sql('test.rawBody', 'SELECT body FROM events WHERE company_id = $1 AND id = $2');

  test('are sealed at rest, sent in full, shown without, and erased', async () => {
    const company = newId('company');
    const [id] = await tell(company, 'CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING');
    const code = String(catalogue.get('CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING')!.example['code']);
    const stored = async (): Promise<string> =>
      (await database.query<{ body: string }>(rawBody, [company, id!]))[0]!.body;
    assert.ok(!(await stored()).includes(code));
    assert.ok(!(await events.find(company, id!))!.body.includes(code));
    const sent = await events.toSend(database, [{ company, event: id! }]);
    assert.ok(sent.get(id!)!.body.includes(code));

    await events.eraseSecret(database, company, id!);
    assert.ok(!(await stored()).includes(code));
    assert.equal((await events.toSend(database, [{ company, event: id! }])).size, 0);
    assert.ok((await events.find(company, id!))!.body.includes('challenge_id'));
  });
});

suite('reading', () => {
  test('a filter that few events match pages through all of them', async () => {
    const company = newId('company');
    const many = Array.from({ length: 6000 }, () => exampleEvent(company, 'CARDS.CLEARING.PENDING'));
    const rare = exampleEvent(company, 'CARDS.REFUND.SUCCESS');
    const stored = await database.work((tx) => events.appendMany(tx, [rare, ...many]));
    const first = await events.list(company, { types: ['CARDS.REFUND'], size: 10 });
    assert.deepEqual([first.events.length, typeof first.next], [0, 'string']);
    const second = await events.list(company, { types: ['CARDS.REFUND'], size: 10, cursor: first.next });
    assert.deepEqual(
      second.events.map(({ id }) => id),
      [stored[0]!.id],
    );
    assert.equal(second.next, undefined);
  });

  test('reads about as many rows as it shows, also where one company has all there are', async () => {
    const own = await testDatabase();
    const company = newId('company');
    await own.query(
      sql(
        'test.manyEvents',
        `INSERT INTO events (company_id, id, type, subject, trace_id, created_at, body, sealed)
         SELECT $1, 'evt_' || substr($2, 5, 24) || lpad(n::text, 12, '0'), 'CARDS.REFUND.SUCCESS', 'tx_', '', now(), '{}', false
         FROM generate_series(1, 20000) AS n`,
      ),
      [company, newId('event')],
    );
    await own.query(sql('test.analyzeEvents', 'ANALYZE events'));
    for (let time = 0; time < 8; time += 1) {
      const read = await own.work(async (tx) => {
        const by = { company, after: 'evt_', before: 'evt_~', types: [], subject: null, size: 10 };
        assert.equal((await selectStretch(tx, by)).rows.length, 10);
        return rowsRead(tx, 'events');
      });
      assert.ok(read < 100, `${read} rows`);
    }
  });

  test('a page ends where the search does, also behind a cursor of another one', async () => {
    const company = newId('company');
    const [first, last] = await tell(company, 'CARDS.REFUND.SUCCESS', 'CARDS.CLEARING.SUCCESS');
    const long = { since: new Date(0), until: new Date(1), size: 10 };
    assert.deepEqual((await events.list(company, { ...long, cursor: last })).events, []);
    const later = { since: new Date(Date.now() + 60_000), size: 10, cursor: first };
    assert.deepEqual((await events.listForwards(company, later)).events, []);
    assert.deepEqual((await events.stretch(company, later)).events, []);
  });

  test('types are matched in whole parts', async () => {
    const company = newId('company');
    await tell(company, 'CARDS.DEPOSIT.SUCCESS', 'CARDS.DECLINED.FAILED');
    const found = await events.list(company, { types: ['CARDS.DE'], size: 10 });
    assert.equal(found.events.length, 0);
  });
});

suite('following', () => {
  const collect = async (stream: AsyncIterable<readonly EventRecord[]>, count: number): Promise<string[]> => {
    const ids: string[] = [];
    for await (const told of stream) {
      ids.push(...told.map(({ id }) => id));
      if (ids.length >= count) break;
    }
    return ids;
  };

  test('tells what happens from now on, each once', async () => {
    const company = newId('company');
    await tell(company, 'CARDS.CLEARING.PENDING');
    const stream = events.stream(company, undefined, new AbortController().signal);
    const following = collect(stream, 3);
    const ids = [...(await tell(company, 'CARDS.CLEARING.SUCCESS', 'CARDS.REFUND.SUCCESS'))];
    ids.push(...(await tell(company, 'CARDS.REVERSAL.SUCCESS')));
    const told = await following;
    assert.deepEqual(told.slice(-3), ids);
  });

  test('does not wait for the future that the last event claims to be of', async () => {
    const company = newId('company');
    const stream = events.stream(
      company,
      'evt_ffffffff-ffff-7fff-bfff-ffffffffffff',
      new AbortController().signal,
    );
    const following = collect(stream, 1);
    const [told] = await tell(company, 'CARDS.CLEARING.SUCCESS');
    assert.deepEqual(await following, [told]);
  });

  test('resumes after the last event, and finds what a slow commit made visible late', async () => {
    const company = newId('company');
    let commitSlow: () => void = () => undefined;
    const slowGate = new Promise<void>((resolve) => (commitSlow = resolve));
    let slowId: string | undefined;
    const slow = database.work(async (tx) => {
      const [stored] = await events.appendMany(tx, [exampleEvent(company, 'CARDS.REFUND.SUCCESS')]);
      slowId = stored!.id;
      await slowGate;
    });
    const [fast] = await tell(company, 'CARDS.CLEARING.PENDING');
    const stream = events.stream(company, fast, new AbortController().signal);
    const first = await stream.next();
    assert.deepEqual(
      (first.value as EventRecord[]).map(({ id }) => id),
      [fast],
    );
    commitSlow();
    await slow;
    const second = await stream.next();
    assert.deepEqual(
      (second.value as EventRecord[]).map(({ id }) => id),
      [slowId],
    );
    await stream.return(undefined);
  });

  test('what became visible late while a reader took nothing for a minute is told', async () => {
    const clock = standingClock();
    const follower = createEvents({ database, secrets, clock, fanout: () => Promise.resolve() });
    const company = newId('company');
    const gate = Promise.withResolvers<void>();
    const stored = Promise.withResolvers<string>();
    const slow = database.work(async (tx) => {
      const [event] = await events.appendMany(tx, [exampleEvent(company, 'CARDS.REFUND.SUCCESS')]);
      stored.resolve(event!.id);
      await gate.promise;
    });
    const slowId = await stored.promise;
    const [fast] = await tell(company, 'CARDS.CLEARING.PENDING');
    const stream = follower.stream(company, fast, new AbortController().signal);
    const idsOf = async (): Promise<string[]> =>
      ((await stream.next()).value as EventRecord[]).map(({ id }) => id);
    assert.deepEqual(await idsOf(), [fast]);
    gate.resolve();
    await slow;
    clock.advance(60_000);
    assert.deepEqual(await idsOf(), [slowId]);
    await stream.return(undefined);
  });
});

suite('partitions', () => {
  const partitions = sql(
    'test.partitions',
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
     WHERE inhparent = 'events'::regclass ORDER BY 1`,
  );
  const names = async (): Promise<string[]> =>
    (await database.query<{ name: string }>(partitions)).map(({ name }) => name);

  /** It was looked on each of the last days. */
  const looked = (): Promise<unknown> =>
    database.work(async (tx) => {
      for (const past of [3, 2, 1]) await firstDayKept(tx, new Date(Date.now() - past * 86_400_000), 30);
    });

  test('are made a week ahead, and dropped when all in them is too old', async () => {
    const now = new Date();
    const dayOf = (days: number): string =>
      `events_${new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}`;
    await database.work((tx) =>
      keepDayPartitions(tx, 'events', 'evt', new Date(now.getTime() - 40 * 86_400_000), undefined),
    );
    assert.ok((await names()).includes(dayOf(-40)));
    // After one look alone the clock may as well have leapt ahead.
    assert.equal(await events.keep(30), 0);
    assert.ok((await names()).includes(dayOf(-40)));
    await looked();
    await events.keep(30);
    const left = await names();
    assert.ok(left.includes(dayOf(7)) && left.includes(dayOf(0)));
    assert.ok(!left.includes(dayOf(-40)) && !left.includes(dayOf(-33)));
    await events.keep(30);
    assert.deepEqual(await names(), left);
  });

  test('that are gone leave nothing behind of what came for them since', async () => {
    const company = newId('company');
    const tell = async (...takesBack: Id<'event'>[]): Promise<Id<'event'>> => {
      const event = exampleEvent(company, 'CARDS.DEPOSIT.CANCELLED', { takesBack });
      return (await database.work((tx) => events.appendMany(tx, [event])))[0]!.id;
    };
    const late = await tell(newId('event'));
    const kept = await tell(late);
    for (const table of ['events', 'events_taken_back'])
      await database.execute(
        sql(`test.makeOld.${table}`, `UPDATE ${table} SET id = 'evt_0197' || substr(id, 9) WHERE id = $1`),
        [late],
      );
    const left = async (): Promise<number[]> =>
      (
        await database.query<{ count: number }>(
          sql(
            'test.leftOfCompany',
            `SELECT count(*)::int4 AS count FROM events WHERE company_id = $1
             UNION ALL SELECT count(*)::int4 FROM events_taken_back WHERE company_id = $1`,
          ),
          [company],
        )
      ).map(({ count }) => count);
    assert.deepEqual(await left(), [2, 2]);
    await looked();
    await events.keep(30);
    assert.deepEqual(await left(), [1, 1]);
    assert.deepEqual([...(await events.takenBack(company, [late, kept]))], [[kept, [late]]]);
  });

  test('that were made late get what the default partition took meanwhile', async () => {
    const company = newId('company');
    const far = Date.now() + 100 * 86_400_000;
    const hex = far.toString(16).padStart(12, '0');
    const id = `evt_${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
    const insert = sql(
      'test.insertFar',
      `INSERT INTO events (company_id, id, type, subject, trace_id, created_at, body, sealed)
       VALUES ($1, $2, 'CARDS.REFUND.SUCCESS', '', '', now(), '{}', false)`,
    );
    await database.execute(insert, [company, id]);
    await database.work((tx) => keepDayPartitions(tx, 'events', 'evt', new Date(far), undefined));
    assert.equal((await events.find(company, id))!.id, id);
    const where = sql(
      'test.where',
      'SELECT tableoid::regclass::text AS name FROM events WHERE company_id = $1',
    );
    const [row] = await database.query<{ name: string }>(where, [company]);
    assert.match(row!.name, /^events_\d{8}$/);
  });
});
