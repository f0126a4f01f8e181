import { hash } from 'node:crypto';
import { Failure } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import type { Database } from '../../platform/database.ts';
import { randomBytes } from '../../platform/random.ts';
import { expiryText } from '../controls/card-tries.ts';
import { lockLiving } from '../door.ts';
import { insertPage, takePage, type PageKind } from './page-store.ts';
import type { CardRef } from '../types.ts';
import type { Vault } from '../vault/index.ts';
import { cardKey, lockMany } from '../work.ts';

/** How long a page may be opened, in seconds of wall time. */
export const pageSeconds = 60;

/** What a page shows, once. */
export type CardSecrets =
  | {
      readonly shows: 'PAN';
      readonly holderName: string;
      readonly pan: Redacted<string>;
      readonly cvv: Redacted<string>;
      /** `MM/YY`. */
      readonly expiry: string;
    }
  | { readonly shows: 'PIN'; readonly holderName: string; readonly pin: Redacted<string> };

/**
 * Makes a page that shows a card's number or its PIN once, within a minute. The token that is answered opens it; only
 * its hash is stored.
 *
 * @throws Failure NOT_FOUND, VAL for a deleted card or one without a PIN
 */
export async function makePage(
  database: Database,
  vault: Vault,
  ref: CardRef,
  shows: PageKind,
): Promise<Redacted<string>> {
  const secret = randomBytes(32).toString('base64url');
  await vault.ready();
  await database.work(async (tx) => {
    await lockLiving(tx, ref);
    if (shows === 'PIN' && (await vault.revealPin(tx, ref)) === undefined)
      throw new Failure('VAL', 'This card has no PIN yet. Set one first.');
    await insertPage(tx, ref, shows, hashOf(secret), pageSeconds);
  });
  return redacted(`${ref.company}.${secret}`);
}

/**
 * What the page of this token shows; the token is used up by it.
 *
 * @throws Failure NOT_FOUND when it was opened before, has expired, or never was
 */
export async function openPage(database: Database, vault: Vault, token: string): Promise<CardSecrets> {
  const [company = '', secret = ''] = token.split('.');
  if (!isId('company', company)) throw gone();
  await vault.ready();
  const shown = await database.work(async (tx): Promise<CardSecrets | undefined> => {
    const page = await takePage(tx, company, hashOf(secret));
    if (page === undefined) return undefined;
    const ref = { company, card: page.card };
    // Held while it is read, so that number, CVV and date are of one version.
    const card = (await lockMany(tx, [ref])).get(cardKey(ref));
    if (card === undefined || card.deletedAt !== null) return undefined;
    const { holderName } = card;
    if (page.shows === 'PIN') {
      const pin = await vault.revealPin(tx, ref);
      return pin && { shows: 'PIN', holderName, pin };
    }
    const pan = await vault.reveal(tx, ref);
    const cvv = await vault.cvv({ ...ref, panVersion: card.panVersion, expiresAt: card.expiresAt });
    return { shows: 'PAN', holderName, pan, cvv, expiry: expiryText(card) };
  });
  // Also of what is not shown the token is used up.
  if (shown === undefined) throw gone();
  return shown;
}

const gone = (): Failure =>
  new Failure('NOT_FOUND', 'This page was already opened or has expired. Request a new one.');

const hashOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');
