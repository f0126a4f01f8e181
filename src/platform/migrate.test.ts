import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, suite, test } from 'node:test';
import { Client } from 'pg';
import { testDatabase, testServer } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import { migrate } from './migrate.ts';
import { StartupProblem } from './startup-problem.ts';

const migrated = await testDatabase();
const names = (await readdir(new URL('../../migrations', import.meta.url)))
  .map((file) => file.replace(/\.sql$/, ''))
  .sort();

/** What the runner locks while it works. */
const runnersLock = '7241865325823964';

void suite('migrating', () => {
  test('runs each file once, in order, however many processes start at once', async () => {
    const connection = { ...testServer(), database: await emptyDatabase('empty') };
    await Promise.all([migrate(connection), migrate(connection), migrate(connection)]);
    assert.deepEqual(await namesIn(connection), names);
  });

  test('waits for nobody when there is nothing to run', async () => {
    const other = await connected(migrated.connection);
    try {
      await other.query(`SELECT pg_advisory_lock(${runnersLock})`);
      await migrate({ ...migrated.connection, statement_timeout: 20_000 });
    } finally {
      await other.end();
    }
    assert.deepEqual(await namesIn(migrated.connection), names);
  });

  test('says in a sentence what a role lacks that may not make tables', async () => {
    const connection = { ...testServer(), database: await emptyDatabase('closed') };
    const owner = await connected(connection);
    await owner.query('REVOKE CREATE ON SCHEMA public FROM pg_database_owner');
    await owner.end();
    await assert.rejects(
      migrate(connection),
      (error) => error instanceof StartupProblem && /permission denied for schema public/.test(error.message),
    );
  });

  test('waits longer than its role allows others', async () => {
    const database = await emptyDatabase('hurried');
    const connection = { ...testServer(), database };
    const other = await connected(connection);
    await other.query(`ALTER DATABASE ${database} SET lock_timeout = '1ms'`);
    await other.query(`SELECT pg_advisory_lock(${runnersLock})`);
    const migrating = migrate(connection);
    await until(async () => {
      const { rowCount } = await other.query(
        `SELECT FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rowCount === 1;
    });
    await other.end();
    await migrating;
    assert.deepEqual(await namesIn(connection), names);
  });

  test('refuses a schema that has run what is not there, or has left out what is', async () => {
    const client = await connected(migrated.connection);
    const [first] = names;
    try {
      await client.query('UPDATE migrations SET name = $1 WHERE name = $2', ['0001_another', first]);
      await assert.rejects(migrate(migrated.connection), /0001_words is preceding .*0001_another/);
      await client.query('DELETE FROM migrations WHERE name = $1', ['0001_another']);
      await assert.rejects(migrate(migrated.connection), /Not run migration 0001_words/);
    } finally {
      await client.end();
    }
  });
});

async function connected(connection: ConstructorParameters<typeof Client>[0]): Promise<Client> {
  const client = new Client(connection);
  await client.connect();
  return client;
}

async function namesIn(connection: ConstructorParameters<typeof Client>[0]): Promise<string[]> {
  const client = await connected(connection);
  try {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function emptyDatabase(suffix: string): Promise<string> {
  const name = `${migrated.connection.database ?? ''}_${suffix}`;
  const administrator = await connected({ ...testServer(), database: 'postgres' });
  await administrator.query(`CREATE DATABASE ${name}`);
  after(async () => {
    await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`).catch(() => {});
    await administrator.end();
  });
  return name;
}
