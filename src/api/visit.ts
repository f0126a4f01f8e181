import type { KnownKey } from '../companies/index.ts';
import type { IdempotentRequest } from './idempotency/index.ts';
import type { PreparedRoute } from './prepare-route.ts';
import type { Caller } from './route.ts';

/** What is known of a request while it is served. The handler sees it as its caller. */
export interface Visit extends Omit<Caller, 'company' | 'key' | 'idempotencyKey'> {
  company: KnownKey['company'] | undefined;
  key: KnownKey['id'] | undefined;
  idempotencyKey: string | undefined;
  /** Kept only where there is an idempotency key. */
  bodyBytes: Buffer | undefined;
  /** Whether the body has characters that were written as escapes. */
  hasEscapes: boolean;
  readonly prepared: PreparedRoute | undefined;
  readonly startedAtMs: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Missing on requests that were refused before they reached a route. */
    visit: Visit | null | undefined;
  }
}

/** What a repeat of a request is known by, where it has an idempotency key and its route keeps anything under it. */
export const identityOf = (
  { method, url }: { readonly method: string; readonly url: string },
  { company, idempotencyKey: key, bodyBytes, prepared }: Visit,
): IdempotentRequest | undefined =>
  key === undefined || prepared?.keeps === undefined
    ? undefined
    : {
        scope: company ?? 'operator',
        key,
        contents: [method, url, bodyBytes ?? ''],
        keeps: prepared.keeps,
      };
