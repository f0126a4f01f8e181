import type { Migrations } from '../../../platform/migrate.ts';
import { bad, good, note } from './check.ts';
import type { Finding } from './check.ts';

const asOwner = 'Run as the owner of the tables, before the start: npx cardwright migrate';

/**
 * What of the tables is still to be made or changed, and whether the next start can do it.
 *
 * @param begun whether there are any
 */
export function pendingMigrations(
  { pending, role, mayRun }: Migrations,
  begun: boolean,
): Omit<Finding, 'name'>[] {
  if (pending.length === 0) return [];
  const one = pending.length === 1;
  const named = `${pending.length} ${one ? 'migration has' : 'migrations have'} not run yet, from ${pending[0]}`;
  if (!mayRun)
    return [
      bad(
        `${begun ? named : 'there are no tables yet'}, and the role ${role} may not create or change them`,
        asOwner,
      ),
    ];
  return [
    begun
      ? note(
          `${named}; the next start runs ${one ? 'it' : 'them'}`,
          'Make a backup before you start this version.',
        )
      : good('there are no tables yet: the first start creates them'),
  ];
}
