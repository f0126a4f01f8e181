import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopBefore, testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { testWebhooks } from '../../../test/support/webhooks.ts';
import type { Parameter, Statement } from '../../platform/database.ts';

test('an endpoint that is changed while it is read is read again', async () => {
  const database = await testDatabase();
  const former = await startReceiver();
  const present = await startReceiver();
  let meanwhile: (() => Promise<unknown>) | undefined;
  const world = await testWebhooks({
    ...database,
    async query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
      const rows = await database.query<Row>(statement, parameters);
      const change = meanwhile;
      if (statement.name === 'webhooks.endpoints.byKeys' && change !== undefined) {
        meanwhile = undefined;
        await change();
      }
      return rows;
    },
  });
  stopBefore(database, () => world.webhooks.stop());
  const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: former.url });
  meanwhile = () => world.webhooks.endpoints.change(world.company, endpoint.id, { url: present.url });
  await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  assert.equal(meanwhile, undefined);
  assert.deepEqual([former.requests.length, present.requests.length], [0, 1]);
});
