import { Client, type ClientConfig } from 'pg';
import { atEnd } from './at-end.ts';
import { newId } from '../../src/platform/ids.ts';
import { openDatabase, type Database } from '../../src/platform/database.ts';

/** The server that `test/support/global.ts` started, as a `pg` connection. */
export function testServer(): ClientConfig {
  const text = process.env['CARDWRIGHT_TEST_DATABASE'];
  if (text === undefined)
    throw new Error('run tests with --test-global-setup=test/support/global.ts (npm run test:run)');
  return JSON.parse(text) as ClientConfig;
}

/** Longer than a machine stands still: whoever waits for a connection gets one. */
const patienceMs = 600_000;

const stops = new WeakMap<Database, (() => Promise<unknown>)[]>();

/** Runs before a test's database is closed: hooks run in the order of their making, and what works on it was made after it. */
export function stopBefore(database: Database, stop: () => Promise<unknown>): void {
  stops.set(database, [...(stops.get(database) ?? []), stop]);
}

/** A fresh, migrated database, dropped when the test file ends. */
export async function testDatabase(options: { connections?: number } = {}): Promise<Database> {
  const server = testServer();
  const name = `test_${newId('key').slice(-12)}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE cardwright_template STRATEGY wal_log`);
  const database = openDatabase({ ...server, database: name }, { patienceMs, ...options });
  atEnd(async () => {
    for (const stop of stops.get(database) ?? []) await stop();
    await database.close();
    // The server is thrown away with what a straggling connection or a vacuum keeps open.
    await onServer(server, `DROP DATABASE ${name}`).catch(() => {});
  });
  return database;
}

async function onServer(server: ClientConfig, statement: string): Promise<void> {
  const client = new Client({ ...server, database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
