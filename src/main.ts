import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { ClientConfig } from 'pg';
import { listChains, startApp } from './app.ts';
import type { App } from './app.ts';
import { welcome } from './cli/welcome.ts';
import { keyTextFrom } from './companies/index.ts';
import { startSigner } from './join/signer-role.ts';
import { redacted } from './kernel/redacted.ts';
import type { Redacted } from './kernel/redacted.ts';
import { monotonicMs } from './platform/clock.ts';
import { isDatabaseGone } from './platform/database-gone.ts';
import { openDatabase } from './platform/database.ts';
import { createLog } from './platform/log.ts';
import type { Log } from './platform/log.ts';
import { loadMasterKeys } from './platform/master-key.ts';
import { migrate } from './platform/migrate.ts';
import { removeReadyFile, writeReadyFile } from './platform/ready-file.ts';
import { createSecrets } from './platform/secrets.ts';
import type { Secrets } from './platform/secrets.ts';
import { ownPostgres } from './platform/services/own-postgres.ts';
import { startPostgres } from './platform/services/postgres.ts';
import { readSettings } from './platform/settings.ts';
import type { Settings } from './platform/settings.ts';
import { StartupProblem, systemCode } from './platform/startup-problem.ts';

// Under load V8 lets the old generation grow to a multiple of what lives in it. Collected at 1.4 times that, the process takes
// 20 MB less than at 1.6 times, for no CPU that could be measured. The new generation (npm
// start) has 16 MB and is collected by the one thread that waits for it: at 8 MB and with helpers a purchase cost the process
// a quarter more CPU, for 5 MB less. What npm start says beside that: sources are stripped of their types and compiled once,
// and kept, so that a later start does not load the stripper; and all threads take their memory from one arena, so that what
// one gives back is there for the others, and what is free at its end goes back to the machine: without a size given that is
// the more the larger a piece was once, some 10 MB. Together they take 40 to 50 MB less after load.
setFlagsFromString('--heap-growing-percent=40');

/**
 * SIGTERM promises an end within 10 s; what is cut off by then was not answered, and can be sent again. Steps are counted: a machine
 * that stood still has let nothing end, either.
 */
const stopStepMs = 3_000;
const stopSteps = 3;

// Whoever read what we say, or the terminal, may be gone: that is no reason to end without order.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

/** Everything that was started, to be stopped in the opposite order. */
const running = new AsyncDisposableStack();

try {
  await main();
} catch (thrown) {
  const error = databaseProblem(thrown) ?? thrown;
  process.stderr.write(
    error instanceof StartupProblem ? `${error.message}\n${error.advice}\n` : stackOf(error),
  );
  await running.disposeAsync().catch(() => undefined);
  process.exit(1);
}

async function main(): Promise<void> {
  const settings = readSettings();
  if (settings.readyFile !== undefined) await removeReadyFile(settings.readyFile);
  // What a dispatcher has in memory is soon sent: at 1.4 times what lives V8 marked all of it again every 9,000 deliveries, the
  // larger the new generation the sooner, for 8 µs of CPU of each of them.
  if (settings.roles.size === 1 && settings.roles.has('dispatcher'))
    setFlagsFromString('--heap-growing-percent=200');
  const log = createLog(settings);
  endOnBugs(log);
  const askedToStop = stopSignal();
  void endInTime(askedToStop, log);
  if (settings.signerFolder !== undefined && settings.roles.size === 1 && settings.roles.has('signer')) {
    const signer = await startSigner(settings.signerFolder, log);
    log.info({ signal: await askedToStop }, 'stopping');
    await signer.close();
    process.exit(0);
  }

  let isAsked = false;
  void askedToStop.then(() => (isAsked = true));
  await begin(settings, log, () => isAsked);
  // What was compiled is kept now, not at the end: one that is killed would leave nothing to the next start.
  setImmediate(flushCompileCache);

  log.info({ signal: await askedToStop }, 'stopping; what was accepted is answered first');
  await running.disposeAsync().catch((error: unknown) => {
    if (!isDatabaseGone(error)) throw error;
    log.warn(
      { err: error },
      'the database is away at the end: what is still to be done is left to the next start',
    );
  });
  log.info('stopped');
  process.exit(0);
}

/** Starts everything; once asked to stop it goes no further. */
async function begin(settings: Settings, log: Log, isAskedToStop: () => boolean): Promise<void> {
  const secrets = createSecrets(await loadMasterKeys(settings));
  const keys = keysOf(settings, secrets);
  const postgres = await startDatabase(settings, log);
  if (isAskedToStop()) return;
  await migrate(postgres.connection, { onWait: (what) => log.warn(what) });
  if (isAskedToStop()) return;
  const database = openDatabase(postgres.connection, {
    connections: connectionsOf(settings),
    onError: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
  });
  running.defer(() => database.close());
  const app = await startApp({ settings, database, secrets, log }, keys);
  running.defer(() => app.stop());
  if (isAskedToStop()) return;
  await announce({ app, keys, settings, log, databaseUrl: postgres.url });
}

/** Those that do the work; and one for each chain, which its watcher keeps for its lease while it waits for a node. */
function connectionsOf(settings: Settings): number {
  return 10 + (settings.roles.has('watcher') ? listChains(settings).length : 0);
}

interface Keys {
  readonly operator: Redacted<string>;
  /** Of the sandbox's own company. */
  readonly demo: Redacted<string> | undefined;
}

/** In a sandbox the keys follow from the master key, so that every start prints the same. Production brings its own. */
function keysOf(settings: Settings, secrets: Secrets): Keys {
  const operator = `cw_operator_${secrets.deriveKey('main.operator-key').toString('base64url')}`;
  return {
    operator: settings.operatorKey ?? redacted(operator),
    demo:
      settings.environment === 'sandbox'
        ? keyTextFrom('sandbox', secrets.deriveKey('main.demo-key'))
        : undefined,
  };
}

interface Postgres {
  readonly connection: ClientConfig;
  /** Of the server that came along; it has no password. */
  readonly url: string | null;
}

async function startDatabase(settings: Settings, log: Log): Promise<Postgres> {
  if (settings.databaseUrl !== undefined)
    return { connection: await ownPostgres(settings.databaseUrl), url: null };
  const postgres = await startPostgres({
    directory: join(settings.dataDir, 'postgres'),
    log,
    onExit: (sentence) => {
      log.fatal(sentence);
      process.exit(1);
    },
  });
  running.defer(() => postgres.stop());
  return postgres;
}

/** Tells whoever waits for it that everything is ready, and where. */
async function announce({
  app,
  keys,
  settings,
  log,
  databaseUrl,
}: {
  readonly app: App;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly log: Log;
  readonly databaseUrl: string | null;
}): Promise<void> {
  const sandbox = keys.demo !== undefined;
  const state = {
    url: app.url ?? null,
    api_key: keys.demo?.reveal() ?? null,
    operator_key: sandbox ? keys.operator.reveal() : null,
  };
  if (settings.readyFile !== undefined) {
    const file = await writeReadyFile(settings.readyFile, state);
    running.defer(() => file.remove());
  }
  if (app.url !== undefined) {
    // By this the command line finds us. Of production it has no keys.
    const file = await writeReadyFile(join(settings.dataDir, 'ready.json'), {
      ...state,
      database_url: databaseUrl,
      network: app.network ?? null,
    }).catch((error: unknown) => {
      // Nothing else of production need be written there: the root of a container can often only be read.
      if (sandbox) throw error;
      log.warn({ err: error }, 'the command line will not find this server by itself');
    });
    if (file !== undefined) running.defer(() => file.remove());
  }
  if (sandbox && app.url !== undefined)
    process.stdout.write(
      welcome({
        url: app.url,
        apiKey: state.api_key ?? '',
        operatorKey: keys.operator.reveal(),
        consoleLink: app.consoleLink ?? '',
        dataDir: settings.dataDir,
        seconds: monotonicMs() / 1_000,
      }),
    );
  log.info(
    {
      url: app.url,
      ...(app.url === undefined && { health: app.health }),
      network: app.network,
      roles: [...settings.roles],
      environment: settings.environment,
    },
    'ready',
  );
}

/** Resolves with the first signal that asks us to end. A second one, later than what npm sends after it, ends us at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (firstAtMs !== undefined && monotonicMs() - firstAtMs > 500) process.exit(130);
        firstAtMs ??= monotonicMs();
        resolve(signal);
      });
    }
  });
}

/** Also of a start that does not get on: one that waits for the database's locks, or for its replay after a crash. */
async function endInTime(askedToStop: Promise<string>, log: Log): Promise<void> {
  await askedToStop;
  let steps = 0;
  setInterval(() => {
    steps += 1;
    if (steps < stopSteps) return;
    log.error('not everything has ended in time; what was not answered can be sent again');
    process.exit(1);
  }, stopStepMs).unref();
}

/** After a bug nobody knows what state we are in. What is durable is safe, and the next start finds it. */
function endOnBugs(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody caught');
    process.exit(1);
  });
}

/** What a database that was there at first refuses later: rights, connections, time; or it has ended since. */
function databaseProblem(error: unknown): StartupProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const says = error.message.replace(/\.$/, '');
  const code = systemCode(error);
  // insufficient_privilege
  if (code === '42501')
    return new StartupProblem(
      `The role of DATABASE_URL may not use its tables: ${says}.`,
      'Start with the role that they belong to, or make this one a member of that: GRANT owner TO role.',
      { cause: error },
    );
  if (!isDatabaseGone(error)) return undefined;
  return new StartupProblem(
    `The database could not be used to the end of the start: ${says}.`,
    adviceOn(code),
    { cause: error },
  );
}

function adviceOn(code: string | undefined): string {
  if (code === 'EMFILE' || code === 'ENFILE') return 'Let this user open more files: ulimit -n 1024.';
  // too_many_connections
  if (code === '53300')
    return 'Let it take some 15 connections of each process: max_connections of the server, or ALTER ROLE role CONNECTION LIMIT.';
  return 'Look at the database and start again; a start that was cut off leaves nothing by halves.';
}

function stackOf(error: unknown): string {
  return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
