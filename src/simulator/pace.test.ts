import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { testWebhooks } from '../../test/support/webhooks.ts';
import { keepPace } from './pace.ts';

test('an endpoint that never answers keeps nobody from retries that are made one after the other', async () => {
  const { webhooks, company, tell } = await testWebhooks(await testDatabase());
  const failing = await startReceiver(500);
  const silent = await startReceiver(() => undefined);
  for (const { url } of [silent, failing])
    await webhooks.endpoints.create(company, { url, filters: ['CARDS'], retrySchedule: [60, 600, 3_600] });
  await tell('CARDS.CLEARING.PENDING');
  const from = new Date();
  const pace = await keepPace(webhooks.time, company, from, new Date(from.getTime() + 86_400_000));
  await pace.finish();
  assert.deepEqual([failing.requests.length, silent.requests.length], [4, 1]);
  assert.equal(pace.broughtForward(), 3);
  const { deliveries } = await webhooks.deliveries.list(company, { size: 10 });
  assert.deepEqual(deliveries.map(({ state }) => state).toSorted(), ['exhausted', 'pending']);
});
