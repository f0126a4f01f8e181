import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { until } from '../../../test/support/until.ts';
import { testWebhooks, type TestWebhooks } from '../../../test/support/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import type { EndpointWish } from '../index.ts';
import type { Faults } from './faults.ts';

type Wish = Partial<Pick<Faults, 'drop' | 'duplicate' | 'reorder' | 'delayMs' | 'seed'>>;

async function setUp(wish: Omit<EndpointWish, 'url'> = {}) {
  const world = await testWebhooks(await testDatabase());
  const receiver = await startReceiver();
  const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: receiver.url, ...wish });
  return { ...world, receiver, endpoint: endpoint.id };
}

const goAstray = (
  { webhooks, company, clock }: Pick<TestWebhooks, 'webhooks' | 'company' | 'clock'>,
  endpoint: Faults['endpoint'],
  wish: Wish,
): Promise<void> =>
  webhooks.faults.set({
    company,
    endpoint,
    drop: 0,
    duplicate: 0,
    reorder: 0,
    delayMs: 0,
    seed: 'a seed',
    endsAt: new Date(clock.now().getTime() + 60_000),
    ...wish,
  });

const states = async ({ webhooks, company }: TestWebhooks): Promise<string[]> => {
  const { deliveries } = await webhooks.deliveries.list(company, { size: 100 });
  return deliveries.map(({ state }) => state);
};

suite('faults on purpose', () => {
  test('what is dropped is tried again, and comes once they have ended', async () => {
    const world = await setUp();
    await goAstray(world, world.endpoint, { drop: 1 });
    const [event] = await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    assert.equal(world.receiver.requests.length, 0);
    const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 10 });
    assert.deepEqual([deliveries[0]?.state, deliveries[0]?.attempts], ['pending', 1]);
    assert.match(deliveries[0]?.lastError ?? '', /dropped on purpose/);
    // A minute later nothing goes astray any more.
    await world.later(61_000);
    const [got] = await world.receiver.received(1);
    assert.deepEqual([got?.json.operation_id, got?.headers['x-webhook-attempt']], [event, '2']);
  });

  test('what is sent twice is accepted once', async () => {
    const world = await setUp();
    await goAstray(world, world.endpoint, { duplicate: 1 });
    const ids = await world.tell('CARDS.CLEARING.PENDING', 'CARDS.CLEARING.SUCCESS');
    const got = await world.receiver.received(4);
    assert.deepEqual(got.map(({ json }) => json.operation_id).toSorted(), [...ids, ...ids].toSorted());
    await world.later(0);
    assert.deepEqual(await states(world), ['delivered', 'delivered']);
  });

  test('what is held back comes after the one behind it, and by itself where there is none', async () => {
    const world = await setUp();
    await goAstray(world, world.endpoint, { reorder: 1 });
    const ids = await world.tell('CARDS.CLEARING.PENDING', 'CARDS.CLEARING.SUCCESS', 'CARDS.REFUND.SUCCESS');
    const got = (await world.receiver.received(3)).map(({ json }) => json.operation_id);
    assert.notEqual(got[0], ids[0]);
    assert.deepEqual(got.toSorted(), ids.toSorted());
    const [alone] = await world.tell('CARDS.REVERSAL.SUCCESS');
    assert.equal((await world.receiver.received(4))[3]?.json.operation_id, alone);
  });

  test('what is late is sent so much later', async () => {
    const world = await setUp();
    await goAstray(world, world.endpoint, { delayMs: 200 });
    await world.tell('CARDS.CLEARING.PENDING');
    const [got] = await world.receiver.received(1);
    const startedMs = Number(got?.headers['x-request-timestamp']);
    assert.ok((got?.at.getTime() ?? 0) - startedMs >= 195);
  });

  test('the same seed hits the same attempts, another one others', async () => {
    const hit = async (seed: string): Promise<number[]> => {
      // First attempts alone are looked at.
      const world = await setUp({ retrySchedule: [604_800] });
      await goAstray(world, world.endpoint, { drop: 0.5, seed });
      const ids: string[] = [];
      for (let n = 0; n < 24; n += 1) {
        // So that nothing waits because the endpoint looks as if it were in trouble.
        await world.webhooks.time.pass(world.company, 0, 0);
        ids.push(...(await world.tell('CARDS.CLEARING.PENDING')));
        await world.webhooks.time.settled(world.company);
      }
      const got = new Set(world.receiver.requests.map(({ json }) => json.operation_id));
      return ids.flatMap((id, at) => (got.has(id) ? [] : [at]));
    };
    const first = await hit('one');
    assert.ok(first.length > 0 && first.length < 24, String(first));
    assert.deepEqual(await hit('one'), first);
    assert.notDeepEqual(await hit('two'), first);
  });

  test('a dispatcher in another process hears of them, and of their end', async () => {
    const world = await setUp();
    const other = await testWebhooks(world.database, { dispatch: false, company: world.company });
    const isDropped = async (): Promise<boolean> => {
      await world.tell('CARDS.CLEARING.PENDING');
      await world.later(0);
      return (await states(world)).includes('pending');
    };
    assert.equal(await isDropped(), false);
    await goAstray(other, world.endpoint, { drop: 1 });
    await until(isDropped);
    await other.webhooks.faults.remove(world.company, undefined);
    await world.later(2_000);
    await until(async () => {
      await world.later(2_000);
      return (await states(world)).every((state) => state === 'delivered');
    });
    assert.deepEqual(await other.webhooks.faults.list(world.company), []);
  });

  test('are of endpoints that are the company’s own', async () => {
    const world = await setUp();
    const stranger = { ...world, company: newId('company') };
    await assert.rejects(goAstray(stranger, world.endpoint, { drop: 1 }), { code: 'NOT_FOUND' });
    await assert.rejects(world.webhooks.faults.remove(world.company, 'whe_nothing'), { code: 'NOT_FOUND' });
    assert.deepEqual(await world.webhooks.faults.list(stranger.company), []);
  });
});
