import { ApiError, createClient, each, NoAnswer } from '../../sdk/index.ts';
import type { Client, Operations } from '../../sdk/index.ts';

export { ApiError, each, NoAnswer };

/** What a call of the API answers. */
export type Answer<Id extends keyof Operations> = Operations[Id]['answer'];
/** What a call of the API takes. */
export type Input<Id extends keyof Operations> = Operations[Id]['input'];

let onSessionEnd: (why: string) => void = () => undefined;

/** Calls back when the server says that nobody is signed in any more, with its words. */
export function whenSessionEnds(then: (why: string) => void): void {
  onSessionEnd = then;
}

/** The session's cookie goes along by itself; the header shows that a script of this page has asked. */
const send: typeof fetch = async (input, init) => {
  const asked = input instanceof Request ? input.url : input.toString();
  const headers = new Headers(init?.headers);
  headers.set('x-console', '1');
  const response = await fetch(input, { ...init, headers, credentials: 'same-origin', cache: 'no-store' });
  if (response.status === 401 && !asked.endsWith('/console/session')) {
    const { message } = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { message?: string };
    if (message !== undefined && endings.test(message))
      onSessionEnd(noSession.test(message) ? 'This session has ended.' : message);
  }
  return response;
};

/** A key of too low a level is refused, too; that is no end. */
const endings = /session has ended|key was revoked|key has expired|is disabled|Send an API key/;

/** What the server says where the cookie is old, or gone: its words are for those who have a key. */
const noSession = /session has ended|Send an API key/;

export const api: Client = createClient({ url: globalThis.location.origin, fetch: send });

/** Of one intention: pressing a button twice, or again after no answer, does it once. */
export const newIdempotencyKey = (): string => crypto.randomUUID();
