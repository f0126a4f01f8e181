import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../kernel/failures.ts';
import { healthRoutes } from './routes.ts';

const outsider = { address: '192.0.2.1', traceId: 'trace', idempotencyKey: undefined };

test('anybody may ask whether it is ready, and however many do, the database is asked once at a time', async () => {
  const world = { asked: 0, ready: Promise.withResolvers<boolean>() };
  const routes = healthRoutes({
    isReady() {
      world.asked += 1;
      return world.ready.promise;
    },
  });
  const route = routes.find(({ path }) => path === '/readyz')!;
  const ask = async () =>
    route.handle({ caller: outsider, headers: {}, params: {}, query: {}, body: undefined } as never);
  const answers = Array.from({ length: 20 }, ask);
  world.ready.resolve(true);
  for (const answer of await Promise.all(answers)) assert.deepEqual(answer, { status: 'ok' });
  assert.equal(world.asked, 1);
  world.ready = Promise.withResolvers();
  world.ready.reject(new Error('no database'));
  await assert.rejects(ask(), { code: 'UNAVAILABLE', message: 'Not ready. Try again in a moment.' });
  assert.equal(world.asked, 2);
  world.ready = Promise.withResolvers();
  world.ready.reject(new Failure('UNAVAILABLE', 'The disk of the database is full.'));
  await assert.rejects(ask(), { code: 'UNAVAILABLE', message: 'The disk of the database is full.' });
});
