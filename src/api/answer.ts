import type { OutgoingHttpHeader } from 'node:http';
import type { PlainAnswer } from './route.ts';

/** What goes out: a status, headers beside the general ones, and a body that is complete. */
export interface Answer {
  readonly status: number;
  readonly headers?: readonly string[];
  /** Undefined is an empty body. */
  readonly text: string | undefined;
}

export const isPlain = (value: unknown): value is PlainAnswer =>
  typeof value === 'object' && value !== null && (value as Partial<PlainAnswer>).plain === true;

/** An answer that is not JSON. */
export const plain = (
  headers: PlainAnswer['headers'],
  body: PlainAnswer['body'],
  status?: number,
): PlainAnswer => ({ plain: true, headers, body, ...(status !== undefined && { status }) });

/**
 * The headers that every answer has. Nothing here is meant to be shown in a page, framed, guessed at or kept by a
 * browser or a proxy.
 */
export function securityHeaders(production: boolean): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(production && { 'strict-transport-security': 'max-age=31536000' }),
  };
}

/**
 * The `WWW-Authenticate` that a 401 must have (RFC 9110, 11.6.1). No scheme that is registered is an API key in a header of its own; and
 * of those that browsers know, they ask whoever is in front of them for a password.
 */
export const authenticate = 'ApiKey realm="Cardwright", header="x-api-key"';

/** As Node writes them fastest: names and values in one list. */
export const flat = (headers: Readonly<Record<string, string>>): OutgoingHttpHeader[] =>
  Object.entries(headers).flat();
