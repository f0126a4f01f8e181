import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { z } from 'zod';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import type { Answered } from '../../../test/support/http.ts';
import { Failure } from '../../kernel/failures.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import { sql } from '../../platform/database.ts';
import type { Database } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { createIdempotency, type Idempotency, type RepeatableAnswer } from './index.ts';
import { forgetOld } from './store.ts';

const insert = sql('test.insert', `INSERT INTO things (name) VALUES ($1)`);
const count = sql('test.count', `SELECT count(*) AS count FROM things WHERE name = $1`);
const makeTable = sql('test.things', `CREATE TABLE IF NOT EXISTS things (name text)`);
const expire = sql('test.expire', `UPDATE idempotency_keys SET lease_until = now(), full_until = now()`);
const age = sql('test.age', `UPDATE idempotency_keys SET created_at = now() - interval '25 hours'`);
const readAll = sql('test.read_all', `SELECT to_jsonb(k)::text AS text FROM idempotency_keys k`);

const makeJourneys = sql(
  'test.journeys',
  `CREATE TABLE IF NOT EXISTS journeys (key text PRIMARY KEY, arrived boolean DEFAULT false)`,
);
const journeyOf = sql('test.journey_of', `SELECT arrived FROM journeys WHERE key = $1`);
const begin = sql('test.begin', `INSERT INTO journeys (key) VALUES ($1)`);
const arrive = sql('test.arrive', `UPDATE journeys SET arrived = true`);

let refusesJourneys = false;
/** What the handler does next, once. */
let misbehave: (() => Promise<void>) | undefined;

const access = { kind: 'company', level: 2, product: 'cards' } as const;
function thingRoutes({ database }: { database: Database }): Route[] {
  return [
    route({
      method: 'POST',
      path: '/test/things',
      operationId: 'makeThing',
      summary: 'Makes a thing',
      tag: 'Test',
      access,
      body: z.object({ name: z.string(), refuse: z.boolean().optional() }),
      answer: {
        status: 200,
        schema: z.object({ made: z.string(), secret: z.string() }),
        secrets: ['secret'],
      },
      handle: async ({ body }) => {
        // A thing without a name is only looked for.
        await database.work((tx) => tx.execute(body.name === '' ? count : insert, [body.name]));
        const act = misbehave;
        misbehave = undefined;
        await act?.();
        if (body.refuse === true) throw new Failure('VAL', 'A rule said no.');
        return { made: body.name, secret: `hush-${body.name}` };
      },
    }),
    route({
      method: 'PUT',
      path: '/test/needs-key',
      operationId: 'needsKey',
      summary: 'Cannot do without a key',
      tag: 'Test',
      access,
      idempotency: 'required',
      answer: { status: 201 },
      handle: () => Promise.resolve(undefined),
    }),
    route({
      method: 'POST',
      path: '/test/journeys',
      operationId: 'beginJourney',
      summary: 'Begins what takes longer than a request',
      tag: 'Test',
      access,
      idempotency: 'own',
      body: z.object({ name: z.string() }),
      answer: { status: 200, schema: z.object({ journey: z.string() }) },
      handle: async ({ caller, body }) => {
        const [begun] = await database.query<{ arrived: boolean }>(journeyOf, [caller.idempotencyKey!]);
        if (begun === undefined) {
          if (refusesJourneys) throw new Failure('VAL', 'There is no room.');
          await database.work((tx) => tx.execute(begin, [caller.idempotencyKey!]));
          const act = misbehave;
          misbehave = undefined;
          await act?.();
        } else if (!begun.arrived) throw new Failure('WARNING', 'It is under way.');
        return { journey: begun === undefined ? `${body.name} begins` : `${body.name} is over` };
      },
    }),
  ];
}

const api = await testApi({ routes: thingRoutes });
await api.database.execute(makeTable);
await api.database.execute(makeJourneys);

const make = (name: string, key: string, more: object = {}, url = api.url): Promise<Answered> =>
  ask(url, 'POST', '/test/things', {
    key: api.key,
    headers: { 'idempotency-key': key },
    body: { name, ...more },
  });
const made = async (name: string): Promise<bigint | undefined> =>
  (await api.database.query<{ count: bigint }>(count, [name]))[0]?.count;

test('a repeat gets the first answer again, and nothing is done twice', async () => {
  const first = await make('first', 'k1');
  const again = await make('first', 'k1');
  assert.deepEqual(again.body, first.body);
  assert.equal(first.headers['idempotent-replayed'], undefined);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.equal(await made('first'), 1n);
});

test('the other name of the header is the same key', async () => {
  await make('names', 'k-names');
  const headers = { 'x-idempotency-key': 'k-names' };
  const again = await ask(api.url, 'POST', '/test/things', {
    key: api.key,
    headers,
    body: { name: 'names' },
  });
  assert.equal(again.headers['idempotent-replayed'], 'true');
});

test('what a rule refused is answered the same way again', async () => {
  const first = await make('refused', 'k2', { refuse: true });
  const again = await make('refused', 'k2', { refuse: true });
  assert.deepEqual([first.status, again.status, again.text], [412, 412, first.text]);
  assert.equal(await made('refused'), 1n);
});

test('another body under the same key is a 409, and a wrong request uses no key up', async () => {
  assert.equal((await make('wrong', 'k3', { refuse: 5 })).status, 400);
  await make('one', 'k3');
  const other = await make('two', 'k3');
  assert.deepEqual([other.status, other.body.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
  assert.equal(await made('two'), 0n);
});

test('what was answered is answered as before, whatever is asked of such requests by now', async () => {
  const first = await make('rules change', 'k3b');
  const refused = await make('another', 'k3c', { refuse: true });
  const stricter = await testApi({
    database: api.database,
    routes: (doors) =>
      thingRoutes(doors).map((one) =>
        one.method === 'POST' ? Object.assign(one, { body: z.object({ name: z.string().max(3) }) }) : one,
      ),
  });
  const again = await make('rules change', 'k3b', {}, stricter.url);
  assert.deepEqual([again.status, again.body], [200, first.body]);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  const refusedAgain = await make('another', 'k3c', { refuse: true }, stricter.url);
  assert.deepEqual([refusedAgain.status, refusedAgain.text], [412, refused.text]);
  // A wrong body is another body.
  const other = await make('one more', 'k3b', { refuse: 5 }, stricter.url);
  assert.deepEqual([other.status, other.body.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
  // Under no key, and under one of yesterday, it is looked at by the rules of now.
  assert.equal((await make('rules change', 'k3d', {}, stricter.url)).status, 400);
  await api.database.execute(age);
  assert.equal((await make('rules change', 'k3b', {}, stricter.url)).status, 400);
  assert.equal(await made('rules change'), 1n);
});

/** The next thing that is made is held up in the middle, from when it is `reached` until it may `proceed`. */
function heldUp(): { readonly reached: Promise<void>; readonly proceed: () => void } {
  const [there, on] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  misbehave = async () => {
    there.resolve();
    await on.promise;
  };
  return { reached: there.promise, proceed: on.resolve };
}

test('a wrong request under the key of one that is still running is told of that one', async () => {
  const { reached, proceed } = heldUp();
  const first = make('', 'k3e');
  await reached;
  const second = await testApi({ routes: thingRoutes, database: api.database });
  for (const url of [api.url, second.url]) {
    const meanwhile = await make('', 'k3e', { refuse: 5 }, url);
    assert.deepEqual([meanwhile.status, meanwhile.body.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
  }
  proceed();
  assert.equal((await first).status, 200);
});

test('a body that is no JSON is another body, and uses no key up', async () => {
  const send = (key: string, text: string | Buffer): Promise<Answered> =>
    ask(api.url, 'POST', '/test/things', { key: api.key, headers: { 'idempotency-key': key }, body: text });
  assert.equal((await send('k3f', '{"name":')).body.code, 'MALFORMED_JSON');
  const first = await make('well written', 'k3f');
  assert.equal(first.status, 200);
  for (const text of ['{"name":', Buffer.from([0x22, 0xff, 0x22])]) {
    const other = await send('k3f', text);
    assert.deepEqual([other.status, other.body.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
  }
  assert.equal((await make('well written', 'k3f')).headers['idempotent-replayed'], 'true');
  // Also of a route that reads none.
  const put = await ask(api.url, 'PUT', '/test/needs-key', {
    key: api.key,
    headers: { 'idempotency-key': 'k3f' },
    body: '{',
  });
  assert.deepEqual([put.status, put.body.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
});

test('100 at once, on two servers: one is carried out, all hear the same or that it is running', async () => {
  const second = await testApi({ routes: thingRoutes, database: api.database });
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, at) => make('crowd', 'k4', {}, at % 2 === 0 ? api.url : second.url)),
  );
  assert.equal(await made('crowd'), 1n);
  const answered = all.filter(({ status }) => status === 200);
  assert.ok(answered.length >= 1);
  for (const { body } of answered) assert.deepEqual(body, answered[0]!.body);
  for (const { status, body } of all.filter(({ status }) => status !== 200))
    assert.deepEqual([status, body.code], [409, 'IDEMPOTENCY_IN_PROGRESS']);
  assert.equal((await make('crowd', 'k4')).headers['idempotent-replayed'], 'true');
});

test('a crash before anything was done frees the key', async () => {
  misbehave = () => Promise.reject(new Error('the database was there, and nothing was written'));
  const headers = { 'idempotency-key': 'k5' };
  const asking = { key: api.key, headers, body: { name: '' } };
  assert.equal((await ask(api.url, 'POST', '/test/things', asking)).status, 500);
  assert.equal((await ask(api.url, 'POST', '/test/things', asking)).status, 200);
});

test('a crash after the commit is not done again, and says so', async () => {
  misbehave = () => Promise.reject(new Error('the process dies'));
  assert.equal((await make('lost', 'k6')).status, 500);
  const again = await make('lost', 'k6');
  assert.deepEqual([again.status, again.body.code], [409, 'CONFLICT']);
  assert.equal(await made('lost'), 1n);
});

test('between what it does and its answer a request is still running, for another process too', async () => {
  const { reached, proceed } = heldUp();
  const first = make('slow to answer', 'k6b');
  await reached;
  const second = await testApi({ routes: thingRoutes, database: api.database });
  const meanwhile = await make('slow to answer', 'k6b', {}, second.url);
  assert.deepEqual([meanwhile.status, meanwhile.body.code], [409, 'IDEMPOTENCY_IN_PROGRESS']);
  proceed();
  const answered = await first;
  assert.equal(answered.status, 200);
  assert.deepEqual((await make('slow to answer', 'k6b', {}, second.url)).body, answered.body);
  assert.equal(await made('slow to answer'), 1n);
});

/** A server whose tries wait before they do anything. */
async function sleepyServer() {
  const begun = Promise.withResolvers<void>();
  const asleep = Promise.withResolvers<void>();
  const { url } = await testApi({
    database: api.database,
    routes: ({ database }) => [
      route({
        method: 'POST',
        path: '/test/things',
        operationId: 'slow',
        summary: 'Waits before it does anything',
        tag: 'Test',
        access,
        body: z.object({ name: z.string() }),
        answer: { status: 200 },
        handle: async ({ body }) => {
          begun.resolve();
          await asleep.promise;
          await database.work((tx) => tx.execute(insert, [body.name]));
          return {};
        },
      }),
    ],
  });
  return { url, begun: begun.promise, proceed: asleep.resolve };
}

test('a try whose process died is taken over after its lease, and the old one can commit no more', async () => {
  const { url, begun, proceed } = await sleepyServer();
  const stuck = make('taken over', 'k7', {}, url);
  await begun;
  assert.equal((await make('taken over', 'k7')).status, 409);
  await api.database.execute(expire);
  assert.equal((await make('taken over', 'k7')).status, 200);
  proceed();
  assert.equal((await stuck).status, 409);
  assert.equal(await made('taken over'), 1n);
});

test('nor can it once whoever took it over has failed, and the next one is at work', async () => {
  const { url, begun, proceed } = await sleepyServer();
  const stuck = make('taken over and lost', 'k7b', {}, url);
  await begun;
  await api.database.execute(expire);
  const failing = await sleepyServer();
  const taken = make('taken over and lost', 'k7b', {}, failing.url);
  await failing.begun;
  // What it does is not done: a server error frees the key.
  const broken = sql('test.broken', 'ALTER TABLE things RENAME TO elsewhere');
  await api.database.execute(broken);
  failing.proceed();
  assert.equal((await taken).status, 500);
  await api.database.execute(sql('test.mended', 'ALTER TABLE elsewhere RENAME TO things'));
  const next = await sleepyServer();
  const third = make('taken over and lost', 'k7b', {}, next.url);
  await next.begun;
  proceed();
  assert.equal((await stuck).status, 409);
  next.proceed();
  assert.equal((await third).status, 200);
  assert.equal(await made('taken over and lost'), 1n);
});

describe('what takes longer than a request', () => {
  const journey = async (key: string, name = 'far', url = api.url) => {
    const asking = { key: api.key, headers: { 'idempotency-key': key }, body: { name } };
    const { status, body, headers } = await ask(url, 'POST', '/test/journeys', asking);
    return [status, body.journey ?? body.code, headers['idempotent-replayed']];
  };

  test('is said by its route each time, once it has begun', async () => {
    assert.deepEqual(await journey('j1'), [200, 'far begins', undefined]);
    assert.deepEqual(await journey('j1'), [302, 'WARNING', undefined]);
    assert.deepEqual(await journey('j1', 'near'), [409, 'IDEMPOTENCY_KEY_REUSED', undefined]);
    await api.database.execute(arrive);
    assert.deepEqual(await journey('j1'), [200, 'far is over', undefined]);
    // The keys of all routes are the same ones.
    assert.equal((await make('a thing', 'j1')).body.code, 'IDEMPOTENCY_KEY_REUSED');
  });

  test('what a rule refused at first is refused again, although it could be done by now', async () => {
    refusesJourneys = true;
    assert.deepEqual(await journey('j2'), [412, 'VAL', undefined]);
    refusesJourneys = false;
    assert.deepEqual(await journey('j2'), [412, 'VAL', 'true']);
    assert.deepEqual(await journey('j2b'), [200, 'far begins', undefined]);
  });

  test('a refusal, and a failure, after it has begun say nothing: the route does', async () => {
    for (const [key, code, status] of [
      ['j3', 'VAL', 412],
      ['j4', 'UNAVAILABLE', 503],
    ] as const) {
      misbehave = () => Promise.reject(new Failure(code, 'Not now.'));
      assert.deepEqual(await journey(key), [status, code, undefined]);
      assert.deepEqual(await journey(key), [302, 'WARNING', undefined]);
    }
  });

  test('another process is told of it while the first request still runs', async () => {
    const { reached, proceed } = heldUp();
    const first = journey('j5');
    await reached;
    const second = await testApi({ routes: thingRoutes, database: api.database });
    assert.deepEqual(await journey('j5', 'far', second.url), [302, 'WARNING', undefined]);
    proceed();
    assert.deepEqual(await first, [200, 'far begins', undefined]);
  });

  test('a wrong request under its key is told of the key, or of its form', async () => {
    const [malformed, other] = [{ name: 7 }, { name: '' }];
    assert.deepEqual(await journey('j1', malformed.name as never), [
      409,
      'IDEMPOTENCY_KEY_REUSED',
      undefined,
    ]);
    assert.deepEqual(await journey('j6', malformed.name as never), [400, 'VALIDATION_ERROR', undefined]);
    assert.deepEqual(await journey('j6', other.name), [200, ' begins', undefined]);
  });

  test('begun under a key of before this was kept, it is found all the same', async () => {
    await api.database.execute(begin, ['j7']);
    assert.deepEqual(await journey('j7'), [302, 'WARNING', undefined]);
    assert.deepEqual(await journey('j7'), [302, 'WARNING', undefined]);
    await api.database.execute(arrive);
    assert.deepEqual(await journey('j7'), [200, 'far is over', undefined]);
  });
});

test('secrets are given again for a while, then left out; keys, requests and answers are nowhere in clear', async () => {
  const first = await make('treasure', 'k8-in-clear');
  assert.equal(first.body.secret, 'hush-treasure');
  assert.equal((await make('treasure', 'k8-in-clear')).body.secret, 'hush-treasure');
  await api.database.execute(expire);
  assert.deepEqual((await make('treasure', 'k8-in-clear')).body, { made: 'treasure' });
  const stored = await api.database.query<{ text: string }>(readAll);
  for (const { text } of stored) assert.doesNotMatch(text, /treasure|in-clear/);
});

test('after a day a key is free again', async () => {
  await make('daily', 'k9');
  await api.database.execute(age);
  const next = await make('another day', 'k9');
  assert.equal(next.status, 200);
  assert.equal(next.headers['idempotent-replayed'], undefined);
});

test('a repeat after the master key has changed gets the first answer again, in either order of the keys', async () => {
  const [old, fresh] = [7, 8].map((octet) => redacted(Buffer.alloc(32, octet)));
  const under = (...keys: Redacted<Buffer>[]): Idempotency =>
    createIdempotency({ database: api.database, secrets: createSecrets(keys), log: silentLog });
  const [before, during, reversed] = [under(old!), under(fresh!, old!), under(old!, fresh!)];
  let runs = 0;
  const asked = (key: string, name = 'a thing') =>
    ({ scope: api.company, key, contents: ['POST', name], keeps: 'answers' }) as const;
  const run = (): Promise<RepeatableAnswer> => Promise.resolve({ status: 200, text: `"${(runs += 1)}"` });
  for (const [first, then] of [
    [before, during],
    [during, reversed],
    [reversed, during],
  ] as const) {
    const key = `key change ${runs}`;
    const { text } = await first.once(asked(key), run);
    assert.deepEqual(await then.once(asked(key), run), { status: 200, text, replayed: true });
    assert.deepEqual(await then.again(asked(key)), { status: 200, text, replayed: true });
    await assert.rejects(then.once(asked(key, 'another'), run), { code: 'IDEMPOTENCY_KEY_REUSED' });
    await assert.rejects(then.again(asked(key, 'another')), { code: 'IDEMPOTENCY_KEY_REUSED' });
    // Nothing of the look stays: the first one still has its key.
    assert.equal((await first.once(asked(key), run)).text, text);
  }
  assert.equal(runs, 3);
  // One that is still running, and one whose process died before it did anything.
  const [reached, proceed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = before.once(asked('slow'), async () => {
    reached.resolve();
    await proceed.promise;
    return run();
  });
  await reached.promise;
  await assert.rejects(during.once(asked('slow'), run), { code: 'IDEMPOTENCY_IN_PROGRESS' });
  await assert.rejects(during.again(asked('slow')), { code: 'IDEMPOTENCY_IN_PROGRESS' });
  await api.database.execute(expire);
  assert.equal(await during.again(asked('slow')), undefined);
  assert.equal((await during.once(asked('slow'), run)).replayed, false);
  proceed.resolve();
  await slow;
});

test('a key must be well-formed, single, and there where it is required', async () => {
  const put = (headers: Record<string, string>): Promise<Answered> =>
    ask(api.url, 'PUT', '/test/needs-key', { key: api.key, headers });
  for (const headers of [
    {},
    { 'idempotency-key': 'x'.repeat(256) },
    { 'idempotency-key': 'ümlaut' },
    { 'idempotency-key': 'a', 'x-idempotency-key': 'b' },
  ] as Record<string, string>[]) {
    const refused = await put(headers);
    assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'Idempotency-Key']);
  }
  assert.equal((await put({ 'x-idempotency-key': 'fine' })).status, 201);
});

test('what is too old goes, however much it is', async () => {
  await api.database.execute(age);
  await api.database.execute(
    sql(
      'test.many',
      `INSERT INTO idempotency_keys (company_id, key_hash, request_hash, created_at, lease_until)
       SELECT 'operator', decode(lpad(to_hex(n), 8, '0'), 'hex'), '', now() - interval '25 hours', now() FROM generate_series(1, 12000) AS n`,
    ),
  );
  assert.equal((await make('young', 'young')).status, 200);
  assert.ok((await forgetOld(api.database)) >= 12_000);
  assert.equal((await api.database.query(readAll)).length, 1);
});
