import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { openDatabase, sql } from '../platform/database.ts';
import { failureOf } from './errors.ts';

const myself = sql('test.myself', 'SELECT pg_backend_pid() AS pid');
const end = sql('test.end', 'SELECT pg_terminate_backend($1)');

test('whenever the database is lost, the same may be asked again', async () => {
  const database = await testDatabase();
  const codeOf = async (asked: Promise<unknown>): Promise<string | undefined> =>
    asked.then(
      () => 'it went well',
      (error: unknown) => failureOf(error)?.code,
    );
  const lost = Promise.withResolvers<void>();
  const ours = openDatabase(database.connection, { connections: 1, onError: () => lost.resolve() });
  const between = ours.work(async (tx) => {
    const [row] = await tx.query<{ pid: number }>(myself);
    await database.query(end, [row!.pid]);
    await lost.promise;
    await tx.query(myself);
  });
  assert.equal(await codeOf(between), 'UNAVAILABLE');
  const within = ours.work((tx) =>
    tx.query(sql('test.endMyself', 'SELECT pg_terminate_backend(pg_backend_pid())')),
  );
  assert.equal(await codeOf(within), 'UNAVAILABLE');
  await ours.close();
  const nowhere = openDatabase({ ...database.connection, host: '127.0.0.1', port: 1 });
  assert.equal(await codeOf(nowhere.query(myself)), 'UNAVAILABLE');
  await nowhere.close();
  assert.equal(failureOf(new Error('a bug of ours')), undefined);
});
