import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { until } from '../../test/support/until.ts';
import { testWebhooks } from '../../test/support/webhooks.ts';
import { keepPace, type DeliveryTime } from './pace.ts';

test('an endpoint that never answers keeps nobody from retries that are made one after the other', async () => {
  const { webhooks, company, tell } = await testWebhooks(await testDatabase());
  const failing = await startReceiver(500);
  const silent = await startReceiver(() => undefined);
  const create = (url: string) =>
    webhooks.endpoints.create(company, {
      url,
      filters: ['CARDS'],
      retrySchedule: [60, 600, 3_600],
    });
  const dead = (await create(silent.url)).endpoint.id;
  await create(failing.url);
  await tell('CARDS.CLEARING.PENDING');
  const from = new Date();
  const { time } = webhooks;
  // Patience ends when all others have been tried, however fast or slow this machine is.
  const patient: DeliveryTime = {
    ...time,
    pass: (of, seconds, patienceMs, but) => time.pass(of, seconds, patienceMs === 0 ? 0 : Infinity, but),
    async settled(of, moves, but) {
      await until(async () => (await time.settled(of, moves, [...but, dead], 0)).length === 0);
      return await time.settled(of, moves, but, 0);
    },
  };
  const pace = await keepPace(patient, company, from, new Date(from.getTime() + 86_400_000), () => 0);
  await pace.finish();
  assert.deepEqual([failing.requests.length, silent.requests.length], [4, 1]);
  assert.equal(pace.broughtForward(), 3);
  const { deliveries } = await webhooks.deliveries.list(company, { size: 10 });
  assert.deepEqual(deliveries.map(({ state }) => state).toSorted(), ['exhausted', 'pending']);
  // Its connection is cut, so that all can stop.
  await silent.close();
});
