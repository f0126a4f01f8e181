import { atEnd } from './at-end.ts';
import { testClient } from './client.ts';
import type { Client } from '../../sdk/index.ts';
import { startApp } from '../../src/app.ts';
import { keyTextFrom } from '../../src/companies/index.ts';
import { redacted } from '../../src/kernel/redacted.ts';
import type { Database } from '../../src/platform/database.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createSecrets } from '../../src/platform/secrets.ts';
import { readSettings } from '../../src/platform/settings.ts';
import { testDatabase } from './database.ts';

/** The whole program inside the test's own process, on a database of its own. */
export interface Program {
  readonly url: string;
  readonly database: Database;
  readonly operator: Client;
  /** A company of its own, with plenty in its holding unless the test says otherwise. */
  company(
    holding?: string,
  ): Promise<{ readonly id: string; readonly client: Client; readonly apiKey: string }>;
  stop(): Promise<void>;
}

const operatorKey = 'operator-key-of-the-tests-0123456789';

/**
 * Starts API and dispatcher on a free port; what a worker does is left to the test. They stop when the test file ends.
 * `given`: another database than a fresh one, which is closed by whoever made it.
 */
export async function startProgram(given?: Database): Promise<Program> {
  let stop: (() => Promise<void>) | undefined;
  // Before the database's own, so that the program stops first.
  atEnd(() => stop?.());
  const database = given ?? (await testDatabase());
  const settings = readSettings({ PORT: '0', ROLES: 'api,dispatcher', LOG_LEVEL: 'silent' });
  const secrets = createSecrets([redacted(Buffer.alloc(32, 3))]);
  const app = await startApp(
    { settings, database, secrets, log: silentLog },
    { operator: redacted(operatorKey), demo: keyTextFrom('sandbox', Buffer.alloc(32, 5)) },
  );
  stop = app.stop;
  const { url = '' } = app;
  const operator = testClient({ url, apiKey: operatorKey });
  let companies = 0;
  return {
    url,
    database,
    operator,
    async company(holding = '1000000.00') {
      companies += 1;
      const made = await operator.createCompany({ name: `Company ${companies}`, initial_holding: holding });
      return { id: made.id, apiKey: made.api_key, client: testClient({ url, apiKey: made.api_key }) };
    },
    stop: app.stop,
  };
}
