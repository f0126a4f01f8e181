import type { WebhookEvent } from './schema.ts';

/** The headers of a webhook as any framework gives them: a plain object in any case of letters, or `Headers`. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A webhook that was not sent by the holder of the secret, was changed on the way, or is too old. Answer it with 401. */
export class SignatureMismatch extends Error {
  override readonly name = 'SignatureMismatch';
}

/** How far the sender's clock may be from ours, and how old a webhook may be. Standard Webhooks, 1.0. */
const toleranceSeconds = 300;

/**
 * Checks a webhook by the endpoint's secret (Standard Webhooks 1.0, `v1`) and reads it. Receivers see each event at least
 * once: do nothing for an `operation_id` that was seen before. The type is that of an endpoint's usual format, `operation`; where an
 * endpoint has `product`, read the members as that format names them.
 *
 * @param secret `whsec_…`, or several of them while one is being rotated
 * @param body exactly as it came: text or bytes, before any JSON parser has touched it
 * @throws SignatureMismatch
 * @throws TypeError for a secret that is none, such as one of an environment variable that is not set, and for a body that was read
 */
export async function verifyWebhook(
  secret: string | readonly string[],
  headers: WebhookHeaders,
  body: string | Uint8Array,
): Promise<WebhookEvent> {
  if (typeof body !== 'string' && !ArrayBuffer.isView(body))
    throw new TypeError('Give the body as it came, text or bytes, before any JSON parser has touched it.');
  const keys = await Promise.all([secret].flat().map(hmacKey));
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');
  if (id === undefined || timestamp === undefined || signatures === undefined)
    throw new SignatureMismatch('This is no webhook: webhook-id, -timestamp or -signature is missing.');
  const ageSeconds = Date.now() / 1_000 - Number(timestamp);
  if (!(Math.abs(ageSeconds) <= toleranceSeconds))
    throw new SignatureMismatch('The webhook is too old, or the clocks differ by more than five minutes.');

  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`);
  const given = signatures.split(' ').flatMap((part) => (part.startsWith('v1,') ? [part.slice(3)] : []));
  for (const key of keys)
    for (const signature of given) {
      const bytes = fromBase64(signature);
      if (bytes !== undefined && (await crypto.subtle.verify('HMAC', key, bytes, signed)))
        return JSON.parse(text) as WebhookEvent;
    }
  throw new SignatureMismatch('The signature is not of this secret, or the body was changed on the way.');
}

function header(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === 'object' ? found[0] : found;
}

async function hmacKey(secret: string | undefined) {
  const bytes = fromBase64(secret?.replace(/^whsec_/, '') ?? '');
  if (bytes === undefined || bytes.length === 0)
    throw new TypeError('A webhook secret is whsec_ and base64.');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
