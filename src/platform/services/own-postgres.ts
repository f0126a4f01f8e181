import { Client, DatabaseError } from 'pg';
import type { ClientConfig } from 'pg';
import { present } from '../../kernel/assert.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import { createDatabaseServers, isOtherDatabase } from '../database-servers.ts';
import type { DatabaseServers } from '../database-servers.ts';
import { databaseServers } from '../database-url.ts';
import type { DatabaseConnection } from '../database.ts';
import { StartupProblem, systemCode } from '../startup-problem.ts';

const oldest = 160_000;

/**
 * A PostgreSQL server of the operator's own, or several that follow one another, as a `pg` connection, after a look at whether it can
 * be used.
 *
 * @throws StartupProblem when it cannot be reached, refuses us, is too old, or is set up so that our statements mean something else
 */
export async function ownPostgres(url: Redacted<string>): Promise<DatabaseConnection> {
  const [first, ...others] = urlsOf(url);
  try {
    // pg reads the files that a URL names.
    const servers = createDatabaseServers([first, ...others]);
    const problems: unknown[] = [];
    for (const each of [first, ...others]) {
      await lookAt({ ...howToConnect, connectionString: each }, servers).catch((error: unknown) => {
        if (isOtherDatabase(error)) throw error;
        problems.push(error);
      });
    }
    // One that is there and cannot be used says more than one that is away.
    if (problems.length > others.length) throw problems.find(isProblem) ?? problems[0];
    return {
      ...howToConnect,
      servers,
      get connectionString() {
        return servers.current;
      },
    };
  } catch (error) {
    throw problemOf(error);
  }
}

/**
 * As {@link ownPostgres}, for what only reads: where no server can be written a standby will do, the first that can be had.
 *
 * @throws StartupProblem as above, where none can be had
 */
export async function ownPostgresToRead(url: Redacted<string>): Promise<ClientConfig> {
  try {
    return await ownPostgres(url);
  } catch (problem) {
    for (const each of urlsOf(url)) {
      const connection = { ...howToConnect, connectionString: each };
      const isThere = await lookAt(connection).then(
        () => true,
        () => false,
      );
      if (isThere) return connection;
    }
    throw problem;
  }
}

function urlsOf(url: Redacted<string>): [string, ...string[]] {
  const [first, ...others] = (databaseServers(url.reveal()) ?? []).map(withCheckedCertificate);
  return [present(first, 'a server of DATABASE_URL, as the settings have found'), ...others];
}

function problemOf(error: unknown): StartupProblem {
  if (error instanceof StartupProblem) return error;
  return new StartupProblem(
    `The database of DATABASE_URL cannot be used: ${reasonOf(error)}.`,
    adviceOn(error),
    { cause: error },
  );
}

const isProblem = (error: unknown): boolean => error instanceof StartupProblem;

const howToConnect = {
  application_name: 'cardwright',
  // A connection that listens says nothing for hours: what stands between may forget it, and what it would have heard is lost.
  keepAlive: true,
  keepAliveInitialDelayMillis: 30_000,
} as const;

/** @param servers where it is to be written @throws StartupProblem for what is found, and whatever connecting throws */
async function lookAt(connection: ClientConfig, servers?: DatabaseServers): Promise<void> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 10_000 });
  try {
    // A connection that breaks later is told of by the query that needs it.
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<Look>(look);
    for (const found of rows) {
      if (servers !== undefined) expectWritable(found);
      expectUsable(found);
    }
    await servers?.expectWritten(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * pg checks the server's certificate and name for each of these, as for `verify-full`, and warns on standard error that this will
 * change. It shall not. With `uselibpqcompat=true` they mean what they mean to libpq, now and then.
 */
function withCheckedCertificate(url: string): string {
  if (/[?&]uselibpqcompat=true(?:&|$)/.test(url)) return url;
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

/** How the server and the role are set up. */
interface Look {
  readonly version: number;
  readonly encoding: string;
  readonly schema: string | null;
  readonly date_style: string;
  readonly isolation: string;
  readonly read_only: boolean;
  readonly standby: boolean;
}

const look = `
  SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
    current_schema() AS schema, current_setting('DateStyle') AS date_style,
    current_setting('default_transaction_isolation') AS isolation,
    current_setting('default_transaction_read_only')::bool AS read_only, pg_is_in_recovery() AS standby`;

function refuse(what: string, advice: string): never {
  throw new StartupProblem(`The database of DATABASE_URL ${what}`, advice);
}

/** @throws StartupProblem */
function expectWritable(found: Look): void {
  if (found.standby)
    refuse(
      'is a standby, which can only be read.',
      'Name the server that it follows in DATABASE_URL, or both with a comma between.',
    );
  if (found.read_only)
    refuse('can only be read.', 'Let its role write: ALTER ROLE role RESET default_transaction_read_only.');
}

/** @throws StartupProblem */
function expectUsable(found: Look): void {
  if (found.version < oldest)
    refuse(
      `is on a server of version ${Math.floor(found.version / 10_000)}, which is too old.`,
      'Use version 16 or later, or leave DATABASE_URL out to use the one that comes with Cardwright.',
    );
  if (found.encoding !== 'UTF8')
    refuse(
      `is encoded in ${found.encoding}, which cannot hold every name.`,
      "Make one that can: CREATE DATABASE name OWNER role TEMPLATE template0 ENCODING 'UTF8'.",
    );
  if (found.schema === null)
    refuse(
      'has no schema to make tables in: search_path names none that is there.',
      'Reset it for database and role: ALTER DATABASE name RESET search_path, ALTER ROLE role RESET search_path.',
    );
  if (!found.date_style.startsWith('ISO'))
    refuse(
      `writes dates as ${found.date_style}, which cannot be read.`,
      'Reset it for database and role: ALTER DATABASE name RESET DateStyle, ALTER ROLE role RESET DateStyle.',
    );
  if (found.isolation !== 'read committed')
    refuse(
      `begins every unit of work as ${found.isolation}; it must be read committed.`,
      'Reset default_transaction_isolation for database and role (ALTER DATABASE name RESET …, ALTER ROLE role RESET …).',
    );
}

/** Neither Node's nor PostgreSQL's sentences hold the password. Behind a semicolon Node says how it could be started otherwise. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return systemCode(error) ?? 'no address of the server answers';
  return error instanceof Error ? error.message.replace(/;.*$|\.$/s, '') : String(error);
}

/** What OpenSSL says where nobody whom we know has signed the certificate. */
const ofAuthority =
  /^(?:UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT\w*|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT)$/;

function adviceOn(error: unknown): string {
  const code = systemCode(error) ?? '';
  const message = error instanceof Error ? error.message : '';
  if (isOtherDatabase(error))
    return 'Name in DATABASE_URL only servers that follow one another, and stop the one that does not belong to them.';
  if (code === 'CERT_HAS_EXPIRED') return 'Give the server a new certificate, and reload its configuration.';
  if (ofAuthority.test(code))
    return 'Name the authority of its certificate in DATABASE_URL: sslmode=verify-full&sslrootcert=/path/to/ca.crt.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Call the server in DATABASE_URL by a name that its certificate has.';
  if (code === 'ENOENT' && message.includes(', open '))
    return 'Check sslrootcert, sslcert and sslkey in DATABASE_URL: they are paths of files.';
  if (error instanceof DatabaseError && message.endsWith('no encryption'))
    return 'Ask for TLS in DATABASE_URL: sslmode=verify-full&sslrootcert=/path/to/ca.crt.';
  if (message.includes('does not support SSL'))
    return 'Leave sslmode out of DATABASE_URL where the way to the server is safe, or switch ssl on in its configuration.';
  if (code === '53300')
    return 'Let it take more connections: max_connections of the server, or ALTER ROLE role CONNECTION LIMIT.';
  return 'Check that the server runs and that address, name, password and database in DATABASE_URL are right.';
}
