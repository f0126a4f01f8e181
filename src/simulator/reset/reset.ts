import type { Companies } from '../../companies/index.ts';
import { systemActor } from '../../companies/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { closeBooks } from './close-books.ts';
import { deleteAllWallets, emptyCompany, lockAll, removeCompany, type Emptied } from './reset-store.ts';

export interface ResetDoors {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly companies: Pick<Companies, 'now' | 'enable'>;
}

export interface Reset {
  readonly now: Date;
  /** What the holding has, USD cents. */
  readonly holding: bigint;
  /** How many rows went, by table. */
  readonly removed: Emptied;
}

/**
 * Empties a sandbox company to its first state, in one unit of work: cards, purchases, clients, wallets, events and deliveries go, the
 * card program is that of a new company, the clock runs with the wall again, the holding has what it started with. Keys,
 * webhook endpoints, the audit log and the books stay; see `close-books.ts`. What coins there are stays on the chain.
 */
export function resetCompany(doors: ResetDoors, company: Id<'company'>): Promise<Reset> {
  const { database, ledger, companies } = doors;
  return database.work(async (tx) => {
    await lockAll(tx, company);
    const at = await companies.now(tx, company);
    await deleteAllWallets(tx, company, at);
    const holding = await closeBooks(tx, ledger, company, `reset:${newId('ledgerEntry')}`, at);
    const removed = await emptyCompany(tx, company);
    return { now: await companies.now(tx, company), holding, removed };
  });
}

/** Takes a throwaway company away: its rows are removed but for its books. One with wallets is disabled and stays. */
export async function clearAway(doors: ResetDoors, company: Id<'company'>): Promise<void> {
  const gone = await doors.database.work(async (tx) => {
    await lockAll(tx, company);
    return removeCompany(tx, company);
  });
  if (!gone) await doors.companies.enable(company, false, systemActor);
}
