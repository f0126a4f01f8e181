import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, LookupFunction } from 'node:net';
import { suite, test } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { testDatabase } from '../../test/support/database.ts';
import { isDatabaseGone } from './database-gone.ts';
import { CommitUnknown, sql } from './database.ts';
import type { Tx } from './database.ts';

const thrownBy = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

const systemError = (message: string, fields: object): Error => Object.assign(new Error(message), fields);

void suite('the database cannot be had now:', () => {
  test('nothing listens at any of the addresses of its name', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const lookup: LookupFunction = (_name, _options, found) =>
      found(null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const error = await thrownBy(once(connect({ host: 'database', port, lookup }), 'connect'));
    assert.ok(error instanceof AggregateError);
    assert.equal(isDatabaseGone(error), true);
  });

  test('its name is not known now', () =>
    assert.equal(
      isDatabaseGone(systemError('getaddrinfo EAI_AGAIN db', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' })),
      true,
    ));

  test('the other end is gone when something is written', () =>
    assert.equal(isDatabaseGone(systemError('write EPIPE', { code: 'EPIPE', syscall: 'write' })), true));

  test('a connection with TLS ended without a system call of ours', () =>
    assert.equal(
      isDatabaseGone(
        systemError('Client network socket disconnected before secure TLS connection was established', {
          code: 'ECONNRESET',
        }),
      ),
      true,
    ));

  // A password that was changed, a certificate that ran out, a database that is just being restored: connections that are made
  // before go on, and new ones are refused.
  test('it lets its role in no more', async () => {
    const { connection } = await testDatabase();
    const error = await thrownBy(
      new Client({ ...connection, user: 'cardwright_who_is_not_there' }).connect(),
    );
    assert.ok(error instanceof DatabaseError);
    assert.equal(error.code, '28000');
    assert.equal(isDatabaseGone(error), true);
    assert.equal(isDatabaseGone(Object.assign(new Error('no'), { code: '28P01' })), true);
  });

  test('it was taken away, to be put back', async () => {
    const { connection } = await testDatabase();
    const error = await thrownBy(new Client({ ...connection, database: 'not_there' }).connect());
    assert.ok(error instanceof DatabaseError);
    assert.equal(error.code, '3D000');
    assert.equal(isDatabaseGone(error), true);
  });

  for (const code of ['CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'])
    test(`its certificate is not what it should be: ${code}`, () =>
      assert.equal(isDatabaseGone(systemError('certificate', { code })), true));

  test('nobody knows what became of a commit', () =>
    assert.equal(isDatabaseGone(new CommitUnknown('unknown')), true));

  for (const message of [
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])
    test(`pg says: ${message}`, () => assert.equal(isDatabaseGone(new Error(message)), true));

  // What an operator sets for the role, or an administrator does by hand, ends what is under way; nothing of it stays.
  const run =
    (...statements: readonly string[]) =>
    async (tx: Tx): Promise<void> => {
      for (const text of statements) await tx.execute(sql(`test.gone.${text}`.slice(0, 60), text));
    };
  const limits: Record<string, (tx: Tx) => Promise<void>> = {
    'a statement took longer than the role may': run(
      `SET LOCAL statement_timeout = '10ms'`,
      'SELECT pg_sleep(20)',
    ),
    'a unit of work took longer than the role may': run(
      `SET LOCAL transaction_timeout = '10ms'`,
      'SELECT pg_sleep(20)',
    ),
    'it is being switched over, and can only be read': run(
      'SET LOCAL transaction_read_only = on',
      'CREATE TABLE made ()',
    ),
  };
  for (const [what, body] of Object.entries(limits))
    test(what, async () => {
      const database = await testDatabase();
      assert.equal(isDatabaseGone(await thrownBy(database.work(body))), true);
    });

  test('a lock was waited for longer than the role may', async () => {
    const database = await testDatabase();
    const lock = run(`SET LOCAL lock_timeout = '10ms'`, 'LOCK TABLE migrations');
    const error = await thrownBy(
      database.work(async (tx) => {
        await lock(tx);
        await database.work(lock);
      }),
    );
    assert.equal(isDatabaseGone(error), true);
  });
});

void suite('the database is there:', () => {
  test('it refuses what cannot be', async () => {
    const database = await testDatabase();
    for (const text of ['SELECT 1 / 0', 'SELECT FROM nowhere', 'SELEC'])
      assert.equal(isDatabaseGone(await thrownBy(database.query(sql(`test.there.${text}`, text)))), false);
  });

  test('one of two things that were ended together failed at something else', () => {
    const away = systemError('connect ENOENT', { code: 'ENOENT', syscall: 'connect' });
    assert.equal(isDatabaseGone(new SuppressedError(away, away)), true);
    assert.equal(isDatabaseGone(new SuppressedError(away, new TypeError('ours'))), false);
  });

  test('the fault is ours', () => {
    assert.equal(isDatabaseGone(new TypeError('undefined is not a function')), false);
    assert.equal(isDatabaseGone(systemError('no such file', { code: 'ENOENT', syscall: 'open' })), false);
    assert.equal(isDatabaseGone(undefined), false);
  });
});
