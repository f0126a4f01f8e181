import { invariant, present } from '../kernel/assert.ts';
import { Failure } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import { largestAmount, maxBigint, minBigint } from '../kernel/money.ts';
import { assertBalanced } from './balanced.ts';
import type { EntryLine, KnownHold, NewEntry } from './lines.ts';
import type { Balance, ChangeHold, LedgerAccount, NormalSide, Operation, PlaceHold, Post } from './types.ts';

type Company = Id<'company'>;

/** A locked account while the book is open. */
export interface AccountPage {
  readonly account: LedgerAccount;
  readonly side: NormalSide;
  debits: bigint;
  credits: bigint;
  held: bigint;
  changed: boolean;
}

interface HoldPage {
  readonly hold: KnownHold;
  readonly isNew: boolean;
  held: bigint;
  changed: boolean;
}

/** What the operations made of an open book; `write` in `open.ts` sends it. */
export interface BookChanges {
  readonly entries: readonly NewEntry[];
  readonly lines: readonly EntryLine[];
  readonly accounts: readonly AccountPage[];
  readonly newHolds: readonly KnownHold[];
  readonly changedHolds: readonly ChangedHold[];
}

/** A hold and what it set aside before. */
export interface ChangedHold extends KnownHold {
  readonly heldBefore: bigint;
}

export interface BookParts {
  readonly accounts: readonly AccountPage[];
  readonly holds: readonly KnownHold[];
  readonly keys: readonly {
    readonly company: Company;
    readonly key: string;
    readonly id: Id<'ledgerEntry'>;
  }[];
  readonly newEntryId: () => Id<'ledgerEntry'>;
  /** The place of the next entry inside the unit of work. */
  readonly nextOrdinal: () => number;
}

/** The rules of the books, in memory: no SQL, no waiting. Each operation sees what the ones before it left. */
export function createPages({ accounts, holds, keys, newEntryId, nextOrdinal }: BookParts) {
  const pages = new Map(accounts.map((page) => [accountKey(page.account), page]));
  const held = new Map<string, HoldPage>();
  for (const hold of holds)
    held.set(keyOf(hold.company, hold.id), { hold, isNew: false, held: hold.held, changed: false });
  const known = new Map(keys.map(({ company, key, id }) => [keyOf(company, key), id]));
  const entries: NewEntry[] = [];
  const lines: EntryLine[] = [];

  const pageOf = (account: LedgerAccount): AccountPage =>
    present(pages.get(accountKey(account)), `account ${account.name} in ${account.asset} among those opened`);

  const holdOf = (company: Company, id: Id<'hold'>): HoldPage =>
    present(held.get(keyOf(company, id)), `hold ${id} among those opened`);

  const enter = (
    operation: Operation,
    postings: number,
    hold: Id<'hold'> | null,
    holdChange: bigint | null,
  ): Id<'ledgerEntry'> => {
    const key = keyOf(operation.company, operation.key);
    invariant(!known.has(key), `key ${operation.key} books once`);
    const id = newEntryId();
    known.set(key, id);
    entries.push({ id, operation, ordinal: nextOrdinal(), postings, hold, holdChange });
    return id;
  };

  /** `change` is checked by then. */
  const moveHeld = (page: HoldPage, change: bigint, on: readonly AccountPage[]): void => {
    if (change === 0n) return;
    page.held += change;
    page.changed = true;
    for (const account of on) {
      account.held += change;
      account.changed = true;
    }
  };

  // A batch goes on after one of its members has failed, so everything is checked before anything is changed.
  return {
    balance(account: LedgerAccount): Balance {
      return balanceOf(pageOf(account));
    },

    hold(company: Company, id: Id<'hold'>): KnownHold | undefined {
      const page = held.get(keyOf(company, id));
      return page && { ...page.hold, held: page.held };
    },

    knows: (company: Company, key: string): boolean => known.has(keyOf(company, key)),

    /** The entry that a known key booked. */
    entryOf: (company: Company, key: string): Id<'ledgerEntry'> | undefined => known.get(keyOf(company, key)),

    place(operation: PlaceHold): void {
      const { company, hold: id, accounts, amount } = operation;
      const key = keyOf(company, id);
      invariant(amount > 0n, 'a hold sets something aside');
      invariant(!held.has(key), `hold ${id} is placed once`);
      invariant(
        accounts.every((account) => account.company === company),
        'a hold stays inside one company',
      );
      const on = accounts.map(pageOf);
      invariant(new Set(on).size === on.length, 'a hold names an account once');
      enter(operation, 0, id, amount);
      const page = { hold: { company, id, accounts, held: 0n }, isNew: true, held: 0n, changed: false };
      held.set(key, page);
      moveHeld(page, amount, on);
    },

    change(operation: ChangeHold): void {
      const { company, hold: id, change } = operation;
      const page = holdOf(company, id);
      invariant(change !== 0n, 'a change of a hold changes it');
      invariant(page.held + change >= 0n, `hold ${id} frees at most what it has`);
      const on = page.hold.accounts.map(pageOf);
      enter(operation, 0, id, change);
      moveHeld(page, change, on);
    },

    post(operation: Post): { readonly overPosted: bigint } {
      const { company, postings, take } = operation;
      assertBalanced(company, postings);
      invariant(take === undefined || take.amount >= 0n, 'what is taken from a hold is not negative');
      const page = take && holdOf(company, take.hold);
      const before = page?.held ?? 0n;
      const released = take === undefined ? 0n : take.final ? before : minBigint(take.amount, before);
      const on = postings.map((posting) => pageOf(posting.account));
      const heldOn = page?.hold.accounts.map(pageOf) ?? [];
      for (const [ordinal, { side, amount }] of postings.entries()) {
        const { account, debits, credits } = present(on[ordinal], 'the account of a posting');
        assertRoom(account, (side === 'debit' ? debits : credits) + amount);
      }
      const entry = enter(
        operation,
        postings.length,
        take?.hold ?? null,
        take === undefined ? null : -released,
      );
      for (const [ordinal, posting] of postings.entries()) {
        const account = present(on[ordinal], 'the account of a posting');
        if (posting.side === 'debit') account.debits += posting.amount;
        else account.credits += posting.amount;
        account.changed = true;
        lines.push({ entry, ordinal, posting });
      }
      if (page !== undefined) moveHeld(page, -released, heldOn);
      return { overPosted: take === undefined ? 0n : maxBigint(take.amount - before, 0n) };
    },

    /** Everything since the book was opened, or since the last call. */
    take(): BookChanges {
      const changedAccounts = [...pages.values()].filter((page) => page.changed);
      const changedHolds = [...held.values()].filter((page) => page.changed);
      const changes: BookChanges = {
        entries: entries.splice(0),
        lines: lines.splice(0),
        accounts: changedAccounts,
        newHolds: changedHolds.filter((page) => page.isNew).map(asHold),
        changedHolds: changedHolds.filter((page) => !page.isNew).map(asChangedHold),
      };
      for (const page of changedAccounts) page.changed = false;
      for (const page of changedHolds)
        held.set(keyOf(page.hold.company, page.hold.id), {
          hold: asHold(page),
          held: page.held,
          isNew: false,
          changed: false,
        });
      return changes;
    },
  };
}

/**
 * What ever passes through one side of an account fits into its column. The database refuses more, as a fault of ours; whoever asked for it is to
 * hear which account is full.
 *
 * @throws Failure VAL
 */
function assertRoom({ name, asset }: LedgerAccount, total: bigint): void {
  if (total <= largestAmount) return;
  throw new Failure(
    'VAL',
    `The amount is too large: with it more than 10^39 - 1 of the smallest unit of ${asset} would have passed through the account ${name}, which has room for no more.`,
  );
}

/** What the columns of an account amount to. */
export function balanceOf({
  side,
  debits,
  credits,
  held,
}: Pick<AccountPage, 'side' | 'debits' | 'credits' | 'held'>): Balance {
  const posted = side === 'debit' ? debits - credits : credits - debits;
  return { posted, held, available: posted - held };
}

const asHold = (page: HoldPage): KnownHold => ({ ...page.hold, held: page.held });
const asChangedHold = (page: HoldPage): ChangedHold => ({
  ...page.hold,
  held: page.held,
  heldBefore: page.hold.held,
});

// Ids and assets have no spaces, so the text is as unique as its parts.
export const accountKey = ({ company, name, asset }: LedgerAccount): string => `${company} ${asset} ${name}`;
const keyOf = (company: Company, key: string): string => `${company} ${key}`;
