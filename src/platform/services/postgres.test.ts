import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { endsWithTest } from '../../../test/support/child.ts';
import { givePrepared } from '../../../test/support/prepared.ts';
import { silentLog } from '../log.ts';
import { StartupProblem } from '../startup-problem.ts';
import { startPostgres } from './postgres.ts';
import type { EmbeddedPostgres } from './postgres.ts';

const log = silentLog;
let base: string;
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'cardwright-postgres-'));
});
after(() => rm(base, { recursive: true, force: true }));

/** A folder with data that was made before, since to make it takes longer than most tests of what comes then. */
async function madeFolder(name: string): Promise<string> {
  const folder = join(base, name);
  await mkdir(folder);
  await givePrepared(folder);
  return join(folder, 'postgres');
}

async function ask(server: { url: string }, statement: string): Promise<unknown[]> {
  const client = new Client(server.url);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: statement, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function withServer(
  directory: string,
  body: (server: EmbeddedPostgres) => Promise<void>,
): Promise<void> {
  const server = await startPostgres({ directory, log });
  try {
    await body(server);
  } finally {
    await server.stop();
  }
}

/** A process of its own that has started a PostgreSQL and can be killed. */
async function startHolder(directory: string): Promise<{ holder: ChildProcess; url: string; pid: number }> {
  const program = fileURLToPath(new URL('../../../test/support/postgres-holder.ts', import.meta.url));
  const holder = endsWithTest(
    spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'], detached: true }),
  );
  const [line] = (await once(createInterface({ input: holder.stdout }), 'line')) as [string];
  return { holder, ...(JSON.parse(line) as { url: string; pid: number }) };
}

/** As a crash does it: the whole group at once. */
async function killGroup(holder: ChildProcess): Promise<void> {
  const exit = once(holder, 'exit');
  process.kill(-holder.pid!, 'SIGKILL');
  await exit;
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await pause(10);
  }
}

function rejectsWith(pattern: RegExp, start: Promise<unknown>): Promise<void> {
  return assert.rejects(start, (error) => {
    assert.ok(error instanceof StartupProblem, String(error));
    assert.match(error.message, pattern);
    assert.notEqual(error.advice, '');
    return true;
  });
}

test('what was stored is there after the next start', async () => {
  const directory = join(base, 'again');
  await withServer(directory, async (server) => {
    await ask(server, 'create table kept (n int)');
    await ask(server, 'insert into kept values (7)');
  });
  await withServer(directory, async (server) => {
    assert.deepEqual(await ask(server, 'select n from kept'), [7]);
  });
});

test('commits are durable, no port is open, and the role is no superuser', async () => {
  await withServer(join(base, 'settings'), async (server) => {
    for (const [name, value] of Object.entries({
      fsync: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      listen_addresses: '',
      is_superuser: 'off',
      server_encoding: 'UTF8',
      TimeZone: 'UTC',
    })) {
      assert.deepEqual(await ask(server, `show ${name}`), [value], name);
    }
    assert.deepEqual(await ask(server, `select upper('é'), 'a' < 'B' collate "default"`), ['É', false]);
  });
});

test('data that its operator, root above all, has put back from a backup is found', async () => {
  const directory = await madeFolder('put-back');
  await withServer(directory, async (server) => void (await ask(server, 'create table kept ()')));
  const data = join(directory, 'data');
  for (const path of ['.', ...(await readdir(data, { recursive: true }))])
    await chown(join(data, path), process.geteuid?.() ?? 0, process.getegid?.() ?? 0);
  await withServer(directory, async (server) =>
    assert.deepEqual(await ask(server, "select to_regclass('kept') is not null"), [true]),
  );
});

test('a second start on a folder in use is refused, another folder is not', async () => {
  const directory = await madeFolder('one');
  await withServer(directory, async (one) => {
    await rejectsWith(
      new RegExp(`in use by another Cardwright \\(process ${process.pid}\\)`),
      startPostgres({ directory, log }),
    );
    await withServer(await madeFolder('two'), async (two) => {
      assert.notEqual(two.url, one.url);
      assert.deepEqual(await ask(one, 'select 1'), [1]);
    });
  });
});

test('the server ends when its process is killed, and the next start finds the data', async () => {
  const directory = await madeFolder('killed');
  const { holder, url, pid } = await startHolder(directory);
  await ask({ url }, 'create table kept as select 8 as n');
  await killGroup(holder);
  await gone(pid);
  await withServer(directory, async (server) => {
    assert.deepEqual(await ask(server, 'select n from kept'), [8]);
  });
});

test('a start right after a kill waits for the server that is still ending', async () => {
  const directory = await madeFolder('at-once');
  for (const n of [1, 2, 3]) {
    const { holder, url } = await startHolder(directory);
    await ask({ url }, `create table kept_${n} as select generate_series(1, 100000) as n`);
    await killGroup(holder);
  }
  await withServer(directory, async (server) => {
    assert.deepEqual(await ask(server, 'select count(*)::int from kept_3'), [100000]);
  });
});

test('after a kill of everything, the server too, the log is replayed', async () => {
  const directory = await madeFolder('crash');
  const { holder, url, pid } = await startHolder(directory);
  await ask({ url }, 'create table kept as select 9 as n');
  process.kill(pid, 'SIGKILL');
  await killGroup(holder);
  await withServer(directory, async (server) => {
    assert.deepEqual(await ask(server, 'select n from kept'), [9]);
  });
});

test('a server whose watchdog was killed as well is stopped by the next start', async (t) => {
  if (process.platform !== 'linux') return t.skip('finds the watchdog in /proc');
  const directory = await madeFolder('orphan');
  const { holder, url, pid } = await startHolder(directory);
  await ask({ url }, 'create table kept as select 10 as n');
  process.kill(await watchdogOf(pid), 'SIGKILL');
  await killGroup(holder);
  process.kill(pid, 0);
  await withServer(directory, async (server) => {
    assert.notEqual(server.pid, pid);
    assert.deepEqual(await ask(server, 'select n from kept'), [10]);
  });
});

async function watchdogOf(pid: number): Promise<number> {
  for (const name of await readdir('/proc')) {
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`cardwright-watchdog\0${pid}\0`)) return Number(name);
  }
  throw new Error('no watchdog');
}

test('lock files that name a living process of somebody else do not stop a start', async () => {
  const directory = await madeFolder('stale');
  const { holder, pid } = await startHolder(directory);
  const left = await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8');
  process.kill(pid, 'SIGKILL');
  await killGroup(holder);
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  for (const file of ['data/postmaster.pid', '.s.PGSQL.5432.lock']) {
    await writeFile(join(directory, file), left.replace(String(pid), String(other.pid)));
  }
  await withServer(directory, async (server) => {
    assert.deepEqual(await ask(server, 'select 1'), [1]);
  });
  other.kill();
});

test('a start that was killed while it made the folder is made good', async () => {
  const directory = join(base, 'half');
  await mkdir(join(directory, 'new-killed'), { recursive: true });
  await writeFile(join(directory, 'new-killed', 'PG_VERSION'), '18');
  await withServer(directory, async () => {
    assert.deepEqual(
      (await readdir(directory)).filter((name) => name.startsWith('new-')),
      [],
    );
  });
});

test('a folder whose path is long and has spaces can be used', async () => {
  const directory = join(base, 'a folder with spaces and % and é', 'x'.repeat(100), 'y'.repeat(100));
  await withServer(directory, async (server) => {
    assert.deepEqual(await ask(server, 'select 1'), [1]);
    await rejectsWith(/in use/, startPostgres({ directory, log }));
  });
});

test('data of another major version is refused, and left as it is', async () => {
  const directory = join(base, 'older');
  await mkdir(join(directory, 'data'), { recursive: true });
  await writeFile(join(directory, 'data', 'PG_VERSION'), '17\n');
  await rejectsWith(
    /is of PostgreSQL 17, and this Cardwright brings PostgreSQL 18/,
    startPostgres({ directory, log }),
  );
  assert.deepEqual(await readdir(join(directory, 'data')), ['PG_VERSION']);
});

test('a file where the folder should be is named', async () => {
  await writeFile(join(base, 'file'), '');
  await rejectsWith(/there is a file in its place/, startPostgres({ directory: join(base, 'file'), log }));
  await rejectsWith(
    /a part of this path is a file/,
    startPostgres({ directory: join(base, 'file', 'x'), log }),
  );
});

test('where too few files may be open, that is what is said', async () => {
  const program = fileURLToPath(new URL('../../../test/support/postgres-holder.ts', import.meta.url));
  // Some of those that the test has opened itself are handed down.
  const limited = ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, program, join(base, 'few files')];
  const holder = spawn('/bin/sh', limited, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said = await text(holder.stderr);
  assert.match(said, /could not make its data folder in .*: insufficient file descriptors/);
  assert.match(said, /ulimit -n 1024/);
});

test('a server that ends by itself is reported', async () => {
  let report: ((sentence: string) => void) | undefined;
  const reported = new Promise<string>((resolve) => (report = resolve));
  const server = await startPostgres({
    directory: await madeFolder('dies'),
    log,
    onExit: (text) => report?.(text),
  });
  process.kill(server.pid, 'SIGKILL');
  assert.match(await reported, /PostgreSQL has ended by itself/);
  await server.stop();
});

test('a throwaway leaves nothing', async () => {
  const directory = await madeFolder('throwaway');
  const server = await startPostgres({ directory, log, throwaway: true, durable: false });
  assert.deepEqual(await ask(server, 'show fsync'), ['off']);
  await server.stop();
  assert.deepEqual(await readdir(dirname(directory)), []);
});
