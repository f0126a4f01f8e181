import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { newId } from '../../platform/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import { sql, type Parameter, type Statement } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import type { SendResult } from '../types.ts';
import { createHealth } from './health.ts';
import { createTarget } from './target.ts';

test('what an endpoint says last is what stays written, whichever connection is slower', async () => {
  const database = await testDatabase();
  const slow = Promise.withResolvers<void>();
  const writes: Promise<unknown>[] = [];
  const health = createHealth({
    database: {
      ...database,
      execute(statement: Statement, parameters?: readonly Parameter[]) {
        const before = statement.name === 'webhooks.health.failing' ? slow.promise : Promise.resolve();
        const write = before.then(() => database.execute(statement, parameters));
        writes.push(write);
        return write;
      },
    },
    clock: wallClock,
    log: silentLog,
    disable: () => Promise.resolve(false),
  });
  const target = createTarget(newId('company'), newId('endpoint'));
  const now = new Date();
  const answer = { durationMs: 1, detail: null, headers: null, body: null };
  const broken: SendResult = { ...answer, status: null, error: 'connect' };
  for (let at = 0; at < 3; at += 1) health.judge(target, broken, now);
  health.judge(target, { ...answer, status: 200, error: null }, now);
  // As long as the second may take that overtook the first.
  await Promise.all(writes.slice(1));
  slow.resolve();
  while (writes.length < 2) await new Promise(setImmediate);
  await Promise.all(writes);
  const rows = await database.query(sql('test.health', 'SELECT endpoint_id FROM webhook_health'));
  assert.deepEqual(rows, []);
});
