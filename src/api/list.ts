import type { ListPart } from '../kernel/pages.ts';
import { writeJson } from './json.ts';

/**
 * A JSON array that is written while it is read, as nobody knows how long it is. Between its parts it holds nothing but the id of
 * its last item: no connection to the database, no rows.
 */
export interface ListAnswer {
  /** The text of what was read first, without the bracket at its end. */
  readonly begins: string;
  /** The text of the next part; `undefined` behind the last one. */
  readonly next: () => Promise<string | undefined>;
}

/** So many items are read at a time. */
export const listPart = 100;

const lists = new WeakSet<object>();

export const isList = (value: unknown): value is ListAnswer =>
  typeof value === 'object' && value !== null && lists.has(value);

/**
 * Answers a list as the contract has it, in one array, in the order of its ids. One that fits into a part is answered like any other
 * value; a longer one part by part, each as it is when its turn comes: what was there when the list began and still is comes
 * once, what is made meanwhile may come.
 *
 * @throws what reading the first part throws
 */
export async function listOf<T extends { readonly id: string }>(
  read: (part: ListPart) => Promise<readonly T[]>,
  show: (items: readonly T[]) => readonly unknown[] | Promise<readonly unknown[]>,
): Promise<readonly unknown[] | ListAnswer> {
  const first = await read({ size: listPart });
  const shown = await show(first);
  if (first.length < listPart) return shown;
  let after = first.at(-1)?.id;
  const answer: ListAnswer = {
    begins: writeJson(shown).slice(0, -1),
    async next() {
      if (after === undefined) return undefined;
      const items = await read({ after, size: listPart });
      after = items.length < listPart ? undefined : items.at(-1)?.id;
      const text = items.length === 0 ? '' : `,${writeJson(await show(items)).slice(1, -1)}`;
      return after === undefined ? `${text}]` : text;
    },
  };
  lists.add(answer);
  return answer;
}
