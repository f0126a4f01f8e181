import { Failure, notFound } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import { formatInstant } from '../../kernel/time.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { firstOutside, isOnList } from './address-list.ts';
import { recordAudit } from '../audit/audit.ts';
import { hashOfKey, prefixOfKey } from './key-text.ts';
import {
  endKeyTexts,
  insertKey,
  insertKeyText,
  lockKey,
  raiseKeyVersion,
  readAdministrators,
  findKey,
  updateKey,
} from './keys-store.ts';
import { lockCompany } from '../store.ts';
import type { Actor, ApiKey, Level, Product } from '../types.ts';

/** What a key may do, as whoever administers keys chooses it. */
export interface KeyTerms {
  readonly name: string;
  readonly level: Level;
  readonly products: readonly Product[];
  /** Addresses and networks (CIDR); empty is any. */
  readonly allowedIps: readonly string[];
  /** Null is never. */
  readonly expiresAt: Date | null;
}

/**
 * Creates a key. The text is known to the caller alone; only its hash is kept.
 *
 * @throws Failure VAL when it could do more than the key it is created with, from elsewhere, or longer
 */
export async function createKey(
  tx: Tx,
  company: Id<'company'>,
  terms: KeyTerms,
  text: Redacted<string>,
  by: Actor,
): Promise<ApiKey> {
  await lockCompany(tx, company);
  await refuseMoreThanOwn(tx, company, terms, terms, by);
  const key: ApiKey = {
    ...terms,
    id: newId('key'),
    company,
    prefix: prefixOfKey(text.reveal()),
    createdAt: wallClock.now(),
    lastUsedAt: null,
    revokedAt: null,
  };
  await insertKey(tx, key);
  await insertKeyText(tx, company, key.id, hashOfKey(text.reveal()));
  await recordAudit(tx, { company, by, action: 'createKey', subject: key.id, after: shown(key) });
  return key;
}

/**
 * Changes what a key may do, everywhere within a second.
 *
 * @throws Failure NOT_FOUND; VAL when it is revoked, when it can or could do more than the key it is changed with, or
 * when nobody would be left to administer the company's keys, now or once those that expire have
 */
export async function changeKey(
  tx: Tx,
  company: Id<'company'>,
  id: Id<'key'>,
  terms: Partial<KeyTerms>,
  by: Actor,
): Promise<ApiKey> {
  const key = await keyToChange(tx, company, id, by);
  if (key.revokedAt !== null) throw new Failure('VAL', 'This key was revoked. Create a new one.');
  const changed = { ...key, ...terms };
  const raised =
    changed.level > key.level || changed.products.some((product) => !key.products.includes(product));
  // Whoever is bound may take something from a key that is not, and give something only to one that is bound alike.
  await refuseMoreThanOwn(tx, company, changed, raised ? changed : terms, by);
  await updateKey(tx, changed);
  await refuseNobodyLeft(tx, key, changed, 'Create another key that can administer keys first.', by);
  await recordAudit(tx, {
    company,
    by,
    action: 'updateKey',
    subject: id,
    before: shown(key),
    after: shown(changed),
  });
  await raiseKeyVersion(tx);
  return changed;
}

/**
 * Gives a key a new text; the old one works for `overlapSeconds` more, so that it can be exchanged without a gap.
 *
 * @throws Failure NOT_FOUND; VAL when it is revoked or has expired, or can do more than the key it is rotated with, from elsewhere, or
 * longer
 */
export async function rotateKey(
  tx: Tx,
  company: Id<'company'>,
  id: Id<'key'>,
  text: Redacted<string>,
  overlapSeconds: number,
  by: Actor,
): Promise<ApiKey> {
  const key = await keyToChange(tx, company, id, by);
  const now = wallClock.now();
  if (key.revokedAt !== null) throw new Failure('VAL', 'This key was revoked. Create a new one.');
  if (key.expiresAt !== null && key.expiresAt <= now)
    throw new Failure('VAL', 'This key has expired. Set a later expires_at first, or create a new one.');
  // Its new text is for whoever asks.
  await refuseMoreThanOwn(tx, company, key, key, by);
  const until = new Date(now.getTime() + overlapSeconds * 1_000);
  await endKeyTexts(tx, company, id, until);
  await insertKeyText(tx, company, id, hashOfKey(text.reveal()));
  const rotated = { ...key, prefix: prefixOfKey(text.reveal()) };
  await updateKey(tx, rotated);
  await recordAudit(tx, {
    company,
    by,
    action: 'rotateKey',
    subject: id,
    before: { prefix: key.prefix },
    after: { prefix: rotated.prefix, old_text_works_until: formatInstant(until) },
  });
  await raiseKeyVersion(tx);
  return rotated;
}

/**
 * Revokes a key: it works nowhere within a second. Doing it twice changes nothing.
 *
 * @throws Failure NOT_FOUND; VAL when it can do more than the key it is revoked with, or when nobody would be left to
 * administer the company's keys
 */
export async function revokeKey(tx: Tx, company: Id<'company'>, id: Id<'key'>, by: Actor): Promise<ApiKey> {
  const key = await keyToChange(tx, company, id, by);
  if (key.revokedAt !== null) return key;
  const revoked = { ...key, revokedAt: wallClock.now() };
  await updateKey(tx, revoked);
  await refuseNobodyLeft(
    tx,
    key,
    revoked,
    'Create another key that can administer keys first, or rotate this one with overlap_seconds 0.',
    by,
  );
  await recordAudit(tx, {
    company,
    by,
    action: 'revokeKey',
    subject: id,
    before: { revoked_at: null },
    after: { revoked_at: formatInstant(revoked.revokedAt) },
  });
  await raiseKeyVersion(tx);
  return revoked;
}

/** The key, locked; the company first, so that two last administrators cannot remove each other. */
async function keyToChange(tx: Tx, company: Id<'company'>, id: Id<'key'>, by: Actor): Promise<ApiKey> {
  await lockCompany(tx, company);
  const key = await lockKey(tx, company, id);
  if (key === undefined) throw notFound('key');
  await refuseMoreThanOwn(tx, company, key, {}, by);
  return key;
}

/** What a key is bound to; what is left out is not looked at. */
type Bounds = Partial<Pick<KeyTerms, 'allowedIps' | 'expiresAt'>>;

/** Nobody reaches by way of a key that they make, change or rotate what their own does not open; a revoked one opens nothing. */
async function refuseMoreThanOwn(
  tx: Tx,
  company: Id<'company'>,
  terms: Pick<KeyTerms, 'level' | 'products'>,
  bounds: Bounds,
  by: Actor,
): Promise<void> {
  if (by.actor === 'operator' || by.actor === 'system') return;
  const own = await findKey(tx, company, by.actor);
  if (own === undefined) throw notFound('key');
  // The process that let it in may have trusted it for its last second; what it made would outlive it.
  if (own.revokedAt !== null) throw new Failure('API_ERROR', 'This API key was revoked.');
  const missing = terms.products.filter((product) => !own.products.includes(product));
  if (missing.length > 0)
    throw new Failure('VAL', `Your own key is not for ${missing.join(', ')}; use a key that is.`);
  if (terms.level > own.level) throw new Failure('VAL', `Your own key has only level ${own.level}.`);
  refuseLooser(own, bounds);
}

/** What came by a key that leaked must not work from elsewhere, nor longer than that key. */
function refuseLooser(own: ApiKey, { allowedIps, expiresAt }: Bounds): void {
  if (allowedIps !== undefined && own.allowedIps.length > 0) {
    const list = own.allowedIps.join(', ');
    if (allowedIps.length === 0)
      throw new Failure('VAL', `Keep allowed_ips within those of your own key: ${list}.`);
    const outside = firstOutside(allowedIps, own.allowedIps);
    if (outside !== undefined)
      throw new Failure(
        'VAL',
        `Keep allowed_ips within those of your own key: ${outside} is not in ${list}.`,
      );
  }
  if (expiresAt !== undefined && own.expiresAt !== null && (expiresAt === null || expiresAt > own.expiresAt))
    throw new Failure(
      'VAL',
      `Set expires_at no later than that of your own key: ${formatInstant(own.expiresAt)}.`,
    );
}

const lastsAsAdministrator = ({ level, products, expiresAt, revokedAt }: ApiKey): boolean =>
  level === 3 && products.includes('management') && expiresAt === null && revokedAt === null;

/** To be asked when the change is written: the company has nobody to give it a key, should it lose all its own. */
async function refuseNobodyLeft(
  tx: Tx,
  before: ApiKey,
  after: ApiKey,
  advice: string,
  by: Actor,
): Promise<void> {
  const left = await readAdministrators(tx, before.company);
  if (left.length === 0) throw new Failure('VAL', `This is the last key that can administer keys. ${advice}`);
  if (!lastsAsAdministrator(before)) return;
  const lasting = left.filter((key) => key.lasting);
  if (lasting.length === 0 && !lastsAsAdministrator(after))
    throw new Failure(
      'VAL',
      'This is the last key without expires_at that can administer keys: once the others expire, nobody could. Create another such key first.',
    );
  // Of addresses that are wrong the company learns when it is too late; the caller's own is one that it has.
  const { address } = by;
  if (address === undefined || by.actor === 'operator' || by.actor === 'system') return;
  const worksHere = (key: Pick<ApiKey, 'allowedIps'>): boolean =>
    key.allowedIps.length === 0 || isOnList(address, key.allowedIps);
  if (worksHere(before) && !lasting.some(worksHere))
    throw new Failure(
      'VAL',
      `After this, no key without expires_at could administer keys from your own address, ${address}. If the other addresses are wrong, nobody could. Keep yours in allowed_ips, or create another such key first.`,
    );
}

/** A key as the audit log keeps it. */
const shown = (key: ApiKey): Record<string, unknown> => ({
  name: key.name,
  level: key.level,
  products: key.products,
  allowed_ips: key.allowedIps,
  expires_at: key.expiresAt && formatInstant(key.expiresAt),
});
