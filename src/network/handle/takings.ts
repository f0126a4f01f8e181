import { isAnswered, type CardEntry, type CardOutcome } from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { minBigint } from '../../kernel/money.ts';
import type { Database } from '../../platform/database.ts';
import { deleteTaking, insertTaking, readTakings, type EntryRef } from './takings-store.ts';

/**
 * Takes back of one entry of a purchase what a message wants of what others have left of it, and no more: a network reverses a message
 * again under another trace number when it heard no answer, and an approval that nobody heard of is taken back by us and reversed by
 * the network alike. What the purchase has beside the entry is not theirs.
 *
 * What is taken is set aside before it is booked, in a unit of work of its own. Should the process die in between, the same message, said
 * again, goes on with what it has set aside.
 *
 * @param wants what the message wants when so much is left, USD cents, and so many have taken of it before
 * @param book books that much; of nothing, that there is nothing
 * @param isVoid whether what was set aside under a key is not booked and will not be
 */
export async function takeOf(
  database: Database,
  { company, transaction, number, money }: Pick<CardEntry, 'company' | 'transaction' | 'number' | 'money'>,
  key: string,
  wants: (left: bigint, before: number) => bigint,
  book: (bill: bigint) => Promise<CardOutcome>,
  isVoid?: (key: string) => Promise<boolean>,
): Promise<CardOutcome> {
  const entry = { company, transaction, number };
  const { bill, isNew } = await setAside(database, entry, money.bill, key, wants, isVoid);
  const leave = async (): Promise<void> => {
    if (isNew) await deleteTaking(database, entry, key);
  };
  try {
    const outcome = await book(bill);
    if (!outcome.approved) await leave();
    return outcome;
  } catch (error) {
    // It was not booked. Of anything else that is not known.
    if (error instanceof Failure && (error.code === 'VAL' || error.code === 'CONFLICT')) await leave();
    throw error;
  }
}

/** Whether all that an entry brought is taken back by other messages than the one of this key. */
export async function isTaken(
  database: Database,
  entry: EntryRef & Pick<CardEntry, 'money'>,
  key: string,
): Promise<boolean> {
  const taken = await readTakings(database, entry);
  const left = taken.reduce((rest, { bill }) => rest - bill, entry.money.bill);
  return left <= 0n && !taken.some((taking) => taking.key === key);
}

/** So much was set aside for a message, now or when it came first. */
interface Aside {
  readonly bill: bigint;
  readonly isNew: boolean;
}

const nothing: Aside = { bill: 0n, isNew: false };

async function setAside(
  database: Database,
  entry: EntryRef,
  brought: bigint,
  key: string,
  wants: (left: bigint, before: number) => bigint,
  isVoid: (key: string) => Promise<boolean> = () => Promise.resolve(false),
): Promise<Aside> {
  for (;;) {
    const all = await readTakings(database, entry);
    const voids = await Promise.all(all.map((taking) => isVoid(taking.key)));
    const taken = all.filter((_, at) => voids[at] !== true);
    const mine = taken.find((taking) => taking.key === key);
    if (mine !== undefined) return { bill: mine.bill, isNew: false };
    // It was about something else when it came first: it gets its first answer again.
    if (await isAnswered(database, entry.company, key)) return nothing;
    const left = taken.reduce((rest, { bill }) => rest - bill, brought);
    const bill = minBigint(left, wants(left, taken.length));
    if (bill <= 0n) return nothing;
    const ordinal = (all.at(-1)?.ordinal ?? 0) + 1;
    if (await insertTaking(database, entry, { ordinal, key, bill })) return { bill, isNew: true };
  }
}
