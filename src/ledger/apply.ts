import type { Id } from '../kernel/ids.ts';
import { createBatch, type Outcome } from '../platform/batch.ts';
import { CommitUnknown, isUniqueViolation, type Database } from '../platform/database.ts';
import { present } from '../kernel/assert.ts';
import type { Book, Ledger } from './index.ts';
import type { ChangeHold, LedgerAccount, PlaceHold, Post } from './types.ts';

export type LedgerOperation = PlaceHold | ChangeHold | Post;

/** The operation is booked only if this account has at least this much available, in minor units. */
export interface Requirement {
  readonly account: LedgerAccount;
  readonly available: bigint;
}

export type Applied =
  /** `applied` is false when the key was known: then it was booked earlier, and nothing was booked now. */
  | { readonly applied: boolean; readonly entry: Id<'ledgerEntry'> }
  | { readonly refused: 'insufficient'; readonly available: bigint };

export type Apply = (operation: LedgerOperation, requirement?: Requirement) => Promise<Applied>;

interface Request {
  readonly operation: LedgerOperation;
  readonly requirement: Requirement | undefined;
}

/**
 * The door for single operations that belong to no larger unit of work. What is asked at the same time is booked
 * together, each decided on what the ones before it left.
 */
export function createApply({
  database,
  ledger,
}: {
  readonly database: Database;
  readonly ledger: Ledger;
}): Apply {
  const run = (requests: readonly Request[]): Promise<readonly Outcome<Applied>[]> =>
    database.work(async (tx) => {
      const operations = requests.map(({ operation }) => operation);
      const book = await ledger.open(tx, {
        accounts: requests.flatMap(accountsOf),
        holds: operations.flatMap(holdsOf),
        keys: operations,
      });
      const outcomes = requests.map((request) => attempt(book, request));
      await book.write();
      return outcomes;
    });

  const batch = createBatch<Request, Applied>({
    // The second time the key is found: another process booked it at the same moment, or we did and never heard.
    run: (requests) =>
      run(requests).catch((error: unknown) => {
        if (isUniqueViolation(error, 'ledger_entries_pkey') || error instanceof CommitUnknown)
          return run(requests);
        throw error;
      }),
  });
  return (operation, requirement) => batch.submit({ operation, requirement });
}

function attempt(book: Book, request: Request): Outcome<Applied> {
  try {
    return { ok: true, result: decide(book, request) };
  } catch (error) {
    return { ok: false, error };
  }
}

function decide(book: Book, { operation, requirement }: Request): Applied {
  const { company, key } = operation;
  const known = book.entryOf(company, key);
  if (known !== undefined) return { applied: false, entry: known };
  if (requirement !== undefined) {
    const { available } = book.balance(requirement.account);
    if (available < requirement.available) return { refused: 'insufficient', available };
  }
  if ('postings' in operation) book.post(operation);
  else if ('change' in operation) book.change(operation);
  else book.place(operation);
  return { applied: true, entry: present(book.entryOf(company, key), 'the entry just booked') };
}

function accountsOf({ operation, requirement }: Request): LedgerAccount[] {
  const required = requirement === undefined ? [] : [requirement.account];
  if ('postings' in operation) return [...operation.postings.map(({ account }) => account), ...required];
  return 'accounts' in operation ? [...operation.accounts, ...required] : required;
}

function holdsOf(operation: LedgerOperation): { company: Id<'company'>; hold: Id<'hold'> }[] {
  const hold = 'postings' in operation ? operation.take?.hold : operation.hold;
  // A hold to be placed is looked for too, so that one placed twice is found before it is written.
  return hold === undefined ? [] : [{ company: operation.company, hold }];
}
