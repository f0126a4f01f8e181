import assert from 'node:assert/strict';
import test from 'node:test';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import type { Answered, Asking } from '../../../test/support/http.ts';
import { until } from '../../../test/support/until.ts';
import { isKeyText } from '../../companies/index.ts';
import { sql } from '../../platform/database.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { auditRoutes } from './audit.ts';
import { keyRoutes } from './keys.ts';

const probe = route({
  method: 'POST',
  path: '/test/cards',
  operationId: 'probe',
  summary: 'Needs level 2 and cards',
  tag: 'Test',
  access: { kind: 'company', level: 2, product: 'cards' },
  answer: { status: 200 },
  handle: () => Promise.resolve({}),
});
type Doors = Parameters<typeof keyRoutes>[0];
const routes = (doors: Doors): Route[] => [probe, ...keyRoutes(doors), ...auditRoutes(doors)];

const trustedProxies = ['127.0.0.1/32'];
const api = await testApi({ routes, trustedProxies });
const other = await testApi({ routes, trustedProxies, database: api.database });

const send = (method: string, path: string, asking: Asking = {}): Promise<Answered> =>
  ask(api.url, method, path, { key: api.key, ...asking });
const create = async (body: object): Promise<{ id: string; key: string }> => {
  const made = await send('POST', '/management/keys', { body: { name: 'Test', level: 2, ...body } });
  assert.equal(made.status, 200, made.text);
  return made.body as { id: string; key: string };
};
const opens = async (key: string, headers: Record<string, string> = {}, url = api.url): Promise<boolean> =>
  (await ask(url, 'POST', '/test/cards', { key, headers })).status === 200;
const why = async (key: string, headers: Record<string, string> = {}): Promise<string> => {
  const refused = await ask(api.url, 'POST', '/test/cards', { key, headers });
  assert.deepEqual([refused.status, refused.body.code], [401, 'API_ERROR']);
  return refused.body.message as string;
};

test('a key is created with its text, which is shown once and kept as a hash', async () => {
  const made = await send('POST', '/management/keys', {
    body: { name: 'Shop', level: 2, products: ['cards'], allowed_ips: ['192.0.2.0/24', '2001:db8::1'] },
  });
  assert.deepEqual(Object.keys(made.body as object), [
    'id',
    'name',
    'prefix',
    'level',
    'products',
    'allowed_ips',
    'expires_at',
    'created_at',
    'last_used_at',
    'revoked_at',
    'key',
  ]);
  const { id, key, prefix } = made.body;
  assert.match(key, /^cw_sandbox_[0-9A-Za-z]{43}$/);
  assert.ok(isKeyText(key));
  assert.equal(prefix, key.slice(0, 12));
  const shown = await send('GET', `/management/keys/${id}`);
  assert.equal(shown.body.key, undefined);
  const listed = await send('GET', '/management/keys?size=1');
  assert.deepEqual([listed.body.data[0].id, typeof listed.body.next_cursor], [id, 'string']);
  const rows = await api.database.query<{ text: string }>(
    sql(
      'test.keys',
      `SELECT to_jsonb(k)::text || to_jsonb(t)::text AS text FROM api_keys k, api_key_texts t`,
    ),
  );
  for (const { text } of rows) assert.ok(!text.includes(key.slice(12)));
});

test('what a key lacks is said: level, product, address', async () => {
  const reader = await create({ level: 1 });
  assert.match(await why(reader.key), /level 2 .*has level 1/);
  const hooks = await create({ products: ['webhooks'] });
  assert.match(await why(hooks.key), /not for the product cards/);

  const bound = await create({ allowed_ips: ['192.0.2.0/24', '2001:db8::/32'] });
  assert.match(await why(bound.key), /address 127\.0\.0\.1/);
  assert.ok(await opens(bound.key, { 'x-forwarded-for': '192.0.2.77' }));
  assert.ok(await opens(bound.key, { 'x-forwarded-for': '2001:db8:5::1' }));
  // Only the last hop that is no proxy of ours counts.
  assert.match(await why(bound.key, { 'x-forwarded-for': '192.0.2.77, 198.51.100.1' }), /198\.51\.100\.1/);
});

test('an unknown key and a mistyped one look alike', async () => {
  const { key } = await create({});
  const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
  const unknown = await why('cw_sandbox_0000000000000000000000000000000000000000000');
  assert.equal(await why(mistyped), unknown);
  assert.equal(await why('anything'), unknown);
});

test('a revoked key works nowhere within a second, also where it was in use', async () => {
  const { id, key } = await create({});
  assert.ok(await opens(key));
  assert.ok(await opens(key, {}, other.url));
  const revoked = await send('DELETE', `/management/keys/${id}`);
  assert.notEqual(revoked.body.revoked_at, null);
  await until(async () => !(await opens(key, {}, other.url)));
  await until(async () => !(await opens(key)));
  assert.match(await why(key), /revoked/);
  assert.equal((await send('DELETE', `/management/keys/${id}`)).status, 200);
  assert.equal((await send('PATCH', `/management/keys/${id}`, { body: { name: 'x' } })).status, 412);
});

test('rotation: both texts work, then only the new one', async () => {
  const { id, key } = await create({});
  const rotated = await send('POST', `/management/keys/${id}/rotate`);
  assert.equal(rotated.body.id, id);
  assert.ok(await opens(key));
  assert.ok(await opens(rotated.body.key));
  const again = await send('POST', `/management/keys/${id}/rotate`, { body: { overlap_seconds: 0 } });
  await until(async () => !(await opens(rotated.body.key)));
  assert.match(await why(rotated.body.key), /expired/);
  assert.ok(await opens(again.body.key));
});

test('a change is true within a second, and an expiry in the past is refused', async () => {
  const { id, key } = await create({});
  assert.ok(await opens(key));
  const past = await send('PATCH', `/management/keys/${id}`, { body: { expires_at: '2020-01-01' } });
  assert.deepEqual(past.body.details, [{ field: 'expires_at', message: 'must be in the future' }]);
  const changed = await send('PATCH', `/management/keys/${id}`, { body: { level: 1, name: 'Reader' } });
  assert.deepEqual([changed.body.level, changed.body.name], [1, 'Reader']);
  await until(async () => !(await opens(key)));
});

test('wrong terms are named, all at once', async () => {
  const wrong = await send('POST', '/management/keys', {
    body: { name: '', level: 4, products: ['pizza'], allowed_ips: ['10.0.0.0/33', '::1', 'x'] },
  });
  assert.deepEqual(wrong.body.details, [
    { field: 'name', message: 'must not be empty' },
    { field: 'level', message: 'must be one of 1, 2, 3' },
    {
      field: 'products[0]',
      message: 'must be one of treasury, virtual_wallets, cards, management, webhooks, simulate',
    },
    { field: 'allowed_ips[0]', message: 'must be an IP address or a network such as 192.0.2.0/24' },
    { field: 'allowed_ips[2]', message: 'must be an IP address or a network such as 192.0.2.0/24' },
  ]);
});

test('nobody reaches by way of keys what their own does not open', async () => {
  const narrow = await create({ level: 3, products: ['management'] });
  const mighty = await create({ level: 3 });
  for (const [method, path, body] of [
    ['POST', '/management/keys', { name: 'x', level: 1 }],
    ['POST', `/management/keys/${mighty.id}/rotate`, {}],
    ['PATCH', `/management/keys/${narrow.id}`, { products: ['cards', 'management'] }],
  ] as const) {
    const refused = await ask(api.url, method, path, { key: narrow.key, body });
    assert.equal(refused.status, 412, `${method} ${path}`);
  }
});

test('nobody gets out of their addresses or their expiry by way of keys', async () => {
  const from = { 'x-forwarded-for': '192.0.2.7' };
  const free = await create({ level: 1 });
  const bound = await create({ level: 3, allowed_ips: ['192.0.2.0/24'], expires_at: '2090-01-01' });
  const within = { allowed_ips: ['192.0.2.0/25', '192.0.2.200'], expires_at: '2089-12-31' };
  const by = (method: string, path: string, body?: object) =>
    ask(api.url, method, path, { key: bound.key, headers: from, ...(body && { body }) });
  for (const [method, path, body, named] of [
    ['POST', '', { ...within, allowed_ips: [] }, /allowed_ips .*192\.0\.2\.0\/24/],
    ['POST', '', { ...within, allowed_ips: ['192.0.2.1', '192.0.0.0/16'] }, /allowed_ips .*192\.0\.0\.0\/16/],
    ['POST', '', { ...within, expires_at: null }, /expires_at .*2090-01-01T00:00:00\.000Z/],
    ['POST', '', { ...within, expires_at: '2090-01-02' }, /expires_at/],
    // Its own terms, and those of a key that may do more already.
    ['PATCH', `/${bound.id}`, { allowed_ips: [] }, /allowed_ips/],
    ['PATCH', `/${bound.id}`, { expires_at: null }, /expires_at/],
    ['PATCH', `/${free.id}`, { level: 3 }, /allowed_ips/],
    ['PATCH', `/${free.id}`, { level: 3, allowed_ips: ['192.0.2.1'] }, /expires_at/],
    ['POST', `/${free.id}/rotate`, {}, /allowed_ips/],
  ] as const) {
    const refused = await by(method, `/management/keys${path}`, { name: 'x', level: 1, ...body });
    assert.deepEqual(
      [refused.status, refused.body.code],
      [412, 'VAL'],
      `${method} ${path} ${JSON.stringify(body)}`,
    );
    assert.match(refused.body.message as string, named);
  }
  const made = await by('POST', '/management/keys', { name: 'Within', level: 3, ...within });
  assert.equal(made.status, 200, made.text);
  // What takes something away is always possible.
  for (const body of [{ name: 'Renamed' }, { products: ['cards'] }, { allowed_ips: ['192.0.2.1'] }])
    assert.equal((await by('PATCH', `/management/keys/${free.id}`, body)).status, 200, JSON.stringify(body));
  assert.equal((await by('DELETE', `/management/keys/${free.id}`)).status, 200);
  assert.equal((await by('POST', `/management/keys/${made.body.id}/rotate`)).status, 200);
});

test('the last key that administers for ever is given no end', async () => {
  const first = await ask(api.url, 'POST', '/operator/companies', {
    key: api.operatorKey,
    body: { name: 'Lasting' },
  });
  const key = first.body.api_key as string;
  const by = (method: string, path: string, body?: object) =>
    ask(api.url, method, `/management/keys${path}`, { key, ...(body && { body }) });
  const [{ id }] = (await by('GET', '')).body.data;
  const ends = { expires_at: '2090-01-01' };
  const other = await by('POST', '', { name: 'Ends', level: 3, ...ends });
  const refused = await by('PATCH', `/${id}`, ends);
  assert.deepEqual([refused.status, refused.body.code], [412, 'VAL']);
  assert.match(refused.body.message as string, /expires_at/);
  for (const body of [{ level: 2 }, { products: ['cards'] }])
    assert.equal((await by('PATCH', `/${id}`, body)).status, 412, JSON.stringify(body));
  assert.equal((await by('DELETE', `/${id}`)).status, 412);
  assert.equal((await by('PATCH', `/${id}`, { name: 'Renamed' })).status, 200);
  // Another one that lasts makes it possible.
  assert.equal((await by('PATCH', `/${other.body.id}`, { expires_at: null })).status, 200);
  assert.equal((await by('PATCH', `/${id}`, ends)).status, 200);
});

test('the last key that can administer cannot be lost', async () => {
  const made = await ask(api.url, 'POST', '/operator/companies', {
    key: api.operatorKey,
    body: { name: 'One' },
  });
  const key = made.body.api_key as string;
  const [{ id }] = (await ask(api.url, 'GET', '/management/keys', { key })).body.data;
  assert.equal((await ask(api.url, 'DELETE', `/management/keys/${id}`, { key })).status, 412);
  const lowered = await ask(api.url, 'PATCH', `/management/keys/${id}`, { key, body: { level: 2 } });
  assert.equal(lowered.status, 412);
});

test('nobody shuts a company out by addresses: a key that lasts can be used from where they are', async () => {
  const company = await ask(api.url, 'POST', '/operator/companies', {
    key: api.operatorKey,
    body: { name: 'Bound' },
  });
  const here = { key: company.body.api_key as string, headers: { 'x-forwarded-for': '192.0.2.7' } };
  const by = (method: string, path: string, body?: object, as: Asking = here): Promise<Answered> =>
    ask(api.url, method, `/management/keys${path}`, { ...as, ...(body && { body }) });
  const refused = async (asked: Promise<Answered>): Promise<void> => {
    const { status, body } = await asked;
    assert.deepEqual([status, body.code], [412, 'VAL']);
    assert.match(body.message as string, /192\.0\.2\.7/);
  };
  const done = async (asked: Promise<Answered>): Promise<{ id: string; key: string }> => {
    const { status, body, text } = await asked;
    assert.equal(status, 200, text);
    return body as { id: string; key: string };
  };
  const [{ id }] = (await by('GET', '')).body.data;
  const admin = { name: 'Admin', level: 3 };
  await refused(by('PATCH', `/${id}`, { allowed_ips: ['192.0.2.70'] }));
  await done(by('PATCH', `/${id}`, { allowed_ips: ['192.0.2.0/24', '2001:db8::/32'] }));
  // Neither a key of another address nor one that ends is a way back in.
  const far = await done(by('POST', '', { ...admin, allowed_ips: ['192.0.2.70'] }));
  const ends = { allowed_ips: ['192.0.2.7'], expires_at: '2090-01-01' };
  const short = await done(by('POST', '', { ...admin, ...ends }));
  for (const body of [{ allowed_ips: ['192.0.2.70'] }, { level: 2 }, { products: ['cards'] }, ends])
    await refused(by('PATCH', `/${id}`, body));
  await refused(by('DELETE', `/${id}`));
  // What changes nothing of that is possible, also to keys that are no way in from here.
  await done(by('PATCH', `/${id}`, { name: 'Renamed' }));
  await done(by('PATCH', `/${far.id}`, { allowed_ips: ['192.0.2.71', '192.0.2.70'] }));
  await done(by('DELETE', `/${short.id}`));
  const there = { key: far.key, headers: { 'x-forwarded-for': '192.0.2.70' } };
  await done(by('PATCH', `/${id}`, { products: ['cards', 'management'] }, there));
  // Another way in from here sets the first one free.
  await done(by('POST', '', { ...admin, products: ['management'], allowed_ips: ['192.0.2.0/28'] }));
  await done(by('DELETE', `/${id}`));
});

test("another company's key is a 404", async () => {
  const made = await ask(api.url, 'POST', '/operator/companies', {
    key: api.operatorKey,
    body: { name: 'Two' },
  });
  const { id } = await create({});
  for (const method of ['GET', 'DELETE'] as const) {
    const refused = await ask(api.url, method, `/management/keys/${id}`, { key: made.body.api_key });
    assert.equal(refused.status, 404);
  }
});

test('the last use is stored, also where it was the only one', async () => {
  const { id, key } = await create({});
  assert.ok(await opens(key));
  await until(async () => (await send('GET', `/management/keys/${id}`)).body.last_used_at !== null);
});

test('the audit log says who did what, before and after, and no secret', async () => {
  const { id, key } = await create({ name: 'Audited' });
  await send('PATCH', `/management/keys/${id}`, { body: { name: 'Renamed' } });
  await send('DELETE', `/management/keys/${id}`);
  const log = await send('GET', `/management/audit?subject=${id}`);
  assert.deepEqual(
    log.body.data.map((line: { action: string }) => line.action),
    ['revokeKey', 'updateKey', 'createKey'],
  );
  const [, updated] = log.body.data;
  assert.match(updated.actor, /^key_/);
  assert.equal(updated.address, '127.0.0.1');
  assert.match(updated.trace_id, /^[0-9a-f]{32}$/);
  assert.deepEqual([updated.before.name, updated.after.name], ['Audited', 'Renamed']);
  assert.ok(!log.text.includes(key));

  const only = await send('GET', `/management/audit?subject=${id}&action=createKey&since=2020-01-01&size=1`);
  assert.deepEqual([only.body.data.length, only.body.next_cursor], [1, null]);
  assert.equal((await send('GET', '/management/audit?until=2020-01-01')).body.data.length, 0);
  await assert.rejects(api.database.execute(sql('test.forge', `DELETE FROM audit_log`)), /never changed/);
});
