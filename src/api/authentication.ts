import { hash, timingSafeEqual } from 'node:crypto';
import type { KeyRing, KnownKey } from '../companies/index.ts';
import { Failure } from '../kernel/failures.ts';
import type { Redacted } from '../kernel/redacted.ts';
import { wallClock } from '../platform/clock.ts';
import type { Access } from './route.ts';

/** Decides whether a request may pass: the key it is made with, or undefined for the operator and the public. */
export type Admit = (
  access: Access,
  keyText: string | undefined,
  address: string,
) => KnownKey | undefined | Promise<KnownKey | undefined>;

const levels = { 1: '1 (read)', 2: '2 (operational)', 3: '3 (admin)' } as const;

const unknownKey = 'This API key is not valid.';

/**
 * Makes the gatekeeper. Whoever shows a key that exists is told what it lacks; an unknown key and a wrong one look alike.
 *
 * @throws Failure (from the gatekeeper) API_ERROR
 */
export function gatekeeper(keys: KeyRing, operatorKey: Redacted<string>): Admit {
  const operatorHash = digest(operatorKey.reveal());
  return (access, text, address) => {
    if (access.kind === 'public') return undefined;
    if (text === undefined || text === '') throw refusal('Send an API key in the x-api-key header.');
    if (access.kind === 'operator') {
      // Digests have one length, so that the comparison takes the same time whatever was sent.
      if (!timingSafeEqual(digest(text), operatorHash)) throw refusal('This takes the operator key.');
      return undefined;
    }
    const found = keys.find(text);
    return found instanceof Promise
      ? found.then((key) => examine(key, access, address))
      : examine(found, access, address);
  };
}

function examine(key: KnownKey | undefined, access: Access & { kind: 'company' }, address: string): KnownKey {
  if (key === undefined) throw refusal(unknownKey);
  if (key.revoked) throw refusal('This API key was revoked.');
  if (key.endsAtMs <= wallClock.now().getTime()) throw refusal('This API key has expired.');
  if (!key.companyEnabled) throw refusal('The company of this API key is disabled.');
  if (key.allows !== undefined && !key.allows(address))
    throw refusal(`This API key may not be used from the address ${address}.`);
  if (!key.products.has(access.product))
    throw refusal(`This API key is not for the product ${access.product}.`);
  if (key.level < access.level)
    throw refusal(
      `This takes an API key of level ${levels[access.level]}; this one has level ${levels[key.level]}.`,
    );
  return key;
}

const refusal = (message: string): Failure => new Failure('API_ERROR', message);

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
