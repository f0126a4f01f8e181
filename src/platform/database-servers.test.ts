import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Client } from 'pg';
import { testDatabase } from '../../test/support/database.ts';
import { databasePath } from '../../test/support/database-path.ts';
import { createDatabaseServers } from './database-servers.ts';
import { isDatabaseGone } from './database-gone.ts';

const { connection } = await testDatabase();
const { user, database } = connection;
const urlOf = (port: number, more = ''): string =>
  `postgresql://${user}@127.0.0.1:${port}/${database}${more}`;
const ways = await Promise.all([databasePath(connection), databasePath(connection)]);
const [one, two] = ways.map((way) => way.connection.port) as [number, number];
/** As a standby answers. */
const readOnly = '?options=-c%20default_transaction_read_only%3Don';

const connected = async <T>(url: string, use: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};

/** Servers with a clock that the test moves. */
function servers(...urls: [string, ...string[]]) {
  let now = 0;
  const made = createDatabaseServers(urls, () => now);
  return {
    next: () => made.next(),
    lost: () => made.lost(),
    current: () => made.current,
    later: (ms: number) => void (now += ms),
    look: (url: string) => connected(url, (client) => made.expectWritten(client)),
  };
}

void suite('of several servers', () => {
  test('the one that can be written is used, for as long as it is not lost', async () => {
    const [reads, writes] = [urlOf(one, readOnly), urlOf(two)];
    const { next, lost, look } = servers(reads, writes);
    assert.equal(next(), reads);
    await assert.rejects(
      look(reads),
      (error) => isDatabaseGone(error) && /can only be read/.test(String(error)),
    );
    assert.equal(next(), writes);
    await look(writes);
    assert.deepEqual([next(), next()], [writes, writes]);
    lost();
    assert.deepEqual([next(), next()], [reads, writes]);
  });

  test('one that says nothing is not tried by all', async () => {
    const [mute, standby] = [urlOf(1), urlOf(two, readOnly)];
    const { next, later, look } = servers(mute, standby);
    assert.equal(next(), mute);
    for (let time = 0; time < 5; time += 1) {
      assert.equal(next(), standby);
      await assert.rejects(look(standby));
    }
    later(2_000);
    assert.equal(next(), mute);
    assert.equal(next(), standby);
  });

  test('one that was written and has fallen silent is left', async () => {
    const [first, second] = [urlOf(one), urlOf(two)];
    const { next, later, look } = servers(first, second);
    await look(first);
    assert.equal(next(), first);
    later(1_999);
    assert.equal(next(), first);
    later(1);
    assert.equal(next(), second);
  });

  test('one of another life is not taken for one of them', async () => {
    const asOf = (system: string, timeline: string) =>
      ({
        host: '127.0.0.1',
        port: one,
        query: (text: string) =>
          Promise.resolve({
            rows: [text.includes('read_only') ? { read_only: false } : { system, timeline }],
          }),
      }) as unknown as Client;
    const several = createDatabaseServers([urlOf(one), urlOf(two)]);
    await several.expectWritten(asOf('7', '0000000A'));
    await several.expectWritten(asOf('7', '0000000B'));
    await assert.rejects(
      several.expectWritten(asOf('7', '0000000A')),
      /of timeline 10, from before a failover to 11/,
    );
    await assert.rejects(several.expectWritten(asOf('8', '0000000C')), /was never one with the others/);
    // An address that is given to a new server, as for a new major version, is another matter.
    const single = createDatabaseServers([urlOf(one)]);
    await single.expectWritten(asOf('7', '0000000B'));
    await single.expectWritten(asOf('8', '00000001'));
    await assert.rejects(servers(urlOf(one)).look(urlOf(one, readOnly)), { code: '25006' });
  });
});
