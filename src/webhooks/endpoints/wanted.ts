import { Failure } from '../../kernel/failures.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import type { AddressGuard } from '../address-guard.ts';
import { isFilter } from '../filters.ts';
import type { Endpoint, PayloadFormat, SignatureScheme } from '../types.ts';

/** What somebody may say of an endpoint; what is not said keeps its value, or gets its default. */
export interface EndpointWish {
  readonly url?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly description?: string | undefined;
  readonly filters?: readonly string[] | undefined;
  readonly format?: PayloadFormat | undefined;
  readonly ordered?: boolean | undefined;
  readonly decision?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly rateLimit?: number | null | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retrySchedule?: readonly number[] | null | undefined;
  readonly legacyKey?: string | null | undefined;
  readonly signatures?: readonly SignatureScheme[] | undefined;
}

/**
 * Refuses what no endpoint may have.
 *
 * @throws Failure VALIDATION_ERROR for what has no good form, VAL for an address where webhooks may not go
 */
export function checkWish(wish: EndpointWish, guard: AddressGuard): void {
  if (wish.url !== undefined) checkUrl(wish.url, guard);
  checkFilters(wish.filters ?? []);
  checkHeaders(wish.headers ?? {});
  if (wish.legacyKey !== undefined && wish.legacyKey !== null && !visible.test(wish.legacyKey))
    throw invalid('legacy_key', 'must be 1 to 1,024 visible ASCII characters');
}

/**
 * Taking the decision role for nobody's answer would decline every purchase that asks.
 *
 * @throws Failure VAL where an endpoint that is off is to get it
 */
export function checkRole(wished: Endpoint, hadIt: boolean): void {
  if (wished.decision && !hadIt && !wished.enabled)
    throw new Failure('VAL', 'A disabled endpoint cannot decide on purchases. Enable it first.');
}

/** @throws Failure VALIDATION_ERROR for what is no event type, nor the first parts of one */
export function checkFilters(filters: readonly string[]): void {
  for (const filter of filters)
    if (!isFilter(filter))
      throw invalid(
        'filters',
        `${JSON.stringify(filter.slice(0, 80))} is not an event type; see GET /webhooks/event-types`,
      );
}

function checkUrl(text: string, guard: AddressGuard): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw invalid('url', 'must be a URL such as https://example.com/webhooks');
  const why = guard.refusesUrl(url);
  if (why !== undefined) throw new Failure('VAL', why);
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
const visible = /^[\x20-\x7e]{1,1024}$/;

/** Ours, and those that belong to the connection (RFC 9110, 7.6.1). */
const reserved =
  /^(host|content-length|content-type|content-encoding|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|user-agent|webhook-.*|x-webhook-.*|x-request-timestamp|x-trace-id)$/i;

/** With ours they stay well within the 8 KiB that many servers take. */
const mostHeaders = 20;
const mostHeaderLength = 4096;

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  const all = Object.entries(headers);
  const seen = new Set<string>();
  for (const [name, value] of all) {
    checkHeader(name, value);
    if (seen.has(name.toLowerCase()))
      throw invalid('headers', `${name} is set twice; header names ignore case`);
    seen.add(name.toLowerCase());
  }
  const length = all.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (all.length > mostHeaders || length > mostHeaderLength)
    throw invalid(
      'headers',
      `must be at most ${mostHeaders}, with at most ${mostHeaderLength.toLocaleString('en')} characters in all`,
    );
}

function checkHeader(name: string, value: string): void {
  if (!token.test(name))
    throw invalid('headers', `${JSON.stringify(name.slice(0, 80))} is not a header name`);
  if (reserved.test(name))
    throw invalid('headers', `${name} cannot be set: it is reserved for the platform or for HTTP`);
  if (!visible.test(value) || value.trim() !== value)
    throw invalid('headers', `the value of ${name} must be 1 to 1,024 visible ASCII characters`);
}

const invalid = (field: string, message: string): Failure =>
  new Failure('VALIDATION_ERROR', `${field}: ${message}.`, [{ field, message }]);

export const redactHeaders = (headers: Readonly<Record<string, string>>): Record<string, Redacted<string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redacted(value)]));

/** An endpoint with what is wished changed. */
export const granted = (endpoint: Endpoint, wish: EndpointWish): Endpoint => ({
  ...endpoint,
  url: wish.url ?? endpoint.url,
  description: wish.description ?? endpoint.description,
  filters: wish.filters ?? endpoint.filters,
  format: wish.format ?? endpoint.format,
  ordered: wish.ordered ?? endpoint.ordered,
  decision: wish.decision ?? endpoint.decision,
  headers: wish.headers === undefined ? endpoint.headers : wishedHeaders(endpoint, wish.headers),
  rateLimit: wish.rateLimit === undefined ? endpoint.rateLimit : wish.rateLimit,
  timeoutMs: wish.timeoutMs ?? endpoint.timeoutMs,
  retrySchedule: wish.retrySchedule === undefined ? endpoint.retrySchedule : wish.retrySchedule,
  legacyKey: wish.legacyKey === undefined ? endpoint.legacyKey : wishedKey(endpoint, wish.legacyKey),
  signatures: [...new Set(wish.signatures ?? endpoint.signatures)],
});

const wishedHeaders = (
  { headers }: Endpoint,
  wished: Readonly<Record<string, string>>,
): Record<string, Redacted<string>> => {
  const known = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(wished).map(([name, value]) => [
      name,
      secretOf('headers', value, known.get(name.toLowerCase())),
    ]),
  );
};

const wishedKey = (endpoint: Endpoint, key: string | null): Redacted<string> | null =>
  key === null ? null : secretOf('legacy_key', key, endpoint.legacyKey ?? undefined);

/** What answers show in place of a secret. */
const redactedText = String(redacted(''));

/** Whoever sends back what was shown, with a change somewhere else, changes no secret. */
function secretOf(field: string, text: string, known: Redacted<string> | undefined): Redacted<string> {
  if (text !== redactedText) return redacted(text);
  if (known === undefined) throw invalid(field, `${redactedText} stands for a value, and there is none yet`);
  return known;
}
