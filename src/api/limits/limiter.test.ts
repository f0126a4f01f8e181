import assert from 'node:assert/strict';
import test from 'node:test';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import { route } from '../route.ts';
import type { Product, Route } from '../route.ts';

const read = (product: Product): Route =>
  route({
    method: 'GET',
    path: `/test/${product}`,
    operationId: product,
    summary: 'Answers',
    tag: 'Test',
    access: { kind: 'company', level: 1, product },
    answer: { status: 200 },
    handle: () => Promise.resolve({}),
  });
const routes = (): Route[] => [read('cards'), read('simulate')];

test('a company that asks too often is told how long to wait, on every process; to simulate it may go on', async () => {
  const one = await testApi({ routes, rateLimitCompany: 20 });
  const two = await testApi({ routes, rateLimitCompany: 20, database: one.database });
  const asking = { key: one.key };

  const all = await Promise.all(Array.from({ length: 60 }, () => ask(one.url, 'GET', '/test/cards', asking)));
  const refused = all.find(({ status }) => status === 429);
  assert.ok(refused !== undefined);
  assert.match(String(refused.headers['retry-after']), /^[1-9]\d*$/);
  assert.deepEqual([refused.body.code, refused.body.error_code], ['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
  for (let round = 0; round < 60; round += 1)
    assert.equal((await ask(one.url, 'GET', '/test/simulate', asking)).status, 200);

  // The block is over in the first process before it is heard of, at the latest: then the next one is twice as long.
  const both = async (): Promise<boolean> => {
    await Promise.all(Array.from({ length: 60 }, () => ask(one.url, 'GET', '/test/cards', asking)));
    return (await ask(two.url, 'GET', '/test/cards', asking)).status === 429;
  };
  while (!(await both()));
});

test('an address that asks too often waits, with any key or none', async () => {
  const api = await testApi({ routes, rateLimitAddress: 20, trustedProxies: ['127.0.0.1/32'] });
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const tries = Array.from({ length: 60 }, () => ask(api.url, 'GET', '/test/cards', from('192.0.2.1')));
  const statuses = new Set((await Promise.all(tries)).map(({ status }) => status));
  assert.deepEqual(
    [...statuses].sort((a, b) => a - b),
    [401, 429],
  );
  assert.equal((await ask(api.url, 'GET', '/nowhere', from('192.0.2.1'))).status, 429);
  assert.equal((await ask(api.url, 'GET', '/healthz', from('192.0.2.1'))).status, 200);
  assert.equal((await ask(api.url, 'GET', '/test/cards', from('192.0.2.2'))).status, 401);
});
