import { invariant } from '../kernel/assert.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { accountKey, createPages, type AccountPage, type BookChanges } from './book.ts';
import type { Book, BookRequest, RecalledBook } from './index.ts';
import type { KnownHold } from './lines.ts';
import { createAccountMemory } from './memory.ts';
import * as store from './store.ts';
import type { LedgerAccount } from './types.ts';

/** How many accounts are remembered as opened; about 130 bytes each. Forgetting costs a statement, nothing else. */
const rememberMost = 50_000;

/**
 * Makes the functions that open the books. The order of locks, the same everywhere: holds sorted, then new accounts
 * sorted, then accounts sorted. A hold's accounts never change, and its row is locked before its accounts are, so
 * that even a hold on no account has one writer at a time. New accounts are inserted while no account is locked: a
 * unit of work that waits for another to open the same account then holds nothing that the other could want.
 */
export function createOpen(): {
  readonly open: (tx: Tx, request: BookRequest) => Promise<Book>;
  readonly recall: (
    tx: Tx,
    accounts: readonly LedgerAccount[],
    holds?: readonly KnownHold[],
  ) => Promise<RecalledBook | undefined>;
  readonly forget: () => void;
} {
  let memory = createAccountMemory();
  // Accounts never go away, so that one which was there once needs no insert. Only committed ones are remembered.
  const opened = new Set<string>();
  const remember = (keys: Iterable<string>): void => {
    if (opened.size > rememberMost) opened.clear();
    for (const key of keys) opened.add(key);
  };

  // One count for each unit of work, so that books opened one after the other in it keep one order of entries.
  const ordinals = new WeakMap<Tx, { next: number }>();
  const ordinalsOf = (tx: Tx): { next: number } => {
    const ordinal = ordinals.get(tx) ?? { next: 0 };
    ordinals.set(tx, ordinal);
    return ordinal;
  };

  const lockAccounts = async (
    tx: Tx,
    accounts: Map<string, LedgerAccount>,
  ): Promise<{ readonly pages: AccountPage[]; readonly version: number }> => {
    const unknown = [...accounts].filter(([key]) => !opened.has(key));
    const inserted =
      unknown.length > 0 &&
      store.openAccounts(
        tx,
        unknown.map(([, account]) => account),
      );
    const [rows] = await Promise.all([store.lockAccounts(tx, [...accounts.values()]), inserted]);
    if (rows.length !== accounts.size) opened.clear();
    invariant(rows.length === accounts.size, 'an account that was opened is there');
    if (unknown.length > 0) tx.afterCommit(() => remember(unknown.map(([key]) => key)));
    const pages = rows.map((row) => ({
      account: { company: row.company_id, name: row.name, asset: row.asset },
      side: row.normal_side,
      debits: row.debits,
      credits: row.credits,
      held: row.held,
      changed: false,
    }));
    return { pages, version: Number(rows[0]?.version) };
  };

  const openLocked = async (tx: Tx, request: BookRequest): Promise<Book> => {
    const { accounts, holds = [], keys = [], only = false } = request;
    const lockedHolds: KnownHold[] = holds.length === 0 ? [] : await store.lockHolds(tx, holds);
    const wanted = new Map<string, LedgerAccount>();
    for (const account of accounts) wanted.set(accountKey(account), account);
    for (const hold of lockedHolds)
      for (const account of hold.accounts) wanted.set(accountKey(account), account);
    // Both travel together; the keys are read with a snapshot taken once the accounts are locked.
    const [{ pages, version }, known] = await Promise.all([
      wanted.size === 0 ? { pages: [], version: 0 } : lockAccounts(tx, wanted),
      keys.length === 0 ? [] : store.knownKeys(tx, keys),
    ]);
    const ordinal = ordinalsOf(tx);
    const book = createPages({
      accounts: pages,
      holds: lockedHolds,
      keys: known.map((row) => ({ company: row.company_id, key: row.key, id: row.id })),
      newEntryId: () => newId('ledgerEntry'),
      nextOrdinal: () => ordinal.next++,
    });
    return {
      ...book,
      async write() {
        const changes = book.take();
        rememberWritten(tx, changes.accounts, version, only);
        await writeChanges(tx, changes);
      },
    };
  };

  // Whoever recalls these accounts next finds them as this unit of work leaves them; where they are written `once`, already
  // before it has committed, and then waits for it when confirming.
  const rememberWritten = (tx: Tx, pages: readonly AccountPage[], version: number, once: boolean): void => {
    const own = memory;
    const written = pages.filter((page) => own.knows(page)).map(copyOf);
    if (once) own.keep(written, version);
    else tx.afterCommit(() => own.keep(written, version));
  };

  const recall = async (
    tx: Tx,
    accounts: readonly LedgerAccount[],
    holds: readonly KnownHold[] = [],
  ): Promise<RecalledBook | undefined> => {
    const wanted = new Map(accounts.map((account) => [accountKey(account), account]));
    for (const hold of holds) for (const account of hold.accounts) wanted.set(accountKey(account), account);
    // What is under way while all is forgotten goes on with its own.
    const own = memory;
    const recalled = await own.recall(tx, wanted);
    if (recalled === undefined) return undefined;
    const { pages, versions } = recalled;
    const ordinal = ordinalsOf(tx);
    const book = createPages({
      accounts: pages,
      holds,
      keys: [],
      newEntryId: () => newId('ledgerEntry'),
      nextOrdinal: () => ordinal.next++,
    });
    let written: readonly AccountPage[] = [];
    return {
      ...book,
      confirm: () => store.confirmVersions(tx, [...wanted.values()], versions),
      async write() {
        const changes = book.take();
        written = changes.accounts;
        await writeChanges(tx, changes, store.writeRecalledHolds);
      },
      keep: (version) => own.keep(written, version),
      forget: () => own.forget(wanted.keys()),
    };
  };

  const forget = (): void => {
    memory = createAccountMemory();
    opened.clear();
  };
  return { open: openLocked, recall, forget };
}

/** All in one pipelined round; the statements do not read each other's rows. */
async function writeChanges(
  tx: Tx,
  changes: BookChanges,
  writeHolds: typeof store.writeRecalledHolds = store.writeHolds,
): Promise<void> {
  await Promise.all([
    changes.changedHolds.length > 0 && writeHolds(tx, changes.changedHolds),
    changes.entries.length > 0 && store.appendEntries(tx, changes.entries),
    changes.lines.length > 0 && store.appendPostings(tx, changes.lines),
    changes.newHolds.length > 0 && store.insertNewHolds(tx, changes.newHolds),
    changes.accounts.length > 0 && store.writeAccounts(tx, changes.accounts),
  ]);
}

const copyOf = ({ account, side, debits, credits, held, changed }: AccountPage): AccountPage => ({
  account,
  side,
  debits,
  credits,
  held,
  changed,
});
