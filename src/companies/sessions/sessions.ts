import type { Redacted } from '../../kernel/redacted.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { recordAudit } from '../audit/audit.ts';
import type { Audited } from '../audit/audit.ts';
import { digestOf, isSessionText, newLinkText, newSessionText } from './session-text.ts';
import {
  findKeyBySession,
  findSession,
  forgetEnded,
  insertLink,
  insertSession,
  removeSession,
  takeLink,
} from './sessions-store.ts';
import { findKeyByHash, raiseKeyVersion } from '../keys/keys-store.ts';
import type { KeyRecord } from '../keys/keys-store.ts';
import type { Actor } from '../types.ts';
import { knownKey } from '../keys/verify-key.ts';
import type { KnownKey } from '../keys/verify-key.ts';

/** Whom a session stands for. */
export type Holder = { readonly kind: 'operator' } | { readonly kind: 'key'; readonly key: KnownKey };

export interface OpenSession {
  /** What the browser keeps in a cookie that no script can read. */
  readonly text: Redacted<string>;
  readonly endsAt: Date;
}

/** From where, and under which trace, somebody signs in. */
type From = Omit<Actor, 'actor'>;

/**
 * Sessions of the console. One stands for the text of a key: it opens what that text opens now, and ends with it, at
 * the end of its own twelve hours at the latest.
 */
export interface Sessions {
  /** The key with this text; whether it still opens anything is for the caller to examine. */
  findKey(text: string): Promise<KnownKey | undefined>;
  open(holder: Holder, keyText: string, from: From): Promise<OpenSession>;
  /** Something that opens one session for a key, within a day. */
  createLink(keyText: Redacted<string>): Promise<Redacted<string>>;
  /**
   * Exchanges a link for a session, once; undefined when it was used, has ended or never was.
   *
   * @param examine throws when the key may not be used, which leaves the link as it was
   */
  openByLink(
    link: string,
    examine: (key: KnownKey) => void,
    from: From,
  ): Promise<(OpenSession & { readonly key: KnownKey }) | undefined>;
  /** Whom a session stands for; undefined when it has ended or never was. `keyHash` (hex) is of the key it was opened with. */
  find(
    text: string,
  ): Promise<{ readonly holder: Holder; readonly endsAt: Date; readonly keyHash: string } | undefined>;
  /** Ends it: it works nowhere within a second. */
  end(text: string, by: From): Promise<void>;
  /** Removes what has ended. */
  forgetEnded(): Promise<void>;
}

const sessionMs = 12 * 3_600_000;
const linkMs = 24 * 3_600_000;

export function createSessions({
  database,
  tellProcesses,
}: {
  readonly database: Database;
  /** Makes other processes look at once, after the commit. */
  readonly tellProcesses: (tx: Tx) => void;
}): Sessions {
  const asKnown = (record: KeyRecord | undefined): KnownKey | undefined => record && knownKey(record);

  const openIn = async (tx: Tx, holder: Holder, keyHash: Buffer, from: From): Promise<OpenSession> => {
    const text = newSessionText();
    const openedAt = wallClock.now();
    const endsAt = endOf(holder, openedAt.getTime() + sessionMs);
    const operator = holder.kind === 'operator';
    await insertSession(tx, { hash: digestOf(text.reveal()), keyHash, operator, openedAt, endsAt });
    await recordAudit(tx, { ...whose(holder, from), action: 'openConsoleSession' });
    return { text, endsAt };
  };

  const find: Sessions['find'] = async (text) => {
    if (!isSessionText(text)) return undefined;
    const session = await findSession(database, digestOf(text));
    if (session === undefined) return undefined;
    const keyHash = session.keyHash.toString('hex');
    if (session.operator) return { holder: { kind: 'operator' }, endsAt: session.endsAt, keyHash };
    const key = asKnown(await findKeyBySession(database, digestOf(text)));
    if (key === undefined) return undefined;
    const holder = { kind: 'key', key } as const;
    return { holder, endsAt: endOf(holder, session.endsAt.getTime()), keyHash };
  };

  return {
    find,
    findKey: async (text) => asKnown(await findKeyByHash(database, digestOf(text).toString('hex'))),
    open: (holder, keyText, from) => database.work((tx) => openIn(tx, holder, digestOf(keyText), from)),
    async createLink(keyText) {
      const text = newLinkText();
      await insertLink(database, {
        hash: digestOf(text.reveal()),
        keyHash: digestOf(keyText.reveal()),
        endsAt: new Date(wallClock.now().getTime() + linkMs),
      });
      return text;
    },
    openByLink: (link, examine, from) =>
      database.work(async (tx) => {
        const keyHash = await takeLink(tx, digestOf(link));
        if (keyHash === undefined) return undefined;
        const key = asKnown(await findKeyByHash(tx, keyHash.toString('hex')));
        if (key === undefined) return undefined;
        examine(key);
        return { ...(await openIn(tx, { kind: 'key', key }, keyHash, from)), key };
      }),
    async end(text, by) {
      const found = await find(text);
      if (found === undefined) return;
      await database.work(async (tx) => {
        tellProcesses(tx);
        await removeSession(tx, digestOf(text));
        await recordAudit(tx, { ...whose(found.holder, by), action: 'endConsoleSession' });
        await raiseKeyVersion(tx);
      });
    },
    forgetEnded: () => forgetEnded(database),
  };
}

/** When a session of its own end (ms) is over: its key may end before, and take it along. */
const endOf = (holder: Holder, ownMs: number): Date =>
  new Date(holder.kind === 'key' ? Math.min(ownMs, holder.key.endsAtMs) : ownMs);

/** Under whose name a line of the audit log stands, and of which key the session is. */
const whose = (holder: Holder, from: From): Pick<Audited, 'company' | 'by' | 'subject'> =>
  holder.kind === 'operator'
    ? { company: 'operator', by: { ...from, actor: 'operator' } }
    : { company: holder.key.company, by: { ...from, actor: holder.key.id }, subject: holder.key.id };
