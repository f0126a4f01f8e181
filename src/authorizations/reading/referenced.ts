import type { CardRef } from '../../cards/index.ts';
import type { Queries } from '../../platform/database.ts';
import { namedByKey, namedByNetworkId, namedByReference, type Named } from './reference-store.ts';
import { readEntryOfMessage } from '../store/entries-store.ts';
import { readTransactions } from '../store/transactions-store.ts';
import type { CardEntry, CardTransaction } from '../types.ts';

export { isAnswered, standsFor } from './reference-store.ts';

/** One way in which a message names the purchase that it belongs to. */
export type Clue =
  /** The keys of an earlier message may begin so; of several, one that ends in `preferably`. */
  | { readonly keyBegins: readonly string[]; readonly preferably: string }
  | { readonly networkTransactionId: string }
  /** The keys of its messages end so, and have `within` in them where it is not null. */
  | { readonly keyEnds: string; readonly within: string | null };

/** The purchase that a message belongs to, and the entry of the very message that it names. */
export interface Referenced {
  readonly transaction: CardTransaction;
  /** Where the message is not named by its key: the first entry. `undefined` while the company is still being asked. */
  readonly entry: CardEntry | undefined;
  /** Whether the message was named by its key. */
  readonly byKey: boolean;
}

/** Looks for the purchase of this card that a message of the network belongs to, by one clue after the other. */
export async function findReferenced(
  queries: Queries,
  ref: CardRef,
  clues: readonly Clue[],
): Promise<Referenced | undefined> {
  for (const clue of clues) {
    const named = await follow(queries, ref, clue);
    if (named === undefined) continue;
    const of = { company: ref.company, id: named.id };
    // In this order: what is decided by the first reading has its entry by the second.
    const [transaction] = await readTransactions(queries, [of]);
    if (transaction !== undefined) {
      const entry = await readEntryOfMessage(queries, of, named.key);
      return { transaction, entry, byKey: 'keyBegins' in clue };
    }
  }
  return undefined;
}

async function follow(queries: Queries, { company, card }: CardRef, clue: Clue): Promise<Named | undefined> {
  if ('networkTransactionId' in clue)
    return (await namedByNetworkId(queries, company, card, clue.networkTransactionId))[0];
  if ('keyEnds' in clue)
    return (await namedByReference(queries, company, card, clue.keyEnds, clue.within))[0];
  const found = await namedByKey(queries, company, card, clue.keyBegins);
  return found.find(({ key }) => key?.endsWith(clue.preferably)) ?? found[0];
}
