import { present } from '../kernel/assert.ts';
import type { Queries } from '../platform/database.ts';
import { accountKey, type AccountPage } from './book.ts';
import * as store from './store.ts';
import type { LedgerAccount } from './types.ts';

/** How many accounts are remembered; about 400 bytes each. */
const rememberMost = 20_000;

interface Remembered {
  readonly page: Omit<AccountPage, 'changed'>;
  /** The row's version: which transaction wrote it. */
  readonly version: number;
}

/** Accounts as this process last saw or wrote them; see `Ledger.recall`. */
export interface AccountMemory {
  /** Pages to work on, with their versions; those not remembered are read. `undefined` where an account is not there yet. */
  recall(
    queries: Queries,
    accounts: ReadonlyMap<string, LedgerAccount>,
  ): Promise<{ readonly pages: AccountPage[]; readonly versions: number[] } | undefined>;
  knows(page: AccountPage): boolean;
  /** These pages, which nobody changes any more, were written by the transaction `version`. */
  keep(pages: readonly AccountPage[], version: number): void;
  forget(accounts: Iterable<string>): void;
}

/**
 * What is remembered may be out of date at any moment: nothing may be decided on it unless the unit of work then proves,
 * with the rows locked, that they still have these versions.
 */
export function createAccountMemory(): AccountMemory {
  const known = new Map<string, Remembered>();

  const read = async (queries: Queries, missing: readonly LedgerAccount[]): Promise<void> => {
    if (known.size > rememberMost) known.clear();
    for (const row of await store.readVersions(queries, missing)) {
      const account = { company: row.company_id, name: row.name, asset: row.asset };
      const { debits, credits, held } = row;
      known.set(accountKey(account), {
        page: { account, side: row.normal_side, debits, credits, held },
        version: Number(row.version),
      });
    }
  };

  return {
    async recall(queries, accounts) {
      const missing = [...accounts].filter(([key]) => !known.has(key));
      if (missing.length > 0) {
        await read(
          queries,
          missing.map(([, account]) => account),
        );
        // Reading may have begun the memory anew.
        if ([...accounts.keys()].some((key) => !known.has(key))) return undefined;
      }
      const pages: AccountPage[] = [];
      const versions: number[] = [];
      for (const key of accounts.keys()) {
        const { page, version } = present(known.get(key), 'a remembered account');
        pages.push({ ...page, changed: false });
        versions.push(version);
      }
      return { pages, versions };
    },
    knows: ({ account }) => known.has(accountKey(account)),
    keep(pages, version) {
      for (const page of pages) known.set(accountKey(page.account), { page, version });
    },
    forget(accounts) {
      for (const key of accounts) known.delete(key);
    },
  };
}
