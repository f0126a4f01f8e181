import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Answer } from './api.ts';

export type Session = Answer<'getConsoleSession'>;
export type SignedIn = NonNullable<Session['signed_in']>;
export type Product = NonNullable<SignedIn['key']>['products'][number];

/** Who is signed in; asked once, and again when the server says that it has ended. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => api.getConsoleSession(),
  staleTime: Infinity,
});

/** Why the session ended, where it was not signed out of: in the words of the server. Beside the session, so that it goes with it. */
export const endedKey = ['session-ended'] as const;

const tabs = new BroadcastChannel('cardwright-session');

/** The cookie is the same in all tabs of a browser: the others are told when somebody else is signed in, or nobody. */
export function tellOtherTabs(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin (WHATWG HTML, 9.5)
  tabs.postMessage('changed');
}

/** Calls back when another tab has signed in or out. */
export function whenOtherTabChanges(then: () => void): void {
  tabs.addEventListener('message', then);
}

export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** Whether what is signed in may do something of a product; the server decides, this only spares a click. */
export function useMay(): (product: Product, level?: 1 | 2 | 3) => boolean {
  const { signed_in: signedIn } = useSession();
  return (product, level = 1) =>
    signedIn?.key !== null &&
    signedIn?.key !== undefined &&
    signedIn.key.level >= level &&
    signedIn.key.products.includes(product);
}

export const useIsOperator = (): boolean => useSession().signed_in?.as === 'operator';
