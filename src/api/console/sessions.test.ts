import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { z } from 'zod';
import { redacted } from '../../kernel/redacted.ts';
import { sql } from '../../platform/database.ts';
import { testApi, testOperatorKey } from '../../../test/support/api.ts';
import type { TestApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import type { Answered } from '../../../test/support/http.ts';
import { until } from '../../../test/support/until.ts';
import { plain } from '../answer.ts';
import { auditRoutes } from '../management/audit.ts';
import { keyRoutes } from '../management/keys.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { sessionRoutes } from './sessions.ts';

const change = (level: 1 | 2 | 3): Route =>
  route({
    method: 'POST',
    path: `/test/level${level}`,
    operationId: `testLevel${level}`,
    summary: 'Test',
    tag: 'Test',
    access: { kind: 'company', level, product: 'cards' },
    answer: { status: 200, schema: z.object({ key: z.string() }) },
    handle: ({ caller }) => Promise.resolve({ key: caller.key }),
  });

/** Something that flows for ever. */
const stream = route({
  method: 'GET',
  path: '/test/stream',
  operationId: 'testStream',
  summary: 'Test',
  tag: 'Test',
  access: { kind: 'company', level: 1, product: 'cards' },
  answer: { status: 200, contentType: 'text/plain' },
  handle() {
    const body = new Readable({ read: () => undefined });
    body.push('begun');
    return Promise.resolve(plain({ 'content-type': 'text/plain' }, body));
  },
});

async function consoleApi(environment: 'sandbox' | 'production' = 'sandbox'): Promise<TestApi> {
  return await testApi({
    environment,
    routes: ({ companies }) => [
      ...sessionRoutes({ companies, operatorKey: redacted(testOperatorKey), environment }),
      ...keyRoutes({ companies }),
      ...auditRoutes({ companies }),
      change(1),
      change(2),
      change(3),
      stream,
    ],
  });
}

const api = await consoleApi();

interface Browser {
  /** `name=value` as a browser sends it back. */
  readonly cookie: string;
  readonly setCookie: string;
}

const cookieOf = ({ headers }: Answered): Browser => {
  const setCookie = String(headers['set-cookie']);
  return { setCookie, cookie: setCookie.split(';', 1)[0] ?? '' };
};

async function signIn(body: unknown): Promise<Browser> {
  const answered = await ask(api.url, 'POST', '/console/session', { body });
  assert.equal(answered.status, 200, answered.text);
  return cookieOf(answered);
}

const by = ({ cookie }: Browser, more: Record<string, string> = {}): { headers: Record<string, string> } => ({
  headers: { cookie, 'x-console': '1', ...more },
});

const keyOf = async (terms: Record<string, unknown>): Promise<{ id: string; key: string }> => {
  const body = { name: 'Test', level: 3, products: ['cards', 'management'], ...terms };
  const made = await ask(api.url, 'POST', '/management/keys', { key: api.key, body });
  assert.equal(made.status, 200, made.text);
  return made.body as { id: string; key: string };
};

test('a session is in a cookie that no script reads and no other site sends', async () => {
  const { setCookie } = await signIn({ api_key: api.key });
  assert.match(
    setCookie,
    /^cardwright_session=cw_session_[\w-]{43}; Path=\/; Max-Age=43\d\d\d; HttpOnly; SameSite=Strict$/,
  );
});

test('in production the cookie is for HTTPS and this host alone', async () => {
  const production = await consoleApi('production');
  const body = { api_key: production.key };
  const { setCookie } = cookieOf(await ask(production.url, 'POST', '/console/session', { body }));
  assert.match(setCookie, /^__Host-cardwright_session=.*; Secure$/);
});

test('a session opens what its key opens, and no more; it is the key for whoever asks', async () => {
  const { id, key } = await keyOf({ level: 2 });
  const browser = await signIn({ api_key: key });
  assert.deepEqual((await ask(api.url, 'POST', '/test/level2', by(browser))).body, { key: id });
  const refused = await ask(api.url, 'POST', '/test/level3', by(browser));
  assert.equal(refused.status, 401);
  assert.match(refused.text, /this one has level 2/);
  const me = await ask(api.url, 'GET', '/console/session', by(browser));
  assert.equal(me.body.signed_in.as, 'company');
  assert.equal(me.body.signed_in.key.id, id);
  assert.doesNotMatch(me.text, /cw_session|cw_sandbox_\w{43}/);
});

test('the cookie alone opens nothing: a page of another origin has no more than that', async () => {
  const browser = await signIn({ api_key: api.key });
  for (const headers of [
    { cookie: browser.cookie },
    { cookie: browser.cookie, 'x-console': '1', 'sec-fetch-site': 'same-site' },
    { cookie: browser.cookie, 'x-console': '1', 'sec-fetch-site': 'cross-site' },
  ]) {
    assert.equal((await ask(api.url, 'POST', '/test/level1', { headers })).status, 401);
    assert.equal((await ask(api.url, 'GET', '/console/session', { headers })).body.signed_in, null);
  }
  // A form of another site can send text, which is no JSON.
  const form = { headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ api_key: api.key }) };
  assert.equal((await ask(api.url, 'POST', '/console/session', form)).status, 415);
});

test('signing out ends the session, and only it', async () => {
  const [ended, kept] = [await signIn({ api_key: api.key }), await signIn({ api_key: api.key })];
  assert.equal((await ask(api.url, 'POST', '/test/level1', by(ended))).status, 200);
  const out = await ask(api.url, 'DELETE', '/console/session', by(ended));
  assert.equal(out.status, 200);
  assert.match(cookieOf(out).setCookie, /^cardwright_session=; .*Max-Age=0/);
  await until(async () => (await ask(api.url, 'POST', '/test/level1', by(ended))).status === 401);
  const refused = await ask(api.url, 'POST', '/test/level1', by(ended));
  assert.equal(refused.body.message, 'This session has ended. Sign in again.');
  assert.equal((await ask(api.url, 'POST', '/test/level1', by(kept))).status, 200);
});

test('a session that is over by time says so, and nothing of its key, which still opens', async () => {
  const browser = await signIn({ api_key: api.key });
  await api.database.execute(endSessions);
  const refused = await ask(api.url, 'POST', '/test/level1', by(browser));
  assert.deepEqual([refused.status, refused.body.message], [401, 'This session has ended. Sign in again.']);
  assert.equal((await ask(api.url, 'GET', '/console/session', by(browser))).body.signed_in, null);
  assert.equal((await ask(api.url, 'POST', '/test/level1', { key: api.key })).status, 200);
});

test('a session says when it ends: with its key, where that is before its own twelve hours', async () => {
  const endsAt = async (browser: Browser): Promise<string> =>
    (await ask(api.url, 'GET', '/console/session', by(browser))).body.signed_in.ends_at;
  const expires_at = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000).toISOString();
  const brief = await keyOf({ expires_at });
  const browser = await signIn({ api_key: brief.key });
  assert.equal(await endsAt(browser), expires_at);
  assert.match(browser.setCookie, /Max-Age=\d{1,4};/);
  const long = await keyOf({});
  const before = await signIn({ api_key: long.key });
  assert.ok((await endsAt(before)) > expires_at);
  await ask(api.url, 'PATCH', `/management/keys/${long.id}`, { key: api.key, body: { expires_at } });
  assert.equal(await endsAt(before), expires_at);
});

const endSessions = sql('test.end_sessions', 'UPDATE console_sessions SET ends_at = opened_at');

test('a session ends with its key: revoked, rotated away, or of a disabled company', async () => {
  const revoked = await keyOf({});
  const browser = await signIn({ api_key: revoked.key });
  assert.equal((await ask(api.url, 'POST', '/test/level1', by(browser))).status, 200);
  await ask(api.url, 'DELETE', `/management/keys/${revoked.id}`, { key: api.key });
  await until(async () => (await ask(api.url, 'POST', '/test/level1', by(browser))).status === 401);
  assert.equal((await ask(api.url, 'GET', '/console/session', by(browser))).body.signed_in, null);

  const rotated = await keyOf({});
  const before = await signIn({ api_key: rotated.key });
  const body = { overlap_seconds: 0 };
  await ask(api.url, 'POST', `/management/keys/${rotated.id}/rotate`, { key: api.key, body });
  await until(async () => (await ask(api.url, 'POST', '/test/level1', by(before))).status === 401);
});

test('a stream that flows ends with its session, and with its key', async () => {
  const { id, key } = await keyOf({});
  const browser = await signIn({ api_key: key });
  const flow = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${api.url}/test/stream`, { headers });
  const bySession = await flow(by(browser).headers);
  const byKey = await flow({ 'x-api-key': key });
  assert.deepEqual([bySession.status, byKey.status], [200, 200]);
  await ask(api.url, 'DELETE', '/console/session', by(browser));
  await ends(bySession);
  await ask(api.url, 'DELETE', `/management/keys/${id}`, { key: api.key });
  await ends(byKey);
});

/** Resolves when the server has ended it, with or without saying so. */
const ends = (response: Response): Promise<unknown> => response.text().catch(() => undefined);

test('a key that opens nothing opens no session', async () => {
  const elsewhere = await keyOf({ allowed_ips: ['192.0.2.1'] });
  for (const api_key of ['nothing', elsewhere.key, `cw_sandbox_${'0'.repeat(43)}`]) {
    const answered = await ask(api.url, 'POST', '/console/session', { body: { api_key } });
    assert.equal(answered.status, 401);
    assert.equal(answered.headers['set-cookie'], undefined);
  }
  assert.equal((await ask(api.url, 'POST', '/console/session', { body: {} })).status, 400);
});

test('a link opens one session, however many ask at once', async () => {
  const link = (await api.companies.sessions.createLink(redacted(api.key))).reveal();
  const tries = Array.from({ length: 5 }, () => ask(api.url, 'POST', '/console/session', { body: { link } }));
  const statuses = (await Promise.all(tries)).map(({ status }) => status).sort((a, b) => a - b);
  assert.deepEqual(statuses, [200, 401, 401, 401, 401]);
});

test('the operator key opens the operator’s routes and no company’s', async () => {
  const browser = await signIn({ api_key: testOperatorKey });
  assert.equal((await ask(api.url, 'GET', '/operator/companies', by(browser))).status, 200);
  assert.equal((await ask(api.url, 'POST', '/test/level1', by(browser))).status, 401);
  assert.equal((await ask(api.url, 'GET', '/console/session', by(browser))).body.signed_in.as, 'operator');
  const company = await signIn({ api_key: api.key });
  assert.equal((await ask(api.url, 'GET', '/operator/companies', by(company))).status, 401);
  await ask(api.url, 'DELETE', '/console/session', by(browser));
  assert.equal((await ask(api.url, 'GET', '/operator/companies', by(browser))).status, 401);
});

test('signing in and out stand in the audit log under the key', async () => {
  const { id, key } = await keyOf({});
  const browser = await signIn({ api_key: key });
  await ask(api.url, 'DELETE', '/console/session', by(browser));
  const audit = await ask(api.url, 'GET', `/management/audit?actor=${id}`, { key: api.key });
  const lines = audit.body.data as { action: string; subject: string }[];
  assert.deepEqual(
    lines.map(({ action, subject }) => ({ action, subject })),
    ['endConsoleSession', 'openConsoleSession'].map((action) => ({ action, subject: id })),
  );
});

test('no session is kept in clear', async () => {
  const { cookie } = await signIn({ api_key: api.key });
  const text = cookie.split('=')[1] ?? '';
  const statement = sql('test.sessions', "SELECT string_agg(s::text, '') AS kept FROM console_sessions s");
  const [row] = await api.database.query<{ kept: string }>(statement);
  assert.match(row?.kept ?? '', /\\\\x/);
  assert.doesNotMatch(row?.kept ?? '', new RegExp(text.slice(12)));
});
