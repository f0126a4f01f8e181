import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import { until } from '../../../test/support/until.ts';
import { route } from '../route.ts';

const who = route({
  method: 'GET',
  path: '/test/who',
  operationId: 'who',
  summary: 'Who calls',
  tag: 'Test',
  access: { kind: 'company', level: 1, product: 'cards' },
  answer: { status: 200, schema: z.object({ company: z.string() }) },
  handle: ({ caller }) => Promise.resolve({ company: caller.company }),
});

const api = await testApi({ routes: () => [who] });
const operator = { key: api.operatorKey };

test('the operator creates a company, and its key works at once', async () => {
  const made = await ask(api.url, 'POST', '/operator/companies', {
    ...operator,
    body: { name: 'Acme', email: 'ops@acme.example' },
  });
  assert.equal(made.status, 200);
  assert.deepEqual(Object.keys(made.body), ['id', 'name', 'email', 'webhook_url', 'api_key']);
  const answer = await ask(api.url, 'GET', '/test/who', { key: made.body.api_key });
  assert.deepEqual([answer.status, answer.body], [200, { company: made.body.id }]);

  const list = await ask(api.url, 'GET', '/operator/companies?size=1', operator);
  assert.equal(list.body.data[0].id, made.body.id);
  const next = await ask(api.url, 'GET', `/operator/companies?cursor=${list.body.next_cursor}`, operator);
  assert.deepEqual(
    next.body.data.map((company: { id: string }) => company.id),
    [api.company],
  );
  assert.equal(next.body.next_cursor, null);
  // A cursor that is none would look like the end of the list.
  for (const cursor of ['', 'abc', `card_${list.body.next_cursor.slice(4)}`]) {
    const wrong = await ask(api.url, 'GET', `/operator/companies?cursor=${cursor}`, operator);
    assert.deepEqual([wrong.status, wrong.body.details[0].field], [400, 'cursor']);
  }
});

test('what a company cannot be called or told at is named, all at once', async () => {
  const wrong = await ask(api.url, 'POST', '/operator/companies', {
    ...operator,
    body: { name: 'Two\nlines', email: 'nobody', webhook_url: 'ftp://acme.example', initial_holding: -1 },
  });
  assert.equal(wrong.status, 400);
  assert.deepEqual(wrong.body.details, [
    { field: 'name', message: 'must be one line, without control characters' },
    { field: 'email', message: 'must be an e-mail address' },
    { field: 'webhook_url', message: 'must be a URL such as https://example.com/webhooks' },
    { field: 'initial_holding', message: 'must be at least 0' },
  ]);
});

test('a disabled company has keys that open nothing, until it is enabled again', async () => {
  const made = await ask(api.url, 'POST', '/management/companies', { ...operator, body: { name: 'Closed' } });
  const { id, api_key: key } = made.body;
  assert.equal((await ask(api.url, 'GET', '/test/who', { key })).status, 200);
  const closed = await ask(api.url, 'POST', `/operator/companies/${id}/disable`, operator);
  assert.equal(closed.body.enabled, false);
  await until(async () => (await ask(api.url, 'GET', '/test/who', { key })).status === 401);
  const refused = await ask(api.url, 'GET', '/test/who', { key });
  assert.match(refused.body.message, /company .* disabled/);
  await ask(api.url, 'POST', `/operator/companies/${id}/enable`, operator);
  await until(async () => (await ask(api.url, 'GET', '/test/who', { key })).status === 200);
});

test('nobody but the operator may', async () => {
  for (const key of [undefined, '', 'wrong', api.key]) {
    const answer = await ask(api.url, 'POST', '/operator/companies', {
      ...(key !== undefined && { key }),
      body: { name: 'x' },
    });
    assert.equal(answer.status, 401);
    assert.equal(answer.body.code, 'API_ERROR');
  }
});

test('a company that is not there is a 404, whatever its id looks like', async () => {
  for (const id of ['cmp_0197f2c0-9a4e-7cc0-8000-0123456789ab', 'x', 'a%00b', '%F0%9F%92%A9']) {
    const answer = await ask(api.url, 'POST', `/operator/companies/${id}/disable`, operator);
    assert.equal(answer.status, 404);
    assert.equal(answer.body.message, 'There is no such company.');
  }
});
