import { entriesOfTransaction, type CardEntry, type CardTransaction } from '../../authorizations/index.ts';
import type { Database } from '../../platform/database.ts';
import { readAdvices } from './advices-store.ts';

/** What the network approved of one request of a purchase in our stead: its first advice of it, and what all of them hold, USD cents. */
export interface InOurStead {
  readonly advice: CardEntry;
  readonly held: bigint;
}

/** What has been advised of a purchase. */
export interface Advised {
  /** How many entries the purchase had. */
  readonly seen: number;
  /** Of the request of this number, where it is one of several. */
  of(number: number): InOurStead | undefined;
  /** Whether something was advised after this entry that is of it, or of all of the purchase. */
  after(number: number): boolean;
}

/** Reads what the network has advised of a purchase. */
export async function readAdvised(
  database: Database,
  transaction: CardTransaction,
  entries?: readonly CardEntry[],
): Promise<Advised> {
  // In this order: of what is booked by the first reading is known by the second of which request it is.
  const all = entries ?? (await entriesOfTransaction(database, transaction));
  const links = await readAdvices(database, transaction);
  const advices = all
    .filter(({ kind }) => kind === 'authorization_advice')
    .map((advice) => ({ advice, of: links.find(({ key }) => key === advice.networkKey)?.number }));
  return {
    seen: all.length,
    of(number) {
      const own = advices.filter(({ of }) => of === number).map(({ advice }) => advice);
      const [advice] = own;
      if (advice === undefined) return undefined;
      return { advice, held: own.reduce((sum, { heldChange }) => sum + heldChange, 0n) };
    },
    after: (number) =>
      advices.some(({ advice, of }) => advice.number > number && (of === undefined || of === number)),
  };
}
