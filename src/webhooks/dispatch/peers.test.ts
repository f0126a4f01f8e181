import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { until } from '../../../test/support/until.ts';
import { testWebhooks } from '../../../test/support/webhooks.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Sender } from './message.ts';
import { countStart, createTarget, mayGoAt } from './target.ts';

suite('several dispatchers', () => {
  test('know of each other, of one that stops, and of one that died', async () => {
    const database = await testDatabase();
    const one = (await testWebhooks(database)).webhooks.dispatcher;
    const other = await testWebhooks(database);
    const third = await testWebhooks(database);
    const knows = (count: number): Promise<void> =>
      until(() => {
        one.sweep();
        return Promise.resolve(one.stats().sharers === count);
      });
    await knows(3);
    await third.webhooks.stop();
    await knows(2);
    await other.webhooks.stop();
    await knows(1);
    // Of one that died its row is left; as old as a lease, it counts no more.
    const left = (seconds: number) =>
      sql(
        `test.dispatcherLeft${seconds}`,
        `INSERT INTO webhook_dispatchers VALUES ('dead${seconds}', now() - interval '${seconds} seconds')`,
      );
    await database.execute(left(25));
    await database.execute(left(1));
    await knows(2);
  });

  test('divide the rate of an endpoint', () => {
    // With 20 a second and four sharers: one at once, and the next after 200 ms.
    const target = createTarget(newId('company'), newId('endpoint'));
    target.sender = { rateLimit: 20 } as Sender;
    target.tokensAtMs = 1_000_000;
    const sent = (sharers: number, untilMs: number): number => {
      let count = 0;
      for (let now = 1_000_000; now < untilMs; now += 1) {
        while (mayGoAt(target, now, sharers) === 0) {
          countStart(target);
          target.inFlight = 0;
          count += 1;
        }
      }
      return count;
    };
    assert.equal(sent(4, 1_010_000), 50);
  });
});
