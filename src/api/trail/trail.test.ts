import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Database } from '../../platform/database.ts';
import { sql } from '../../platform/database.ts';
import { auditRoutes } from '../management/audit.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const read = sql('test.read_switch', `SELECT state FROM switches`);
const write = sql('test.write_switch', `UPDATE switches SET state = $1`);
const lock = sql('test.lock_switches', 'SELECT 1 FROM switches FOR UPDATE');
const access = { kind: 'company', level: 3, product: 'management' } as const;
const common = {
  path: '/test/switches/{id}',
  summary: 'A switch',
  tag: 'Test',
  params: z.object({ id: z.string() }),
};

function switchRoutes({ database }: { database: Database }): Route[] {
  const get = async () => ({
    state: (await database.query<{ state: string }>(read))[0]?.state,
    webhook_key: 'hush',
  });
  return [
    route({
      ...common,
      method: 'GET',
      operationId: 'getSwitch',
      access: { ...access, level: 1 },
      answer: { status: 200 },
      handle: get,
    }),
    route({
      ...common,
      method: 'PUT',
      operationId: 'setSwitch',
      access,
      body: z.object({ state: z.string(), pin: z.string(), steps: z.array(z.object({ at: z.number() })) }),
      answer: { status: 200 },
      handle: async ({ body: { state } }) => {
        if (state === 'refused') throw new Failure('VAL', 'No.');
        await database.work(async (tx) => {
          await tx.execute(write, [state]);
          if (state === 'broken') throw new Error('in the middle');
        });
        return get();
      },
    }),
    route({
      ...common,
      method: 'PATCH',
      path: '/test/switches/{id}/state',
      operationId: 'turnSwitch',
      access,
      body: z.object({ state: z.string(), by: z.string() }),
      answer: { status: 200 },
      handle: ({ body: { state } }) => database.work((tx) => tx.execute(write, [state])),
    }),
    route({
      ...common,
      method: 'GET',
      path: '/test/switches/{id}/secret',
      operationId: 'getSwitchSecret',
      access,
      audit: 'always',
      answer: { status: 200 },
      handle: () => Promise.resolve({ secret: 'hush' }),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/test/switches/{id}/use',
      operationId: 'useSwitch',
      access: { ...access, level: 2 },
      answer: { status: 200 },
      handle: () => Promise.resolve({}),
    }),
    route({
      ...common,
      method: 'PATCH',
      path: '/test/switches/{id}/room/{roomId}',
      operationId: 'moveSwitch',
      params: common.params.extend({ roomId: z.string() }),
      access,
      answer: { status: 200 },
      handle: () => Promise.resolve({}),
    }),
    ...(['made', undefined] as const).map((subject) =>
      route({
        method: 'POST',
        path: `/test/${subject ?? 'all'}-switches`,
        operationId: subject === 'made' ? 'makeSwitch' : 'setAllSwitches',
        summary: 'Switches',
        tag: 'Test',
        access,
        ...(subject && { subject }),
        answer: { status: 200 },
        handle: () =>
          database.work(async (tx) => {
            await tx.query(lock);
            return { made: { id: 'fresh' }, secret: { text: 'hush' } };
          }),
      }),
    ),
  ];
}

const api = await testApi({ routes: (doors) => [...switchRoutes(doors), ...auditRoutes(doors)] });
await api.database.execute(sql('test.make_switch', `CREATE TABLE switches AS SELECT 'off' AS state`));

interface Line {
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}
const ofSwitch = async (): Promise<Line[]> => {
  const log = await ask(api.url, 'GET', '/management/audit?subject=main', { key: api.key });
  assert.doesNotMatch(log.text, /hush/);
  return log.body.data as Line[];
};
const set = (state: string, headers: Record<string, string> = {}) =>
  ask(api.url, 'PUT', '/test/switches/main', {
    key: api.key,
    headers,
    body: { state, pin: '1234', steps: [{ at: 1, '\0': 2 }], unread: { '\0': '\ud800' } },
  });

test('what is changed at level 3 is written down with what was before, and without secrets', async () => {
  await set('on', { 'idempotency-key': 'once' });
  await set('on', { 'idempotency-key': 'once' });
  assert.deepEqual(
    (await ofSwitch()).map(({ action, before, after }) => ({ action, before, after })),
    [
      {
        action: 'setSwitch',
        before: { state: 'off', webhook_key: '[redacted]' },
        after: { state: 'on', pin: '[redacted]', steps: [{ at: 1 }] },
      },
    ],
  );
});

test('what did not happen is not written down', async () => {
  assert.equal((await set('refused')).status, 412);
  assert.equal((await set('broken')).status, 500);
  assert.equal((await ofSwitch()).length, 1);
});

test('of a thing of which a part is changed that part is written down as it was', async () => {
  await set('on');
  const turn = { key: api.key, body: { state: 'turned', by: 'hand' } };
  assert.equal((await ask(api.url, 'PATCH', '/test/switches/part/state', turn)).status, 200);
  const log = await ask(api.url, 'GET', '/management/audit?subject=part', { key: api.key });
  assert.deepEqual(
    (log.body.data as Line[]).map(({ action, before, after }) => ({ action, before, after })),
    [{ action: 'turnSwitch', before: { state: 'on' }, after: { state: 'turned', by: 'hand' } }],
  );
});

test('names that every object has and numbers that no database holds are no more than what was read of them', async () => {
  const sent = [
    '{"state":"off","pin":"1","steps":[],"constructor":"\\u0000","__proto__":{"toString":"\\ud800"}}',
    '{"state":"off","pin":"1","steps":[{"at":0e-99999}]}',
    `{"state":"off","pin":"1","steps":[{"at":1${'0'.repeat(20_000)}e-20000}],"valueOf":1e999999}`,
  ];
  for (const body of sent) {
    const answer = await ask(api.url, 'PUT', '/test/switches/second', { key: api.key, body });
    assert.equal(answer.status, 200, answer.text);
  }
  const log = await ask(api.url, 'GET', '/management/audit?subject=second', { key: api.key });
  assert.deepEqual(
    (log.body.data as Line[]).map(({ after }) => after),
    [[{ at: 1 }], [{ at: 0 }], []].map((steps) => ({ state: 'off', pin: '[redacted]', steps })),
  );
});

test('showing a secret is written down, everyday work is not', async () => {
  await ask(api.url, 'GET', '/test/switches/main/secret', { key: api.key });
  await ask(api.url, 'POST', '/test/switches/main/use', { key: api.key });
  assert.deepEqual(
    (await ofSwitch()).map(({ action }) => action),
    ['getSwitchSecret', 'setSwitch', 'setSwitch'],
  );
});

test('every line says what it is about, also where the path does not', async () => {
  await ask(api.url, 'POST', '/test/made-switches', { key: api.key });
  await ask(api.url, 'POST', '/test/all-switches', { key: api.key });
  await ask(api.url, 'PATCH', '/test/switches/third/room/kitchen', { key: api.key });
  const log = await ask(api.url, 'GET', '/management/audit?size=3', { key: api.key });
  assert.deepEqual(
    (log.body.data as Line[]).map(({ action, subject, after }) => ({ action, subject, after })),
    [
      { action: 'moveSwitch', subject: 'kitchen', after: { id: 'third' } },
      { action: 'setAllSwitches', subject: api.company, after: null },
      { action: 'makeSwitch', subject: 'fresh', after: null },
    ],
  );
});
