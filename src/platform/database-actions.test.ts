import assert from 'node:assert/strict';
import { after, mock, test } from 'node:test';
import { Client } from 'pg';
import { testDatabase } from '../../test/support/database.ts';
import { openDatabase, sql } from './database.ts';

const database = await testDatabase();
const ours = openDatabase(database.connection, { connections: 1 });
after(() => ours.close());

const one = sql('test.one', 'SELECT 1 AS one');
const end = sql('test.end', 'SELECT pg_terminate_backend($1)');

test('an action after the commit that throws leaves the unit of work done, and the others still run', async () => {
  const ran: string[] = [];
  const thrown: unknown[] = [];
  const told = openDatabase(database.connection, {
    connections: 1,
    onError: (error) => thrown.push(error.message),
  });
  try {
    const result = await told.work(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('could not wake');
      });
      tx.afterCommit(() => ran.push('second'));
      await tx.query(one);
      return 'done';
    });
    assert.equal(result, 'done');
    assert.deepEqual(ran, ['second']);
    assert.deepEqual(thrown, ['could not wake']);
    assert.equal((await told.query(one)).length, 1);
  } finally {
    await told.close();
  }
});

test('where listening fails on a connection that stays up, the next one listens', async () => {
  const query = Client.prototype.query as (this: Client, text: unknown) => Promise<unknown>;
  let refusals = 0;
  const backend = Promise.withResolvers<number>();
  const again = Promise.withResolvers<void>();
  let heard = 0;
  mock.method(Client.prototype, 'query', function (this: Client, ...sent: [unknown]) {
    const [text] = sent;
    if (typeof text !== 'string' || !text.startsWith('LISTEN')) return Reflect.apply(query, this, sent);
    backend.resolve((this as unknown as { processID: number }).processID);
    if (heard === 0 || refusals === 1) return query.call(this, text);
    refusals += 1;
    return query.call(this, 'LISTEN "no such');
  });
  const stop = await ours.listen('test_listening', () => {
    heard += 1;
    if (heard === 2) again.resolve();
  });
  try {
    await ours.query(end, [await backend.promise]);
    await again.promise;
    assert.equal(refusals, 1);
  } finally {
    mock.restoreAll();
    await stop();
  }
});
