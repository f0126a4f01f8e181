import type { IncomingHttpHeaders } from 'node:http';

/** What a script of our own page sends with each request: a page of another origin cannot, without being asked first. */
export const consoleHeader = 'x-console';

/**
 * The name of the cookie. In production browsers hold it to HTTPS and to this host alone by its name (RFC 6265bis,
 * 4.1.3.2); a sandbox has no HTTPS.
 */
const cookieName = (production: boolean): string =>
  production ? '__Host-cardwright_session' : 'cardwright_session';

/**
 * What a request is made with: an API key, or the session of the console. The cookie alone opens nothing, since a browser
 * sends it by itself: with it must come a header that only a script of the console's own origin can add.
 */
export function credentialOf(headers: IncomingHttpHeaders, production: boolean): string | undefined {
  const key = headers['x-api-key'];
  if (key !== undefined) return typeof key === 'string' ? key : undefined;
  if (headers.cookie === undefined || headers[consoleHeader] !== '1') return undefined;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' ? sessionIn(headers.cookie, production) : undefined;
}

/** The text of the session in a `Cookie` header (RFC 6265, 4.2.1). */
function sessionIn(cookies: string, production: boolean): string | undefined {
  const start = `${cookieName(production)}=`;
  return cookies
    .split('; ')
    .find((cookie) => cookie.startsWith(start))
    ?.slice(start.length);
}

/** The `Set-Cookie` that keeps a session until it ends, or, without one, takes the cookie away. */
export function sessionCookie(
  production: boolean,
  session: { readonly text: string; readonly seconds: number } = { text: '', seconds: 0 },
): string {
  const parts = [
    `${cookieName(production)}=${session.text}`,
    'Path=/',
    `Max-Age=${session.seconds}`,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(production ? ['Secure'] : [])].join('; ');
}
