import { createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { sign } from '../streams/forward.ts';

/** What was looked at, in words: the receiver who asks has a signature that does not fit, and wants to know why. */
export interface Checked {
  readonly valid: boolean;
  /** null when the signature does not fit. */
  readonly scheme: 'v1' | 'v1a' | null;
  /** By the headers; null where they are missing. */
  readonly id: string | null;
  readonly age_seconds: number | null;
  readonly problems: readonly string[];
}

export interface Signed {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came. */
  readonly body: Buffer;
}

/** How far clocks may differ, and how old a webhook may be. Standard Webhooks 1.0. */
const toleranceSeconds = 300;

/**
 * Checks a message as Standard Webhooks 1.0 says.
 *
 * @param keys `whsec_…` for `v1`, `whpk_…` for `v1a`
 * @param now null: whenever it was sent
 */
export function checkSignature(
  { headers, body }: Signed,
  keys: readonly string[],
  now: Date | null,
): Checked {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  const problems: string[] = [];
  const seconds = timestamp === undefined ? NaN : Number(timestamp);
  const age = now === null || Number.isNaN(seconds) ? null : Math.round(now.getTime() / 1000 - seconds);
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
    if (headers[name] === undefined) problems.push(`The header ${name} is missing.`);
  if (timestamp !== undefined && !/^\d+$/.test(timestamp))
    problems.push('webhook-timestamp is not a Unix time in seconds.');
  if (age !== null && Math.abs(age) > toleranceSeconds)
    problems.push(`It was sent ${age} s ago; receivers refuse anything more than ${toleranceSeconds} s old.`);

  let scheme: Checked['scheme'] = null;
  if (id !== undefined && timestamp !== undefined && signatures !== undefined) {
    const given = signatures.split(' ').filter((one) => one !== '');
    const fits = (bytes: Buffer): Checked['scheme'] =>
      schemeThatFits(keys, given, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), bytes]));
    scheme = fits(body);
    if (scheme === null) problems.push(whyNot(fits, body));
  }
  return { valid: problems.length === 0, scheme, id: id ?? null, age_seconds: age, problems };
}

function schemeThatFits(
  keys: readonly string[],
  given: readonly string[],
  content: Buffer,
): Checked['scheme'] {
  for (const key of keys) {
    if (key.startsWith('whpk_')) {
      if (given.some((one) => one.startsWith('v1a,') && fitsKey(key, one.slice(4), content))) return 'v1a';
    } else {
      const wanted = Buffer.from(sign(key, content));
      const fits = (one: string): boolean => {
        const bytes = Buffer.from(one);
        return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
      };
      if (given.some(fits)) return 'v1';
    }
  }
  return null;
}

function fitsKey(publicKey: string, signature: string, content: Buffer): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, content, key, Buffer.from(signature, 'base64'));
}

/** The mistakes that are made most: the body is not what came over the wire. */
function whyNot(fits: (body: Buffer) => Checked['scheme'], body: Buffer): string {
  const text = body.toString();
  if (fits(Buffer.from(text.replace(/\r?\n$/, ''))) !== null)
    return 'The signature matches without the newline at the end of the body: something in between, or an editor, added it.';
  try {
    if (fits(Buffer.from(JSON.stringify(JSON.parse(text)))) !== null)
      return 'The signature matches the same JSON without spaces: the body was parsed and serialized again before it was checked.';
  } catch {
    return 'The signature does not match, and the body is not valid JSON: part of it is missing.';
  }
  return 'The signature does not match: it was made with another secret, or the id, timestamp or body was changed.';
}
