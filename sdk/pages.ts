import type { CallOptions } from './client.ts';

/** What the answer of a list has one page of. */
type ItemOf<Answer> = Answer extends { readonly data: readonly (infer Item)[] }
  ? Item
  : Answer extends { readonly movements: readonly (infer Item)[] }
    ? Item
    : never;

/**
 * Everything in a list, page by page, as it is asked for: those with `next_cursor`, with `paging_state_token`, and with
 * `next_page`.
 *
 *     for await (const key of each(cardwright.listKeys)) console.log(key.name);
 *
 * @param input what the list takes: filters, and the `size` of a page
 */
export async function* each<List extends (input: never, options?: CallOptions) => Promise<unknown>>(
  list: List,
  input?: Parameters<List>[0],
  options?: CallOptions,
): AsyncGenerator<ItemOf<Awaited<ReturnType<List>>>> {
  type Item = ItemOf<Awaited<ReturnType<List>>>;
  let page: Page | undefined;
  do {
    const next = page === undefined ? undefined : nextOf(page);
    page = (await list({ ...(input as object | undefined), ...next } as never, options)) as Page;
    yield* (page.data ?? page.movements ?? []) as readonly Item[];
  } while (nextOf(page) !== undefined);
}

interface Page {
  readonly data?: readonly unknown[];
  readonly movements?: readonly unknown[];
  readonly next_cursor?: string | null;
  readonly paging_state_token?: string | null;
  readonly next_page?: number | null;
}

/** What names the next page; undefined after the last. */
function nextOf({ next_cursor: cursor, paging_state_token: token, next_page: number }: Page) {
  if (typeof cursor === 'string') return { cursor };
  if (typeof token === 'string') return { paging_state_token: token };
  return typeof number === 'number' ? { page_number: number } : undefined;
}
