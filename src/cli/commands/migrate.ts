import { Command } from 'commander';
import { readSettings } from '../../platform/settings.ts';
import { print } from '../terminal/output.ts';

/** `cardwright migrate` */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the tables up to date, as every start does, then exit')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
For installations where the platform works as a role that may not make tables: run this as their owner before each new version
starts. The platform of before may be at work meanwhile.

Examples:
  DATABASE_URL=postgresql://cards_owner@db/cards npx cardwright migrate`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const [{ connectToBooks }, { migrate }, { ownPostgres }] = await Promise.all([
        import('./verify-books.ts'),
        import('../../platform/migrate.ts'),
        import('../../platform/services/own-postgres.ts'),
      ]);
      const settings = readSettings();
      await using opened = new AsyncDisposableStack();
      const { databaseUrl } = settings;
      const connection =
        databaseUrl === undefined
          ? await connectToBooks(settings, opened)
          : // That there is nothing yet is as it should be.
            await ownPostgres(databaseUrl);
      await migrate(connection, { onWait: (what) => void process.stderr.write(`${what}\n`) });
      print(json, { migrated: true }, () => ['The tables are up to date.']);
    });
}
