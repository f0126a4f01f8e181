import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import test from 'node:test';
import { pino } from 'pino';
import { z } from 'zod';
import { testApi } from '../../test/support/api.ts';
import { ask } from '../../test/support/http.ts';
import type { Answered } from '../../test/support/http.ts';
import { headersOfRefusal, judgeHeaders } from '../../test/contract/headers.ts';
import type { Components } from '../../test/contract/headers.ts';
import { failures } from '../kernel/failures.ts';
import { plain } from './answer.ts';
import { general } from './errors.ts';
import { openApiText } from './openapi/text.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const access = { kind: 'company', level: 1, product: 'cards' } as const;
let finish = (): void => undefined;
let arrived = (): void => undefined;
const routes = (): Route[] => [
  route({
    method: 'GET',
    path: '/test/trace',
    operationId: 'trace',
    summary: 'Answers its trace',
    tag: 'Test',
    access,
    answer: { status: 200, schema: z.object({ trace: z.string() }) },
    handle: ({ caller }) => Promise.resolve({ trace: caller.traceId }),
  }),
  route({
    method: 'POST',
    path: '/test/slow',
    operationId: 'slow',
    summary: 'Takes its time',
    tag: 'Test',
    access,
    answer: { status: 200 },
    handle: () => {
      arrived();
      return new Promise((resolve) => (finish = () => resolve({ done: true })));
    },
  }),
];

test('the trace is the same in the answer, the handler and the one line of the log, which has no key in it', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const api = await testApi({ routes, log });
  const id = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${id}-00f067aa0ba902b7-01`;
  const answer = await ask(api.url, 'GET', '/test/trace', { key: api.key, headers: { traceparent } });
  assert.equal(answer.body.trace, id);
  const [line, ...more] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  assert.deepEqual(more, []);
  const { trace_id, method, route, status, company, key, address } = line!;
  assert.deepEqual(
    { trace_id, method, route, status, company, address },
    {
      trace_id: id,
      method: 'GET',
      route: '/test/trace',
      status: 200,
      company: api.company,
      address: '127.0.0.1',
    },
  );
  assert.match(String(key), /^key_/);
  assert.ok(!lines.join('').includes(api.key));
});

test('nothing is shared with other origins, and answers are not for keeping, framing or guessing', async () => {
  const api = await testApi({ routes });
  const answer = await ask(api.url, 'GET', '/test/trace', { headers: { origin: 'https://evil.example' } });
  assert.deepEqual(
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control-') || name === 'server'),
    [],
  );
  assert.equal(answer.headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
  assert.equal(answer.headers['referrer-policy'], 'no-referrer');
  assert.equal(answer.headers['strict-transport-security'], undefined);
  const production = await testApi({ routes, environment: 'production' });
  const strict = await ask(production.url, 'GET', '/healthz');
  assert.equal(strict.headers['strict-transport-security'], 'max-age=31536000');
});

test('every refusal has the headers that the document has for its status, and no others', async () => {
  const document = JSON.parse(openApiText()) as Components;
  const heard = new Set<number>();
  const judge = ({ status, headers }: Pick<Answered, 'status' | 'headers'>): void => {
    heard.add(status);
    judgeHeaders(headersOfRefusal(document, status), headers, String(status));
  };
  const failing = (): Route[] => [
    ...routes(),
    route({
      method: 'POST',
      path: '/test/fails',
      operationId: 'fails',
      summary: 'Fails as it is told',
      tag: 'Test',
      access,
      body: z.object({ code: z.string() }),
      answer: { status: 200 },
      handle: ({ body }) => Promise.reject(body.code in failures ? general(body.code as 'VAL') : new Error()),
    }),
  ];
  const api = await testApi({ routes: failing });
  const { database } = api;
  const hasty = await testApi({ requestTimeoutMs: 200, database });
  // Its first call is one too many already.
  const limited = await testApi({ rateLimitAddress: 0.5, database });
  const fail = (body: unknown, headers = {}): Promise<Answered> =>
    ask(api.url, 'POST', '/test/fails', { key: api.key, body, headers });
  judge(await ask(api.url, 'GET', '/nowhere'));
  judge(await ask(api.url, 'GET', '/test/trace'));
  judge(await ask(api.url, 'DELETE', '/test/trace', { key: api.key }));
  judge(await ask(api.url, 'GET', '/test/trace', { key: 'x'.repeat(20_000) }));
  judge(await fail({}));
  judge(await fail('x'.repeat(1_048_577)));
  judge(await fail({}, { 'content-type': 'text/plain' }));
  for (const code of ['VAL', 'CONFLICT', 'NOT_FOUND', 'UNAVAILABLE', 'bug']) judge(await fail({ code }));
  const again = { 'idempotency-key': 'once' };
  const first = await fail({ code: 'VAL' }, again);
  const repeated = await fail({ code: 'VAL' }, again);
  for (const answered of [first, repeated, await fail({}, again)]) judge(answered);
  assert.deepEqual(
    [first, repeated].map(({ headers }) => headers['idempotent-replayed']),
    [undefined, 'true'],
  );
  const refused = await ask(limited.url, 'GET', '/nowhere');
  judge(refused);
  assert.equal(refused.headers['retry-after'], '1');
  const late = await slowly(hasty.url);
  judge(late);
  assert.match(late.text, /"code":"REQUEST_TIMEOUT"/);
  assert.deepEqual(
    [...heard].toSorted((a, b) => a - b),
    [400, 401, 404, 405, 408, 409, 412, 413, 415, 429, 431, 500, 503],
  );
});

/** Sends half a head, and hears what the server says of that. */
async function slowly(url: string): Promise<Pick<Answered, 'status' | 'headers' | 'text'>> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8').write('POST /test/slow HTTP/1.1\r\nHost: x\r\n');
  let heard = '';
  socket.on('data', (data: string) => (heard += data));
  await once(socket, 'close');
  const [head = '', text = ''] = heard.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
  return { status: Number(first.split(' ')[1]), headers, text };
}

test('what exists in the sandbox only is nowhere in production', async () => {
  const sandboxOnly = (): Route[] => routes().map((one) => Object.assign(one, { sandboxOnly: true }));
  const sandbox = await testApi({ routes: sandboxOnly });
  const production = await testApi({ routes: sandboxOnly, environment: 'production' });
  assert.equal((await ask(sandbox.url, 'GET', '/test/trace')).status, 401);
  assert.equal((await ask(production.url, 'GET', '/test/trace')).status, 404);
});

for (const [what, version, header, status] of [
  ['expects what nobody knows', '1.1', 'host: x\r\nexpect: wonders', 200],
  ['names no host', '1.1', 'accept: */*', 400],
  ['is of a time without hosts', '1.0', 'accept: */*', 200],
] as const)
  test(`a request that ${what} is answered by us, with a trace`, async () => {
    const api = await testApi({ routes });
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    const answered = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(
      `GET /test/trace HTTP/${version}\r\nx-api-key: ${api.key}\r\n${header}\r\nconnection: close\r\n\r\n`,
    );
    const [text] = await answered;
    socket.destroy();
    assert.match(
      text.toString(),
      new RegExp(`^HTTP/1\\.1 ${status} .*\r\nx-trace-id: [0-9a-f]{32}\r\n.*\\{".*\\}`, 'is'),
    );
  });

test('a client that takes nothing of its answer is cut off, be it an answer or a stream', async () => {
  const body = Buffer.alloc(64 * 1024 * 1024);
  const flow = new Readable({ read: () => void flow.push(body) });
  const answering = (path: string, answer: Buffer | Readable): Route =>
    route({
      method: 'GET',
      path,
      operationId: path.slice(1).replace('/', '_'),
      summary: 'Answers more than a connection holds',
      tag: 'Test',
      access,
      answer: { status: 200, contentType: 'text/plain' },
      handle: () => Promise.resolve(plain({ 'content-type': 'text/plain' }, answer)),
    });
  const large = (): Route[] => [answering('/test/large', body), answering('/test/flow', flow)];
  const api = await testApi({ routes: large, requestTimeoutMs: 200 });
  const { hostname, port } = new URL(api.url);
  const taken = channel('net.server.socket');
  for (const path of ['/test/large', '/test/flow']) {
    const accepted = Promise.withResolvers<Socket>();
    const note = (message: unknown): void => accepted.resolve((message as { socket: Socket }).socket);
    taken.subscribe(note);
    const client = connect(Number(port), hostname);
    client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nx-api-key: ${api.key}\r\n\r\n`);
    const socket = await accepted.promise;
    taken.unsubscribe(note);
    await once(socket, 'close');
    client.destroy();
  }
  assert.ok(flow.destroyed);
});

test('a client that goes away in the middle of its body is no failure of ours', async () => {
  interface Line {
    readonly level: number;
    readonly trace_id: string;
    readonly status?: number;
  }
  const id = '4bf92f3577b34da6a3ce929d0e0e4736';
  const lines: Line[] = [];
  const told = Promise.withResolvers<void>();
  const write = (text: string): void => {
    const line = JSON.parse(text) as Line;
    if (line.trace_id === id) lines.push(line);
    if (lines.length > 0) told.resolve();
  };
  const api = await testApi({ routes, log: pino({}, { write }) });
  // A key that is known is let in at once: the body is waited for before the client is gone.
  await ask(api.url, 'GET', '/test/trace', { key: api.key });
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  const head = [
    'POST /test/slow HTTP/1.1',
    'Host: x',
    `x-api-key: ${api.key}`,
    `traceparent: 00-${id}-00f067aa0ba902b7-01`,
    'Content-Type: application/json',
    'Content-Length: 9',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n{`, () => socket.destroy());
  await told.promise;
  assert.deepEqual(
    lines.map(({ level, status }) => [level, status]),
    [[30, 400]],
  );
});

test('closing takes no new connection and lets the requests that have begun end', async () => {
  const api = await testApi({ routes });
  const begun = new Promise<void>((resolve) => (arrived = resolve));
  const answer = ask(api.url, 'POST', '/test/slow', { key: api.key });
  await begun;
  const closed = api.server.close();
  await assert.rejects(fetch(`${api.url}/healthz`));
  finish();
  assert.deepEqual((await answer).body, { done: true });
  assert.equal((await answer).headers['connection'], 'close');
  await closed;
});

test('a stream that begins while the server closes ends at once, and whole', async () => {
  let begun = (): void => undefined;
  let proceed = (): void => undefined;
  const reached = new Promise<void>((resolve) => (begun = resolve));
  const asleep = new Promise<void>((resolve) => (proceed = resolve));
  const body = new Readable({ read: () => undefined });
  const streaming = (): Route[] => [
    route({
      method: 'GET',
      path: '/test/stream',
      operationId: 'stream',
      summary: 'Streams without an end',
      tag: 'Test',
      access,
      answer: { status: 200, contentType: 'text/event-stream' },
      handle: async () => {
        begun();
        await asleep;
        return plain({ 'content-type': 'text/event-stream' }, body);
      },
    }),
  ];
  const api = await testApi({ routes: streaming });
  const answer = ask(api.url, 'GET', '/test/stream', { key: api.key });
  await reached;
  const closed = api.server.close();
  proceed();
  // One that is still open when patience is at its end is cut off.
  assert.equal((await answer).status, 200);
  await closed;
  assert.ok(body.destroyed);
});
