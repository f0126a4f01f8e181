import { z } from 'zod';

/** A page of a list of ours. */
export const pageSchema = <S extends z.ZodType>(item: S) =>
  z.object({
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to get the next page; null on the last page.'),
  });

/**
 * The page that `found` begins, whose cursor is the id of its last item.
 *
 * @param found one more than the page has room for, where there are more
 */
export function pageOf<T extends { readonly id: string }, S>(
  found: readonly T[],
  size: number,
  show: (item: T) => S,
): { data: S[]; next_cursor: string | null } {
  const page = found.slice(0, size);
  return { data: page.map(show), next_cursor: found.length > size ? (page.at(-1)?.id ?? null) : null };
}
