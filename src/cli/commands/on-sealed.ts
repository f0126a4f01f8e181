import { Failure } from '../../kernel/failures.ts';
import { wallClock } from '../../platform/clock.ts';
import { openDatabase } from '../../platform/database.ts';
import type { Database } from '../../platform/database.ts';
import { loadMasterKeys } from '../../platform/master-key.ts';
import { migrate } from '../../platform/migrate.ts';
import { createSecrets } from '../../platform/secrets.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { readSettings } from '../../platform/settings.ts';
import type { Settings } from '../../platform/settings.ts';
import { CliProblem } from '../run.ts';
import { connectToBooks } from './verify-books.ts';

/** The database, and the master keys that open what is sealed in it. */
interface Sealed {
  readonly settings: Settings;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: typeof wallClock;
}

/** Runs on the database that the settings name, whether the platform runs or not. */
export async function onSealed(run: (books: Sealed) => Promise<void>): Promise<void> {
  const settings = readSettings();
  const secrets = createSecrets(await loadMasterKeys(settings));
  await using opened = new AsyncDisposableStack();
  const connection = await connectToBooks(settings, opened);
  // A key may be taken in before the platform has ever run.
  await migrate(connection);
  const database = openDatabase(connection, { connections: 2 });
  opened.defer(() => database.close());
  try {
    await run({ settings, database, secrets, clock: wallClock });
  } catch (error) {
    if (error instanceof Failure) throw new CliProblem(error.message);
    throw error;
  }
}
