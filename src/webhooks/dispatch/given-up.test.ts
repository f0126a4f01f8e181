import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { until } from '../../../test/support/until.ts';
import { testWebhooks } from '../../../test/support/webhooks.ts';
import { sql } from '../../platform/database.ts';

const parked = sql('test.givenUp.parked', 'SELECT 1 FROM webhook_due WHERE lane = 9 LIMIT 1');

test('what a long queue gave up is passed over, and what came behind it is sent', async () => {
  const world = await testWebhooks(await testDatabase());
  const receiver = await startReceiver();
  const { endpoints, deliveries } = world.webhooks;
  const { endpoint } = await endpoints.create(world.company, { url: receiver.url });
  const told = async (many: number): Promise<void> => {
    await world.tell(...Array.from({ length: many }, () => 'CARDS.CLEARING.PENDING' as const));
  };
  // One that takes much at once may have much in memory,
  await told(60);
  await world.later(0);
  await endpoints.change(world.company, endpoint.id, { rateLimit: 1 });
  await told(500);
  // of which only so many keep a lease for long: the others are parked, and taken again behind those.
  world.clock.advance(11_000);
  await until(async () => (await world.database.query(parked)).length > 0);
  await endpoints.change(world.company, endpoint.id, { rateLimit: 200 });
  await world.later(0);
  const open = await deliveries.list(world.company, {
    states: ['pending', 'exhausted', 'cancelled'],
    size: 10,
  });
  assert.deepEqual(open.deliveries, []);
  assert.equal(new Set(receiver.requests.map(({ json }) => json.operation_id)).size, 560);
});
