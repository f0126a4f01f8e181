import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver, type Receiver } from '../../test/support/receiver.ts';
import { exampleEvent, testWebhooks, type TestWebhooks } from '../../test/support/webhooks.ts';
import { catalogue, type EventTypeName } from '../events/index.ts';
import { sql } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { isFilter, wants } from './filters.ts';

const database = await testDatabase();

suite('filters', () => {
  for (const [filters, type, wanted] of [
    [[], 'CARDS.CLEARING.PENDING', true],
    [[], 'CARDS.DEPOSIT.PENDING', false],
    [[], 'CARDS.AUTHORIZATION.PENDING', false],
    [['CARDS'], 'CARDS.CLEARING.PENDING', true],
    [['CARDS'], 'TREASURY.DEPOSIT.SUCCESS', false],
    [['CARDS'], 'CARDS.DEPOSIT.PENDING', false],
    [['CARDS.DEPOSIT'], 'CARDS.DEPOSIT.PENDING', false],
    [['CARDS.DEPOSIT.PENDING'], 'CARDS.DEPOSIT.PENDING', true],
    [['CARDS.CLEARING'], 'CARDS.CLEARING.FAILED', true],
    [['CARDS.CLEARING.SUCCESS'], 'CARDS.CLEARING.FAILED', false],
    [['CARDS.AUTHORIZATION.PENDING'], 'CARDS.AUTHORIZATION.PENDING', false],
    [['TREASURY', 'WEBHOOKS.TEST'], 'WEBHOOKS.TEST.SUCCESS', true],
  ] as [string[], EventTypeName, boolean][]) {
    test(`[${filters.join(', ')}] ${wanted ? 'wants' : 'does not want'} ${type}`, () => {
      assert.equal(wants(filters, type), wanted);
    });
  }

  test('are event types, or whole first parts of them', () => {
    for (const name of catalogue.keys()) {
      const [operation, subOperation] = name.split('.');
      for (const filter of [name, operation!, `${operation}.${subOperation}`]) assert.ok(isFilter(filter));
    }
    for (const none of ['', 'CARD', 'CARDS.', 'cards', 'CARDS.CLEARING.PENDING.X', '*'])
      assert.ok(!isFilter(none), none);
  });
});

async function listening(world: TestWebhooks, ...filters: string[]): Promise<Receiver> {
  const receiver = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, filters });
  return receiver;
}

const typesAt = (receiver: Receiver): unknown[] =>
  receiver.requests.map(({ json }) => `${String(json['sub_operation'])}.${String(json['status'])}`);

test('an event goes to every endpoint that wants it, and to no other company', async () => {
  const world = await testWebhooks(database);
  const other = await testWebhooks(database, { dispatch: false });
  const [all, cards, treasury] = [
    await listening(world),
    await listening(world, 'CARDS'),
    await listening(world, 'TREASURY'),
  ];
  const foreign = await listening(other);
  await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  assert.deepEqual(
    [all, cards, treasury, foreign].map(({ requests }) => requests.length),
    [1, 1, 0, 0],
  );
});

suite('deposits', () => {
  test('that are taken back are told to exactly those who were told of them', async () => {
    const world = await testWebhooks(database);
    const named = await listening(world, 'TREASURY.DEPOSIT.PENDING');
    const general = await listening(world);
    const cards = await listening(world, 'CARDS');
    const [seen] = await world.tell('TREASURY.DEPOSIT.PENDING');
    await world.later(0);
    await world.append(exampleEvent(world.company, 'TREASURY.DEPOSIT.CANCELLED', { takesBack: [seen!] }));
    await world.later(0);
    assert.deepEqual(typesAt(named), ['DEPOSIT.PENDING', 'DEPOSIT.CANCELLED']);
    assert.deepEqual([typesAt(general), typesAt(cards)], [[], []]);

    const [booked] = await world.tell('TREASURY.DEPOSIT.SUCCESS');
    await world.later(0);
    await world.append(
      exampleEvent(world.company, 'TREASURY.DEPOSIT.CANCELLED', { takesBack: [seen!, booked!] }),
    );
    await world.later(0);
    assert.deepEqual(typesAt(named), ['DEPOSIT.PENDING', 'DEPOSIT.CANCELLED', 'DEPOSIT.CANCELLED']);
    assert.deepEqual(typesAt(general), ['DEPOSIT.SUCCESS', 'DEPOSIT.CANCELLED']);
    assert.deepEqual(typesAt(cards), []);
  });
});

test('an endpoint that is made, changed or removed counts from the next event on, in every process', async () => {
  const here = await testWebhooks(database);
  const there = await testWebhooks(database, { dispatch: false, company: here.company });
  await there.tell('CARDS.CLEARING.PENDING');
  const receiver = await startReceiver();
  const { endpoint } = await here.webhooks.endpoints.create(here.company, { url: receiver.url });
  // The other process is told by a notification: until it has it, it may not know.
  while (receiver.requests.length === 0) {
    await there.tell('CARDS.CLEARING.PENDING');
    await here.later(0);
  }
  await here.webhooks.endpoints.remove(here.company, endpoint.id);
  await here.tell('CARDS.REFUND.SUCCESS');
  await here.later(0);
  assert.ok(!typesAt(receiver).includes('REFUND.SUCCESS'));
});

test('an endpoint that is made is known in every process, also where nothing could be said after the commit', async () => {
  const mute = { ...database, notify: () => Promise.reject(new Error('on purpose')) };
  const here = await testWebhooks(mute, { dispatch: false });
  const there = await testWebhooks(database, { company: here.company });
  await there.tell('CARDS.CLEARING.PENDING');
  const receiver = await listening(here);
  for (let told = 0; told < 100 && receiver.requests.length === 0; told += 1) {
    await there.tell('CARDS.CLEARING.PENDING');
    await there.later(0);
  }
  assert.notEqual(receiver.requests.length, 0);
});

test('a company has at most a thousand endpoints', async () => {
  const { webhooks, company } = await testWebhooks(database, { dispatch: false, company: newId('company') });
  const { endpoint } = await webhooks.endpoints.create(company, { url: 'http://127.0.0.1:9/' });
  await database.execute(
    sql(
      'test.manyEndpoints',
      `INSERT INTO webhook_endpoints (company_id, id, url, description, enabled, filters, format, ordered, decision, is_default, timeout_ms, signatures, created_at)
       SELECT company_id, id || n, url, description, false, filters, format, ordered, false, false, timeout_ms, signatures, created_at
       FROM webhook_endpoints, generate_series(1, 999) AS n WHERE company_id = $1`,
    ),
    [company],
  );
  const another = () => webhooks.endpoints.create(company, { url: 'http://127.0.0.1:9/' });
  await assert.rejects(another(), { code: 'VAL' });
  await assert.rejects(webhooks.endpoints.subscribe(company, 'http://127.0.0.1:9/', null), { code: 'VAL' });
  await webhooks.endpoints.remove(company, endpoint.id);
  await another();
});

test('what another process stores is sent by the one that dispatches', async () => {
  const sender = await testWebhooks(database);
  const api = await testWebhooks(database, { dispatch: false, company: sender.company });
  const receiver = await listening(api);
  await api.tell('CARDS.CLEARING.PENDING', 'CARDS.CLEARING.SUCCESS');
  await receiver.received(2);
});

test('a unit of work that rolls back makes no delivery', async () => {
  const world = await testWebhooks(database);
  const receiver = await listening(world);
  const failing = database.work(async (tx) => {
    await world.events.appendMany(tx, [exampleEvent(world.company, 'CARDS.CLEARING.PENDING')]);
    throw new Error('no');
  });
  await assert.rejects(failing);
  await world.tell('CARDS.REFUND.SUCCESS');
  await world.later(30_000);
  assert.deepEqual(typesAt(receiver), ['REFUND.SUCCESS']);
});

test('a company without endpoints costs nothing', async () => {
  const world = await testWebhooks(database, { company: newId('company') });
  await world.tell('CARDS.CLEARING.PENDING');
  const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 10 });
  assert.deepEqual(deliveries, []);
});
