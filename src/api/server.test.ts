import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { testApi } from '../../test/support/api.ts';
import { ask } from '../../test/support/http.ts';
import type { Answered, Asking } from '../../test/support/http.ts';
import { route } from './route.ts';

const echo = route({
  method: 'POST',
  path: '/test/echo',
  operationId: 'echo',
  summary: 'Echo',
  tag: 'Test',
  access: { kind: 'company', level: 2, product: 'cards' },
  body: z.object({ name: z.string(), more: z.object({ count: z.int() }).optional() }),
  answer: { status: 200, schema: z.object({ name: z.string() }) },
  handle: ({ body }) => Promise.resolve(body),
});
const broken = route({
  method: 'GET',
  path: '/test/broken',
  operationId: 'broken',
  summary: 'A bug',
  tag: 'Test',
  access: { kind: 'public' },
  answer: { status: 200 },
  handle: () => Promise.reject(new Error('secret detail')),
});

const thing = (method: 'GET' | 'PUT', path: string) =>
  route({
    method,
    path,
    operationId: `${method}${path}`,
    summary: 'A thing',
    tag: 'Test',
    access: { kind: 'public' },
    params: z.object({ id: z.string().optional(), part: z.string().optional() }),
    answer: { status: 200 },
    handle: () => Promise.resolve({}),
  });

const api = await testApi({
  routes: () => [
    echo,
    broken,
    thing('PUT', '/test/things/{id}'),
    thing('GET', '/test/things/list'),
    thing('GET', '/test/{id}/parts/{part}'),
    thing('PUT', '/test/{id}/parts/create'),
  ],
});

const send = (method: string, path: string, asking: Asking = {}): Promise<Answered> =>
  ask(api.url, method, path, { key: api.key, ...asking });

test('a request that is right is answered, with trace id and security headers', async () => {
  const sent = await send('POST', '/test/echo', { body: { name: 'Ada', unknown: 1 } });
  assert.equal(sent.status, 200);
  assert.deepEqual(sent.body, { name: 'Ada' });
  assert.equal(sent.headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(sent.headers['cache-control'], 'no-store');
  assert.equal(sent.headers['x-content-type-options'], 'nosniff');
});

test('a trace that began elsewhere is taken over; a wrong one is not', async () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736';
  const taken = await send('GET', '/healthz', { headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` } });
  assert.equal(taken.headers['x-trace-id'], id);
  for (const wrong of [
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    'nonsense',
    `ff-${id}-00f067aa0ba902b7-01`,
    `00-${id}-${'0'.repeat(16)}-01`,
    `00-${id}-00f067aa0ba902b7-01-more`,
  ]) {
    const own = await send('GET', '/healthz', { headers: { traceparent: wrong } });
    assert.notEqual(own.headers['x-trace-id'], id);
  }
});

test('all wrong fields are named at once', async () => {
  const sent = await send('POST', '/test/echo', { body: { name: 5, more: { count: 'x' } } });
  assert.equal(sent.status, 400);
  assert.equal(sent.body['code'], 'VALIDATION_ERROR');
  assert.deepEqual(sent.body['details'], [
    { field: 'name', message: 'must be a string' },
    { field: 'more.count', message: 'must be a number' },
  ]);
  assert.equal(sent.body['trace_id'], sent.headers['x-trace-id']);
});

for (const [what, body, status, code] of [
  ['broken JSON', '{"name":', 400, 'MALFORMED_JSON'],
  ['a list', '[1]', 400, 'VALIDATION_ERROR'],
  ['nothing', '', 400, 'VALIDATION_ERROR'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'MALFORMED_JSON'],
  ['a NUL', '{"name": "a\\u0000b"}', 400, 'VALIDATION_ERROR'],
  ['half of a surrogate pair', '{"name": "\\ud800"}', 400, 'VALIDATION_ERROR'],
  ['a text nested too deeply', `{"name": ${'['.repeat(100_000)}`, 400, 'MALFORMED_JSON'],
  ['2 MiB', `{"name": "${'x'.repeat(2 * 1_048_576)}"}`, 413, 'BODY_TOO_LARGE'],
] as const) {
  test(`${what} is a ${status}`, async () => {
    const sent = await send('POST', '/test/echo', { body });
    assert.equal(sent.status, status);
    assert.equal(sent.body['code'], code);
  });
}

test('another content type is a 415', async () => {
  const sent = await send('POST', '/test/echo', {
    body: 'name=a',
    headers: { 'content-type': 'text/plain' },
  });
  assert.equal(sent.status, 415);
  assert.equal(sent.body['code'], 'UNSUPPORTED_MEDIA_TYPE');
});

test('a body in a coding is a 415, whatever it holds; the same one without is taken', async () => {
  const body = '{"name": "Ada"}';
  for (const [coding, content] of [
    ['gzip', gzipSync(body)],
    ['gzip', body],
    ['br, identity', body],
  ] as const) {
    const sent = await send('POST', '/test/echo', { body: content, headers: { 'content-encoding': coding } });
    assert.equal(sent.status, 415, coding);
    assert.equal(sent.body['code'], 'UNSUPPORTED_MEDIA_TYPE');
    assert.match(String(sent.body['message']), /Content-Encoding/);
  }
  const sent = await send('POST', '/test/echo', { body, headers: { 'content-encoding': 'Identity' } });
  assert.deepEqual(sent.body, { name: 'Ada' });
});

test('what is not read may hold anything', async () => {
  const sent = await send('POST', '/test/echo', { body: '{"name": "\\u00e9", "\\u0000": ["\\ud800"]}' });
  assert.deepEqual(sent.body, { name: 'é' });
});

test('a method of a pattern does not take the last word of another path for an id', async () => {
  assert.equal((await send('PUT', '/test/things/list')).status, 405);
  const asked = await send('OPTIONS', '/test/things/list');
  assert.equal(asked.headers['allow'], 'GET, HEAD, OPTIONS');
  assert.equal((await send('PUT', '/test/things/other')).status, 200);

  for (const method of ['GET', 'HEAD', 'DELETE'])
    assert.equal((await send(method, '/test/a/parts/create')).status, 405, method);
  const askedLast = await send('OPTIONS', '/test/a/parts/create');
  assert.equal(askedLast.headers['allow'], 'PUT, OPTIONS');
  assert.equal((await send('PUT', '/test/a/parts/create')).status, 200);
  assert.equal((await send('GET', '/test/a/parts/b')).status, 200);
  const askedOther = await send('OPTIONS', '/test/a/parts/b');
  assert.equal(askedOther.headers['allow'], 'GET, HEAD, OPTIONS');
});

test('an unknown path is a 404, a known one with another method a 405 that names those it takes', async () => {
  assert.equal((await send('GET', '/nothing/here')).status, 404);
  assert.equal((await send('GET', '/test/%zz')).status, 404);
  const wrong = await send('PUT', '/test/echo');
  assert.equal(wrong.status, 405);
  assert.equal(wrong.body['code'], 'METHOD_NOT_ALLOWED');
  assert.equal(wrong.headers['allow'], 'POST, OPTIONS');
  assert.equal((await send('POST', '/nothing/here', { body: '{' })).status, 404);
  assert.equal((await send('QUERY', '/test/echo')).status, 405);
  const asked = await send('OPTIONS', '/healthz');
  assert.equal(asked.status, 204);
  assert.equal(asked.headers['allow'], 'GET, HEAD, OPTIONS');
});

test('HEAD answers as GET without a body', async () => {
  const sent = await send('HEAD', '/healthz');
  assert.equal(sent.status, 200);
  assert.equal(sent.headers['content-length'], '15');
});

test('a crash in a handler is a 500 with a trace id and nothing else', async () => {
  const sent = await send('GET', '/test/broken');
  assert.equal(sent.status, 500);
  assert.deepEqual(Object.keys(sent.body).sort(), ['code', 'message', 'trace_id']);
  assert.doesNotMatch(JSON.stringify(sent.body), /secret detail/);
});

/** Sends bytes as they are and answers all that comes back until the connection ends. */
function sendBytes(text: string): Promise<string> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('utf8').on('data', (data: string) => (answer += data));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}

test('what is no HTTP, and headers too large, are refused with a trace id', async () => {
  const nonsense = await sendBytes('nonsense\r\n\r\n');
  assert.match(nonsense, /^HTTP\/1\.1 400 /);
  assert.match(nonsense, /x-trace-id: [0-9a-f]{32}/);
  const large = await sendBytes(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
  assert.match(large, /^HTTP\/1\.1 431 /);
  assert.match(large, /"code":"HEADERS_TOO_LARGE"/);
});
