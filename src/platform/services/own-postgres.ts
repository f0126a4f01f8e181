import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import type { Redacted } from '../../kernel/redacted.ts';
import { StartupProblem, systemCode } from '../startup-problem.ts';

const oldest = 160_000;

/**
 * A PostgreSQL server of the operator's own, as a `pg` connection, after a look at whether it can be used.
 *
 * @throws StartupProblem when it cannot be reached, refuses us, or is too old
 */
export async function ownPostgres(url: Redacted<string>): Promise<ClientConfig> {
  const connection: ClientConfig = {
    connectionString: url.reveal(),
    application_name: 'cardwright',
    // A connection that listens says nothing for hours: what stands between may forget it, and what it would have heard is lost.
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  };
  const client = new Client({ ...connection, connectionTimeoutMillis: 10_000 });
  // A connection that breaks later is told of by the query that needs it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    const version = Number(rows[0]?.version);
    if (version < oldest) {
      throw new StartupProblem(
        `The PostgreSQL server of DATABASE_URL is of version ${Math.floor(version / 10_000)}, which is too old.`,
        'Use version 16 or later, or leave DATABASE_URL out to use the one that comes with Cardwright.',
      );
    }
    return connection;
  } catch (error) {
    if (error instanceof StartupProblem) throw error;
    throw new StartupProblem(
      `The database of DATABASE_URL cannot be used: ${reasonOf(error)}.`,
      'Check that the server runs and that address, name, password and database in DATABASE_URL are right.',
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Neither Node's nor PostgreSQL's sentences hold the password. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return systemCode(error) ?? 'no address of the server answers';
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
