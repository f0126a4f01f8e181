import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

// What every purchase reads or writes, and what grows with them.
const busyTables = /\b(?:cards|card_\w+|companies|ledger_\w+|idempotency_\w+|webhook_due)\b/;
const keepsOthersOut: readonly RegExp[] = [
  /CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[^;]* ON (\w+)/g,
  /DROP INDEX (?!CONCURRENTLY)[^;]*?(\w+)/g,
  // Each reads the whole table under a lock, or writes it anew.
  /ALTER TABLE (\w+)[^;]*(?:ADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY|UNIQUE|PRIMARY KEY)(?![^;]*NOT VALID)|SET NOT NULL| TYPE |DEFAULT gen_random|DEFAULT clock_timestamp)/g,
];

test('no migration keeps purchases waiting for as long as a large table takes', async () => {
  // Those before were there when nobody had large tables yet.
  const files = names.filter((name) => name > '0072');
  assert.ok(files.length > 5);
  for (const name of files) {
    const text = await readFile(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8');
    const made = new Set([...text.matchAll(/CREATE TABLE (\w+)/g)].map(([, table]) => table));
    for (const pattern of keepsOthersOut)
      for (const [statement, table = ''] of text.replaceAll(/^--.*$/gm, '').matchAll(pattern))
        assert.ok(made.has(table) || !busyTables.test(table), `${name}: ${statement}`);
  }
});

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
    const waiting = Promise.withResolvers<string>();
    const migrating = migrate(connection, { onWait: waiting.resolve });
    assert.equal(await waiting.promise, 'another process migrates the database');
    await other.end();
    await migrating;
    assert.deepEqual(await namesIn(connection), names);
  });

  test('keeps nobody from a table that it waits for, and goes on when it can', async () => {
    const connection = { ...testServer(), database: await emptyDatabase('busy') };
    const other = await connected(connection);
    const directory = await folderOf({ '0001_first': 'CREATE TABLE busy (one integer);' });
    await migrate(connection, { directory });
    // As a backup with pg_dump reads it.
    await other.query('BEGIN; SELECT FROM busy');
    await writeFile(join(directory, '0002_before.sql'), 'CREATE TABLE before ();');
    await writeFile(join(directory, '0003_second.sql'), 'ALTER TABLE busy ADD COLUMN two integer;');
    const waiting = Promise.withResolvers<string>();
    const migrating = migrate(connection, { directory, onWait: waiting.resolve, tryAgainAfterMs: 10 });
    assert.match(await waiting.promise, /waits for a table/);
    // What came before is there, and stays.
    assert.deepEqual(await namesIn(connection), ['0001_first', '0002_before']);
    await other.query('COMMIT');
    await migrating;
    assert.deepEqual(await namesIn(connection), ['0001_first', '0002_before', '0003_second']);
    await other.end();
  });

  test('makes indexes of a table beside whoever writes it, also where one was left half made', async () => {
    const connection = { ...testServer(), database: await emptyDatabase('indexed') };
    const [writer, reader] = [await connected(connection), await connected(connection)];
    const directory = await folderOf({ '0001_first': 'CREATE TABLE written (one integer);' });
    await migrate(connection, { directory });
    await writer.query('INSERT INTO written VALUES (1), (1)');
    await assert.rejects(writer.query('CREATE UNIQUE INDEX CONCURRENTLY written_one ON written (one)'));
    await writer.query('BEGIN; INSERT INTO written VALUES (2)');
    await writeFile(
      join(directory, '0002_index.sql'),
      `-- Outside a unit of work: it is written.
       -- Of all; or not.
       DROP INDEX CONCURRENTLY IF EXISTS written_one;
       CREATE INDEX CONCURRENTLY written_one ON written (one)
         WHERE one > 0;\n`,
    );
    // Two processes: whoever waits for the other's turn is not waited for by the index.
    const migrating = Promise.all([migrate(connection, { directory }), migrate(connection, { directory })]);
    await until(async () => {
      const { rows } = await reader.query<{ waits: boolean }>(
        `SELECT count(*) > 0 AS waits FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event = 'virtualxid'`,
      );
      return rows[0]?.waits === true;
    });
    await reader.query('INSERT INTO written VALUES (3)');
    await writer.query('COMMIT');
    await migrating;
    const { rows } = await reader.query(
      `SELECT indisvalid AS valid, indisunique AS unique FROM pg_index WHERE indexrelid = 'written_one'::regclass`,
    );
    assert.deepEqual(rows, [{ valid: true, unique: false }]);
    assert.deepEqual(await namesIn(connection), ['0001_first', '0002_index']);
    await Promise.all([writer.end(), reader.end()]);
  });

  test('leaves what was before one that fails, and nothing of that one', async () => {
    const connection = { ...testServer(), database: await emptyDatabase('failing') };
    const directory = await folderOf({
      '0001_first': 'CREATE TABLE kept ();',
      '0002_second': 'CREATE TABLE half (); SELECT 1 / 0;',
    });
    await assert.rejects(migrate(connection, { directory }), /division by zero/);
    assert.deepEqual(await namesIn(connection), ['0001_first']);
    await writeFile(join(directory, '0002_second.sql'), 'CREATE TABLE half ();');
    await migrate(connection, { directory });
    assert.deepEqual(await namesIn(connection), ['0001_first', '0002_second']);
  });

  test('refuses what a later version has made', async () => {
    const connection = { ...testServer(), database: await emptyDatabase('later') };
    const directory = await folderOf({ '0001_first': 'SELECT 1;', '0002_second': 'SELECT 2;' });
    await migrate(connection, { directory });
    await rm(join(directory, '0002_second.sql'));
    await assert.rejects(
      migrate(connection, { directory }),
      (error) =>
        error instanceof StartupProblem && /made by a later version .*0002_second/.test(error.message),
    );
  });

  test('refuses a schema that has run what is not there, or has left out what is', async () => {
    const client = await connected(migrated.connection);
    const [first] = names;
    try {
      await client.query('UPDATE migrations SET name = $1 WHERE name = $2', ['0001_another', first]);
      await assert.rejects(
        migrate(migrated.connection),
        /another version.*0001_another has been run where 0001_words would be/,
      );
      await client.query('DELETE FROM migrations WHERE name = $1', ['0001_another']);
      await assert.rejects(
        migrate(migrated.connection),
        /another version.* has been run where 0001_words would be/,
      );
    } finally {
      await client.end();
    }
  });
});

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, `${name}.sql`), text);
  return folder;
}

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
