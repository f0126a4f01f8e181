import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { rowsRead, rowsReadBy } from '../../../test/support/rows-read.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { testWebhooks } from '../../../test/support/webhooks.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql, type Database, type Parameter, type Statement } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { insertAttempts, type AttemptRow } from '../delivery/attempts-store.ts';
import { insertUndelivered } from '../delivery/undelivered-store.ts';
import type { DeliveryState } from '../types.ts';
import { createDeliveries, type Deliveries, type DeliveryQuery } from './deliveries.ts';
import { searchDeliveries } from './store.ts';

const endpoint = newId('endpoint');

/** Writes finished deliveries down as the dispatcher leaves them, in their order; answers their ids, newest first. */
async function finished(
  database: Database,
  company: Id<'company'>,
  states: readonly ('delivered' | 'exhausted' | 'cancelled')[],
): Promise<{ id: Id<'delivery'>; state: DeliveryState }[]> {
  const all = states.map((state) => ({ id: newId('delivery'), event: newId('event'), state }));
  const attempt = ({ id, event }: (typeof all)[number]): AttemptRow => ({
    company_id: company,
    id,
    number: 1,
    event_id: event,
    endpoint_id: endpoint,
    started_at: new Date(),
    duration_ms: 3,
    delivered: true,
    status_code: 200,
    error: null,
    detail: null,
    signature: 'v1,',
    header_names: null,
    response_headers: null,
    response_body: null,
  });
  await database.work(async (tx) => {
    await insertAttempts(tx, all.filter(({ state }) => state === 'delivered').map(attempt));
    await insertUndelivered(
      tx,
      all.flatMap(({ id, event, state }) =>
        state === 'delivered'
          ? []
          : {
              company_id: company,
              id,
              event_id: event,
              endpoint_id: endpoint,
              state,
              attempts: 1,
              last_error: null,
            },
      ),
    );
  });
  return all.map(({ id, state }) => ({ id, state })).toReversed();
}

async function allPages(
  deliveries: Deliveries,
  company: Id<'company'>,
  query: DeliveryQuery,
): Promise<Id<'delivery'>[]> {
  const ids: Id<'delivery'>[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await deliveries.list(company, { ...query, ...(cursor !== undefined && { cursor }) });
    assert.ok(page.deliveries.length <= query.size);
    ids.push(...page.deliveries.map(({ id }) => id));
    if (page.next === undefined) return ids;
    assert.ok(cursor === undefined || page.next < cursor, 'a cursor goes on');
    cursor = page.next;
  }
}

test('pages show each delivery once, newest first, whatever states are asked for and left out', async () => {
  const database = await testDatabase();
  const { webhooks, company } = await testWebhooks(database, { dispatch: false });
  const other = newId('company');
  await finished(database, other, ['delivered', 'exhausted', 'cancelled']);
  // The newest of those that were not accepted are cancelled, with accepted ones before and behind.
  const all = await finished(database, company, [
    ...Array.from({ length: 3 }, () => ['delivered', 'exhausted'] as const).flat(),
    ...Array.from({ length: 7 }, () => 'cancelled' as const),
    ...Array.from({ length: 5 }, () => 'delivered' as const),
  ]);
  await finished(database, other, ['delivered', 'exhausted', 'cancelled']);
  const ofStates = (...states: DeliveryState[]): Id<'delivery'>[] =>
    all.filter(({ state }) => states.includes(state)).map(({ id }) => id);

  for (const size of [1, 2, 3, 5, 18, 100]) {
    const list = (query: Partial<DeliveryQuery>) =>
      allPages(webhooks.deliveries, company, { size, ...query });
    assert.deepEqual(
      await list({}),
      all.map(({ id }) => id),
    );
    for (const states of [['exhausted'], ['delivered'], ['exhausted', 'delivered'], ['pending']] as const)
      assert.deepEqual(await list({ states }), ofStates(...states), `${states.join()} by ${size}`);
    assert.deepEqual(
      await list({ endpoint }),
      all.map(({ id }) => id),
    );
    assert.deepEqual(
      await list({ endpoint, states: ['exhausted', 'cancelled'] }),
      ofStates('exhausted', 'cancelled'),
    );
    const ofEvent = (await webhooks.deliveries.list(company, { size: 100, states: ['exhausted'] }))
      .deliveries[0]!;
    assert.deepEqual(await list({ endpoint, event: ofEvent.event, states: ['exhausted'] }), [ofEvent.id]);
    assert.deepEqual(await list({ endpoint: newId('endpoint') }), []);
  }
});

test('a page reads about as many rows as it shows, also where one company has all there are', async () => {
  const database = await testDatabase();
  const company = newId('company');
  await database.query(
    sql(
      'test.manyAttempts',
      `INSERT INTO webhook_attempts (company_id, id, number, event_id, endpoint_id, started_at, duration_ms, delivered, signature)
       SELECT $1, 'dlv_' || substr($2, 5, 24) || lpad(n::text, 12, '0'), 1, 'evt_', 'whe_', now(), 1, true, 'v1,'
       FROM generate_series(1, 20000) AS n`,
    ),
    [company, newId('delivery')],
  );
  await database.query(sql('test.analyzeAttempts', 'ANALYZE webhook_attempts'));
  // The planner looks at the values at first, and later where that seems to be cheaper.
  for (let time = 0; time < 8; time += 1) {
    const read = await database.work(async (tx) => {
      const by = { company, after: 'dlv_', before: 'dlv_~', event: null, endpoint: null, size: 10 };
      const { rows } = await searchDeliveries(tx, 'delivered', by);
      assert.equal(rows.length, 10);
      return rowsRead(tx, 'webhook_attempts');
    });
    assert.ok(read < 100, `${read} rows`);
  }
});

test('what one endpoint has not accepted is found without all that others have not, however much that is', async () => {
  const database = await testDatabase();
  const [company, failing, good] = [newId('company'), newId('endpoint'), newId('endpoint')];
  await database.query(
    sql(
      'test.manyUndelivered',
      `INSERT INTO webhook_undelivered (company_id, id, event_id, endpoint_id, state, attempts)
       SELECT $1, 'dlv_' || substr($2, 5, 24) || lpad(n::text, 12, '0'), 'evt_', CASE WHEN n % 5000 = 0 THEN $4 ELSE $3 END, 'exhausted', 1
       FROM generate_series(1, 20000) AS n`,
    ),
    [company, newId('delivery'), failing, good],
  );
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeUndelivered', 'ANALYZE webhook_undelivered'));
    for (const [endpoint, size, found, isEnd] of [
      [newId('endpoint'), 10, 0, true],
      [good, 10, 4, true],
      [good, 3, 3, false],
      [failing, 10, 10, false],
    ] as const) {
      const read = await rowsReadBy(database, 'webhook_undelivered', async (tx) => {
        const by = { company, after: 'dlv_', before: 'dlv_~', event: null, endpoint, size };
        const { rows, floor } = await searchDeliveries(tx, 'undelivered', by);
        assert.deepEqual([rows.length, floor === ''], [found, isEnd]);
      });
      assert.ok(read <= 12, `${read} rows`);
    }
  }
});

test('a delivery that ends while a page is read is on that page', async () => {
  const database = await testDatabase();
  const { webhooks, company, tell, events } = await testWebhooks(database, { dispatch: false });
  const made = await webhooks.endpoints.create(company, { url: 'http://127.0.0.1:9/' });
  const [event] = await tell('CARDS.CLEARING.PENDING');
  const deliveries = createDeliveries({
    events: () => events,
    database: {
      ...database,
      async query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
        if (statement.name === 'webhooks.deliveries.open')
          await webhooks.endpoints.disable(company, made.endpoint.id, 'for this test', null);
        return database.query<Row>(statement, parameters);
      },
    },
  });
  const page = await deliveries.list(company, { size: 10, event });
  assert.deepEqual(
    page.deliveries.map(({ state }) => state),
    ['cancelled'],
  );
});

test('a delivery says when it is tried next, and while it is being sent that nobody knows', async () => {
  const open: (() => void)[] = [];
  const receiver = await startReceiver((_request, response) =>
    open.push(() => response.writeHead(500).end()),
  );
  const world = await testWebhooks(await testDatabase());
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, retrySchedule: [600] });
  await world.tell('CARDS.CLEARING.PENDING');
  await receiver.received(1);
  const next = async (): Promise<Date | null | undefined> =>
    (await world.webhooks.deliveries.list(world.company, { size: 10 })).deliveries[0]?.nextAttemptAt;
  assert.equal(await next(), null);
  open.forEach((answer) => answer());
  await world.later(0);
  assert.ok((await next())!.getTime() > world.clock.now().getTime() + 400_000);
});

test('of very many attempts the latest are shown, in their order', async () => {
  const database = await testDatabase();
  const { webhooks, company } = await testWebhooks(database, { dispatch: false });
  const id = newId('delivery');
  await database.execute(
    sql(
      'test.attemptsOfOne',
      `INSERT INTO webhook_attempts (company_id, id, number, event_id, endpoint_id, started_at, duration_ms, delivered, signature)
       SELECT $1, $2, n, 'evt_', 'whe_', now() + n * interval '1 second', 1, true, 'v1,' FROM generate_series(1, 250) AS n`,
    ),
    [company, id],
  );
  const numbers = (await webhooks.deliveries.attempts(company, id)).map(({ number }) => number);
  assert.deepEqual(
    numbers,
    Array.from({ length: 200 }, (_, at) => at + 51),
  );
});

test('each delivery says what type its event has, as long as that is kept', async () => {
  const database = await testDatabase();
  const { webhooks, company, tell } = await testWebhooks(database, { dispatch: false });
  const typesOf = async (query: Partial<DeliveryQuery> = {}) =>
    (await webhooks.deliveries.list(company, { size: 100, ...query })).deliveries.map(({ type }) => type);
  await finished(database, company, ['delivered', 'exhausted']);
  await webhooks.endpoints.create(company, { url: 'http://127.0.0.1:9/' });
  const told = ['CARDS.CLEARING.PENDING', 'CARDS.DECLINED.FAILED', 'TREASURY.DEPOSIT.SUCCESS'] as const;
  for (const type of told) {
    const [event] = await tell(type);
    assert.deepEqual(await typesOf({ event }), [type]);
  }
  // Within a millisecond their order is open.
  assert.deepEqual(new Set(await typesOf({ states: ['pending'] })), new Set(told));
  assert.deepEqual(await typesOf({ states: ['exhausted', 'delivered'] }), [null, null]);
  assert.deepEqual(await typesOf({ states: ['cancelled'] }), []);
});
