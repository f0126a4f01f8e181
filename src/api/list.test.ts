import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { pino } from 'pino';
import { z } from 'zod';
import { testApi } from '../../test/support/api.ts';
import type { TestApiOptions } from '../../test/support/api.ts';
import { ask } from '../../test/support/http.ts';
import { until } from '../../test/support/until.ts';
import { systemActor } from '../companies/index.ts';
import type { Id } from '../kernel/ids.ts';
import { newId } from '../platform/ids.ts';
import { sql } from '../platform/database.ts';
import type { Database } from '../platform/database.ts';
import { rawNumber, writeJson } from './json.ts';
import { listOf, listPart } from './list.ts';
import { mostAtOnce } from './limits/read-turns.ts';
import { clientRoutes } from './management/clients.ts';
import { route } from './route.ts';

const access = { kind: 'company', level: 1, product: 'cards' } as const;
const common = { method: 'GET', summary: 'Lists', tag: 'Test', access } as const;

interface Item {
  readonly id: string;
  readonly text: string;
}

/** Items of a kilobyte each, and what is read of them. */
function world(count: number) {
  const items: Item[] = Array.from({ length: count }, (_, at) => ({
    id: String(at).padStart(6, '0'),
    text: `Zoë ${at} ${'x'.repeat(1_000)}`,
  }));
  const reading = { parts: 0, before: (_part: number): Promise<unknown> => Promise.resolve() };
  const list = route({
    ...common,
    path: '/test/list',
    operationId: 'list',
    answer: { status: 200, schema: z.array(z.unknown()) },
    handle: () =>
      listOf(
        async ({ after, size }) => {
          reading.parts += 1;
          await reading.before(reading.parts);
          const from = after === undefined ? 0 : Number(after) + 1;
          return items.slice(from, from + size);
        },
        (part) => part.map(({ id, text }) => ({ id, text, amount: rawNumber('0.10') })),
      ),
  });
  const quick = route({
    ...common,
    path: '/test/quick',
    operationId: 'quick',
    answer: { status: 200 },
    handle: () => Promise.resolve({}),
  });
  const whole = (): string =>
    writeJson(items.map(({ id, text }) => ({ id, text, amount: rawNumber('0.10') })));
  return {
    items,
    reading,
    whole,
    start: (options: TestApiOptions = {}) => testApi({ routes: () => [list, quick], ...options }),
  };
}

/** Asks for the list, and answers as soon as its head has come; nothing of it is taken until then. */
async function begin(api: { url: string; key: string }, path = '/test/list'): Promise<IncomingMessage> {
  const asking = get(api.url + path, { headers: { 'x-api-key': api.key }, agent: false });
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  // What becomes of it is seen in `complete`.
  answer.on('error', () => undefined);
  asking.on('error', () => undefined);
  return answer;
}

async function rest(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const piece of answer) text += piece as string;
  return text;
}

test('a list of any length is answered to the letter as if it had been written in one', async () => {
  for (const count of [0, 1, listPart - 1, listPart, listPart + 1, 2 * listPart, 7 * listPart + 3]) {
    const { start, whole, reading } = world(count);
    const api = await start();
    const answer = await ask(api.url, 'GET', '/test/list', { key: api.key });
    assert.equal(answer.status, 200);
    assert.equal(answer.text, whole());
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(answer.headers['cache-control'], 'no-store');
    const isShort = count < listPart;
    assert.equal(answer.headers['content-length'], isShort ? String(Buffer.byteLength(whole())) : undefined);
    assert.equal(reading.parts, Math.floor(count / listPart) + 1);
    const head = await ask(api.url, 'HEAD', '/test/list', { key: api.key });
    assert.deepEqual([head.status, head.text], [200, '']);
    // The connection is as it was: the next request goes over it.
    assert.equal((await ask(api.url, 'GET', '/test/quick', { key: api.key })).status, 200);
  }
});

test('who takes nothing is read nothing for, and holds up neither other reads nor other companies', async () => {
  const { start, whole, reading } = world(15_000);
  const api = await start();
  const other = (await api.companies.create({ name: 'Other' }, systemActor)).key.reveal();
  const slow = await Promise.all(Array.from({ length: mostAtOnce }, () => begin(api)));
  // More is read until nothing more fits between us.
  let before = -1;
  await until(async () => {
    const same = reading.parts === before;
    before = reading.parts;
    await ask(api.url, 'GET', '/test/quick', { key: api.key });
    return same;
  });
  assert.ok(reading.parts < (mostAtOnce * 15_000) / listPart / 2, `${reading.parts} parts`);
  assert.equal((await ask(api.url, 'GET', '/test/quick', { key: api.key })).status, 200);
  const others = ask(api.url, 'GET', '/test/list', { key: other });
  assert.equal((await others).text, whole());
  // The next one of the same company waits for one of them.
  let isAnswered = false;
  const late = ask(api.url, 'GET', '/test/list', { key: api.key }).then((answer) => {
    isAnswered = true;
    return answer.text;
  });
  await ask(api.url, 'GET', '/test/list', { key: other });
  assert.ok(!isAnswered);
  for (const answer of slow.slice(1)) answer.destroy();
  assert.equal(await late, whole());
  assert.equal(await rest(slow[0]!), whole());
});

test('what breaks off ends the connection: half a list is no list', async () => {
  const { start, reading } = world(10 * listPart);
  const errors: string[] = [];
  const written = Promise.withResolvers<void>();
  const write = (line: string): void => {
    const { level, status, msg } = JSON.parse(line) as { level: number; status?: number; msg: string };
    if (level >= 50) errors.push(msg);
    if (status === 503) written.resolve();
  };
  const api = await start({ log: pino({}, { write }) });
  reading.before = (part) =>
    part < 4
      ? Promise.resolve()
      : Promise.reject(Object.assign(new Error('Connection terminated unexpectedly')));
  const answer = await begin(api);
  assert.equal(answer.statusCode, 200);
  await assert.rejects(rest(answer), { code: 'ECONNRESET' });
  assert.equal(answer.complete, false);
  await written.promise;
  assert.deepEqual(errors, ['failed after the answer had begun']);
  // Before anything was sent it is a failure like any other.
  reading.before = () => Promise.reject(Object.assign(new Error('Connection terminated unexpectedly')));
  assert.equal((await ask(api.url, 'GET', '/test/list', { key: api.key })).status, 503);
  reading.before = () => Promise.resolve();
  assert.equal((await ask(api.url, 'GET', '/test/list', { key: api.key })).status, 200);
});

test('nothing more is read for a client that has gone, or whose key is good no more', async () => {
  const { start, reading } = world(15_000);
  const done = new Set<string>();
  const write = (line: string): void => void done.add((JSON.parse(line) as { trace_id: string }).trace_id);
  const api = await start({ log: pino({}, { write }) });
  const isOver = (answer: IncomingMessage): Promise<void> =>
    until(() => Promise.resolve(done.has(String(answer.headers['x-trace-id']))));
  const gone = await begin(api);
  gone.destroy();
  await isOver(gone);
  const parts = reading.parts;
  await ask(api.url, 'GET', '/test/quick', { key: api.key });
  assert.equal(reading.parts, parts);

  const { company, key } = await api.companies.create({ name: 'Other' }, systemActor);
  const refused = await begin({ url: api.url, key: key.reveal() });
  await api.companies.enable(company.id, false, systemActor);
  await isOver(refused);
  await assert.rejects(rest(refused), { code: 'ECONNRESET' });
});

test('a call from within gets a long list like any other answer', async () => {
  const { start, whole } = world(3 * listPart);
  const api = await start();
  const as = { company: api.company as Id<'company'>, id: newId('key') };
  const asked = { method: 'GET', path: '/test/list', headers: {}, body: undefined };
  assert.deepEqual(await api.server.call(as, asked), { status: 200, text: whole() });
});

test('a client of HTTP/1.0, which knows no parts, gets all of it up to the end of the connection', async () => {
  const { start, whole } = world(3 * listPart);
  const api = await start();
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8').write(`GET /test/list HTTP/1.0\r\nx-api-key: ${api.key}\r\n\r\n`);
  let text = '';
  socket.on('data', (data: string) => (text += data));
  await once(socket, 'close');
  const [head = '', body] = text.split('\r\n\r\n');
  assert.doesNotMatch(head, /transfer-encoding/i);
  assert.equal(body, whole());
});

test('a list that has begun ends whole while the server closes', async () => {
  const { start, whole, reading } = world(5 * listPart);
  const api = await start();
  const [reached, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  reading.before = (part) => {
    if (part === 3) reached.resolve();
    return part === 3 ? goOn.promise : Promise.resolve();
  };
  const answer = ask(api.url, 'GET', '/test/list', { key: api.key });
  await reached.promise;
  const closed = api.server.close();
  goOn.resolve();
  assert.equal((await answer).text, whole());
  await closed;
});

const insertClients = sql(
  'test.manyClients',
  `INSERT INTO clients (company_id, id, type, status, first_name, last_name, created_at, updated_at)
   SELECT $1, unnest($2::text[]), 'individual', 'ACTIVE', 'Zoë', 'Low', now(), now()`,
);

test('clients that are made and deleted while they are listed: each that stays comes once', async () => {
  let made: Database | undefined;
  const api = await testApi({
    routes: ({ database, companies }) => {
      made = database;
      return clientRoutes({
        companies,
        wallets: { virtual: { ofClients: () => Promise.resolve(new Map()) } },
      });
    },
  });
  const company = api.company as Id<'company'>;
  const ids = Array.from({ length: 12 * listPart }, () => newId('client'));
  await made!.execute(insertClients, [company, ids]);
  const answer = await begin(api, '/management/clients');
  const deleted = ids.filter((_, at) => at % 7 === 0);
  for (const id of deleted.slice(0, 50)) await api.companies.clients.delete(company, id, systemActor);
  await made!.execute(insertClients, [company, Array.from({ length: 500 }, () => newId('client'))]);
  const told = (JSON.parse(await rest(answer)) as { id: string }[]).map(({ id }) => id);
  assert.equal(new Set(told).size, told.length);
  const staying = ids.filter((id) => !deleted.includes(id));
  assert.deepEqual(
    staying.filter((id) => !told.includes(id)),
    [],
  );
  assert.deepEqual(told, [...told].sort());
});
