import { hash, timingSafeEqual } from 'node:crypto';
import { isSessionText } from '../companies/index.ts';
import type { KeyRing, KnownKey, Sessions } from '../companies/index.ts';
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

const endedSession = 'This session has ended. Sign in again.';

/** What a request was made with, and how it is refused where there is no such thing, and where its time is over. */
const credentials = {
  key: { unknown: 'This API key is not valid.', over: 'This API key has expired.' },
  // What ends first of a session and its key ends the session.
  session: { unknown: endedSession, over: endedSession },
} as const;
type Credential = keyof typeof credentials;

/**
 * Makes the gatekeeper. Whoever shows a key that exists is told what it lacks; an unknown key and a wrong one look alike.
 *
 * @throws Failure (from the gatekeeper) API_ERROR
 */
export function gatekeeper(
  keys: KeyRing,
  operatorKey: Redacted<string>,
  sessions: Pick<Sessions, 'find'>,
): Admit {
  const isOperator = operatorCheck(operatorKey);
  return (access, text, address) => {
    if (access.kind === 'public') return undefined;
    if (text === undefined || text === '') throw refusal('Send an API key in the x-api-key header.');
    const session = isSessionText(text);
    if (access.kind === 'operator') {
      if (session) return admitOperator(sessions, isOperator, text);
      if (!isOperator.text(text)) throw refusal('This requires the operator key.');
      return undefined;
    }
    const shown = session ? 'session' : 'key';
    const found = keys.find(text);
    return found instanceof Promise
      ? found.then((key) => admitKey(key, access, address, shown))
      : admitKey(found, access, address, shown);
  };
}

async function admitOperator(
  sessions: Pick<Sessions, 'find'>,
  isOperator: OperatorCheck,
  text: string,
): Promise<undefined> {
  const found = await sessions.find(text);
  if (found === undefined) throw refusal(endedSession);
  // A session that was opened with an operator key of before ends with it.
  if (found.holder.kind !== 'operator' || !isOperator.keyHash(found.keyHash))
    throw refusal('This requires the operator key.');
}

export interface OperatorCheck {
  /** Whether this is the operator's key. */
  text(text: string): boolean;
  /** Whether this is its SHA-256, hex. */
  keyHash(hash: string): boolean;
}

/** Digests have one length, so that the comparison takes the same time whatever was sent. */
export function operatorCheck(operatorKey: Redacted<string>): OperatorCheck {
  const expected = digest(operatorKey.reveal());
  return {
    text: (text) => timingSafeEqual(digest(text), expected),
    keyHash: (hash) => hash === expected.toString('hex'),
  };
}

/**
 * Refuses a key that opens nothing, or not from this address.
 *
 * @throws Failure API_ERROR
 */
export function examineKey(key: KnownKey | undefined, address: string, shown: Credential = 'key'): KnownKey {
  const { unknown, over } = credentials[shown];
  if (key === undefined) throw refusal(unknown);
  if (key.revoked) throw refusal('This API key was revoked.');
  if (key.endsAtMs <= wallClock.now().getTime()) throw refusal(over);
  if (!key.companyEnabled) throw refusal('The company of this API key is disabled.');
  if (key.allows !== undefined && !key.allows(address))
    throw refusal(`This API key may not be used from the address ${address}.`);
  return key;
}

function admitKey(
  found: KnownKey | undefined,
  access: Access & { kind: 'company' },
  address: string,
  shown: Credential,
): KnownKey {
  const key = examineKey(found, address, shown);
  if (!key.products.has(access.product))
    throw refusal(`This API key is not for the product ${access.product}.`);
  if (key.level < access.level)
    throw refusal(
      `This requires an API key of level ${levels[access.level]}; this one has level ${levels[key.level]}.`,
    );
  return key;
}

export const refusal = (message: string): Failure => new Failure('API_ERROR', message);

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
