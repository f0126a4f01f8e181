import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

export interface Baseline {
  readonly perSecond: number;
  /** Which program measured it. */
  readonly by: 'pgbench' | 'twin of pgbench -N over pg';
}

const places = [
  '/usr/bin/pgbench',
  ...[19, 18, 17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin/pgbench`),
];

/**
 * `pgbench -N -M prepared` on the server's own PostgreSQL: one UPDATE, one SELECT, one INSERT and a durable commit for
 * each of 32 clients. Where pgbench is not installed, the same statements over `pg`, marked so.
 */
export async function pgbench(dataDir: string, seconds: number, clients = 32): Promise<Baseline> {
  const connection = { host: join(dataDir, 'postgres'), user: 'cardwright' };
  await once(connection, 'postgres', 'CREATE DATABASE bench_pgbench').catch(() => {});
  const program = places.find((place) => existsSync(place));
  if (program === undefined)
    return { perSecond: await twin(connection, seconds, clients), by: 'twin of pgbench -N over pg' };
  const common = ['-h', connection.host, '-U', connection.user, 'bench_pgbench'];
  await run(program, ['-i', '-q', '-s', '20', ...common]);
  const { stdout } = await run(program, [
    '-N',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(seconds),
    ...common,
  ]);
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (tps === undefined) throw new Error(`pgbench said: ${stdout}`);
  return { perSecond: Number(tps), by: 'pgbench' };
}

async function once(
  connection: { host: string; user: string },
  database: string,
  statement: string,
): Promise<void> {
  const client = new Client({ ...connection, database });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function twin(
  connection: { host: string; user: string },
  seconds: number,
  clients: number,
): Promise<number> {
  await once(
    connection,
    'bench_pgbench',
    `DROP TABLE IF EXISTS accounts, history;
     CREATE TABLE accounts (aid int PRIMARY KEY, abalance int, filler char(84)) WITH (fillfactor = 100);
     INSERT INTO accounts SELECT n, 0, '' FROM generate_series(1, 2000000) AS n;
     CREATE TABLE history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));`,
  );
  let done = 0;
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new Client({ ...connection, database: 'bench_pgbench' });
      await client.connect();
      while (performance.now() < until) {
        const aid = 1 + Math.floor(Math.random() * 2_000_000);
        await client.query({ name: 'begin', text: 'BEGIN' });
        await client.query({
          name: 'update',
          text: 'UPDATE accounts SET abalance = abalance + $1 WHERE aid = $2',
          values: [1, aid],
        });
        await client.query({
          name: 'select',
          text: 'SELECT abalance FROM accounts WHERE aid = $1',
          values: [aid],
        });
        await client.query({
          name: 'insert',
          text: 'INSERT INTO history (tid, bid, aid, delta, mtime) VALUES (1, 1, $1, 1, now())',
          values: [aid],
        });
        await client.query({ name: 'commit', text: 'COMMIT' });
        done += 1;
      }
      await client.end();
    }),
  );
  return done / seconds;
}
