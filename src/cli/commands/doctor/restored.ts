import { lacksHead, readLastHead } from '../../../ledger/index.ts';
import type { Queries } from '../../../platform/database.ts';
import { systemCode } from '../../../platform/startup-problem.ts';
import { bad, note } from './check.ts';
import type { Finding } from './check.ts';

/**
 * What tells that a database was put back from a backup: a head that was published is not in it; something left on a chain that is in no
 * books.
 */
export async function restored(
  queries: Queries,
  headsFile: string,
  isUpToDate: boolean,
): Promise<Omit<Finding, 'name'>[]> {
  const last = await readLastHead(headsFile).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  // A database of a version before may have no table of them.
  const unbooked = isUpToDate
    ? await (await import('../../../chains/index.ts')).countUnbooked(queries)
    : undefined;
  return [
    ...(last !== undefined && (await lacksHead(queries, last))
      ? [
          bad(
            `it is older than what was published: it lacks block ${last.block} of ${headsFile}`,
            'It was restored from a backup: follow “Restore” in docs/guides/operating.md before anything is paid out.',
          ),
        ]
      : []),
    ...(unbooked === undefined
      ? [
          note(
            'whether transfers left wallets that are not in the books is not known until the migrations have run',
            'Ask again then: npx cardwright doctor.',
          ),
        ]
      : []),
    ...(unbooked !== undefined && unbooked > 0
      ? [
          bad(
            `${unbooked} ${unbooked === 1 ? 'transfer' : 'transfers'} left wallets and ${unbooked === 1 ? 'is' : 'are'} not in the books`,
            'Run: npx cardwright unbooked. These wallets pay nothing more until that is booked.',
          ),
        ]
      : []),
  ];
}
