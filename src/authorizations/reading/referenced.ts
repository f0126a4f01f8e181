import type { CardRef } from '../../cards/index.ts';
import type { Queries } from '../../platform/database.ts';
import { namedByKey, namedByNetworkId, namedByReference, type Named } from './reference-store.ts';
import { readEntryOfMessage } from '../store/entries-store.ts';
import { readTransactions } from '../store/transactions-store.ts';
import type { CardEntry, CardTransaction } from '../types.ts';

export { isAnswered, isReversedFirst, standsFor, type Named } from './reference-store.ts';

/** One way in which a message names the purchase that it belongs to. */
export type Clue =
  /** The keys of an earlier message may begin so; of several, one that ends in `preferably`. */
  | { readonly keyBegins: readonly string[]; readonly preferably: string }
  | { readonly networkTransactionId: string }
  /** The keys of its messages end so. */
  | { readonly keyEnds: string }
  /** The key of the message ends so and has `within` in it; what stands before its first blank, that with it, is one of these, best first. */
  | { readonly keyEnds: string; readonly within: string; readonly spaces: readonly string[] };

/** What a message was looked up by, best first, and what that led to. */
export interface LookedUp {
  readonly clues: readonly Clue[];
  readonly found: Named | undefined;
}

/** The purchase that a message belongs to, and the entry of the very message that it names. */
export interface Referenced {
  readonly transaction: CardTransaction;
  /** Where the message is not named by its key: the first entry. `undefined` while the company is still being asked. */
  readonly entry: CardEntry | undefined;
  /** Whether the message was named by its key. */
  readonly byKey: boolean;
  /** How that led there. */
  readonly named: Named;
}

/** Looks for the purchase of this card that a message of the network belongs to, by one clue after the other. */
export async function findReferenced(
  queries: Queries,
  ref: CardRef,
  clues: readonly Clue[],
): Promise<Referenced | undefined> {
  const named = await findNamed(queries, ref, clues);
  if (named === undefined) return undefined;
  const of = { company: ref.company, id: named.id };
  // In this order: what is decided by the first reading has its entry by the second.
  const [transaction] = await readTransactions(queries, [of]);
  if (transaction === undefined) return undefined;
  const entry = await readEntryOfMessage(queries, of, named.key);
  return { transaction, entry, byKey: named.byKey, named };
}

interface Led extends Named {
  readonly byKey: boolean;
}

/** Where the best of these clues leads that leads anywhere. */
export async function findNamed(
  queries: Queries,
  ref: CardRef,
  clues: readonly Clue[],
): Promise<Led | undefined> {
  for (const [at, clue] of clues.entries()) {
    const named = await follow(queries, ref, clue);
    if (named === undefined) continue;
    // What a better one leads to may have come while the others were followed.
    const better = at === 0 ? undefined : await findNamed(queries, ref, clues.slice(0, at));
    return better ?? { ...named, byKey: 'keyBegins' in clue || 'within' in clue };
  }
  return undefined;
}

async function follow(queries: Queries, { company, card }: CardRef, clue: Clue): Promise<Named | undefined> {
  if ('networkTransactionId' in clue)
    return (await namedByNetworkId(queries, company, card, clue.networkTransactionId))[0];
  if ('within' in clue) {
    const { keyEnds, within, spaces } = clue;
    const found = await namedByReference(queries, company, card, keyEnds, within);
    return spaces.flatMap(
      (space) => found.find(({ key }) => key !== null && spaceOf(key) === space) ?? [],
    )[0];
  }
  if ('keyEnds' in clue) return (await namedByReference(queries, company, card, clue.keyEnds, null))[0];
  const found = await namedByKey(queries, company, card, clue.keyBegins);
  return found.find(({ key }) => key?.endsWith(clue.preferably)) ?? found[0];
}

const spaceOf = (key: string): string => key.slice(0, key.indexOf(' ') + 1);
