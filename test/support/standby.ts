import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { silentLog } from '../../src/platform/log.ts';
import { startPostgres } from '../../src/platform/services/postgres.ts';
import type { EmbeddedPostgres } from '../../src/platform/services/postgres.ts';
import { atEnd } from './at-end.ts';
import { givePrepared, throwawayFolder } from './prepared.ts';

const copy = promisify(execFile);

/** A PostgreSQL that can be stopped and started again. */
export interface Server {
  readonly running: EmbeddedPostgres;
  /** As the superuser: replication, promotion, settings. */
  query<Row extends object>(text: string): Promise<Row[]>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A migrated PostgreSQL of its own, which another one may follow. */
export async function startPrimary(): Promise<Server> {
  const folder = await throwawayFolder('cardwright-primary-');
  await givePrepared(folder);
  // Its socket is for whoever the standby runs as.
  await chmod(folder, 0o711);
  return await serverOn(folder);
}

/** One that follows `primary` by streaming replication, and can only be read until it is promoted. */
export async function startStandby(primary: Server): Promise<Server> {
  const folder = await throwawayFolder('cardwright-standby-');
  const from = directoryOf(primary);
  const to = join(folder, 'postgres');
  const { uid, gid } = await stat(from);
  await mkdir(to, { mode: 0o700 });
  const client = new Client(superuserOf(primary));
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('standby', true)");
    await copy('cp', ['-a', join(from, 'data'), join(to, 'data')]);
    const { rows } = await client.query<{ label: string }>(
      'SELECT labelfile AS label FROM pg_backup_stop(false)',
    );
    const file = async (name: string, text: string): Promise<void> => {
      await writeFile(join(to, 'data', name), text);
      await chown(join(to, 'data', name), uid, gid);
    };
    await rm(join(to, 'data', 'postmaster.pid'));
    await file('backup_label', rows[0]?.label ?? '');
    await file('standby.signal', '');
    await file('local.conf', `primary_conninfo = 'host=${from} port=5432 user=postgres'\n`);
  } finally {
    await client.end();
  }
  return await serverOn(folder);
}

const directories = new WeakMap<Server, string>();
const directoryOf = (server: Server): string => {
  const directory = directories.get(server);
  if (directory === undefined) throw new Error('not a server of ours');
  return directory;
};

const superuserOf = (server: Server) => ({
  ...server.running.connection,
  user: 'postgres',
  database: 'postgres',
});

async function serverOn(folder: string): Promise<Server> {
  const directory = join(folder, 'postgres');
  let running = await startPostgres({ directory, log: silentLog });
  atEnd(async () => {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const server: Server = {
    get running() {
      return running;
    },
    async query<Row extends object>(text: string) {
      const client = new Client(superuserOf(server));
      await client.connect();
      try {
        return (await client.query<Row>(text)).rows;
      } finally {
        await client.end();
      }
    },
    stop: () => running.stop(),
    start: async () => void (running = await startPostgres({ directory, log: silentLog })),
  };
  directories.set(server, directory);
  return server;
}
