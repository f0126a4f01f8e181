import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import type { KeyRecord } from '../keys/keys-store.ts';

export interface SessionRow {
  readonly hash: Buffer;
  /** SHA-256 of the text of the key that it was opened with. */
  readonly keyHash: Buffer;
  readonly operator: boolean;
  readonly openedAt: Date;
  readonly endsAt: Date;
}

const insertStatement = sql(
  'sessions.insert',
  `INSERT INTO console_sessions (hash, key_hash, operator, opened_at, ends_at) VALUES ($1, $2, $3, $4, $5)`,
);

export async function insertSession(tx: Tx, it: SessionRow): Promise<void> {
  await tx.execute(insertStatement, [it.hash, it.keyHash, it.operator, it.openedAt, it.endsAt]);
}

const findStatement = sql(
  'sessions.find',
  `SELECT hash, key_hash AS "keyHash", operator, opened_at AS "openedAt", ends_at AS "endsAt"
   FROM console_sessions WHERE hash = $1 AND ends_at > clock_timestamp()`,
);

/** A session that has not ended; whether its key still opens anything is another matter. */
export async function findSession(queries: Queries, hash: Buffer): Promise<SessionRow | undefined> {
  return (await queries.query<SessionRow>(findStatement, [hash]))[0];
}

const findKeyStatement = sql(
  'sessions.find_key',
  `SELECT k.company_id AS company, c.enabled AS "companyEnabled", k.id, k.level, k.products,
     k.allowed_ips AS "allowedIps", k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
     least(t.valid_until, s.ends_at) AS "textValidUntil"
   FROM console_sessions s
   JOIN api_key_texts t ON t.hash = s.key_hash
   JOIN api_keys k ON k.company_id = t.company_id AND k.id = t.key_id
   JOIN companies c ON c.id = t.company_id
   WHERE s.hash = $1 AND NOT s.operator`,
);

/** The key that a session stands for, ending when the session does: the directory that is no company's own. */
export async function findKeyBySession(queries: Queries, hash: Buffer): Promise<KeyRecord | undefined> {
  return (await queries.query<KeyRecord>(findKeyStatement, [hash]))[0];
}

const removeStatement = sql('sessions.remove', `DELETE FROM console_sessions WHERE hash = $1`);

export async function removeSession(tx: Tx, hash: Buffer): Promise<void> {
  await tx.execute(removeStatement, [hash]);
}

const insertLinkStatement = sql(
  'sessions.insert_link',
  `INSERT INTO console_links (hash, key_hash, ends_at) VALUES ($1, $2, $3)`,
);

export async function insertLink(
  queries: Queries,
  it: { hash: Buffer; keyHash: Buffer; endsAt: Date },
): Promise<void> {
  await queries.execute(insertLinkStatement, [it.hash, it.keyHash, it.endsAt]);
}

const takeLinkStatement = sql(
  'sessions.take_link',
  `DELETE FROM console_links WHERE hash = $1 AND ends_at > clock_timestamp() RETURNING key_hash AS "keyHash"`,
);

/** Takes a link away: of many who try, one is given the hash of its key. */
export async function takeLink(tx: Tx, hash: Buffer): Promise<Buffer | undefined> {
  return (await tx.query<{ keyHash: Buffer }>(takeLinkStatement, [hash]))[0]?.keyHash;
}

const forgetSessionsStatement = sql(
  'sessions.forget',
  `DELETE FROM console_sessions WHERE ends_at <= clock_timestamp()`,
);
const forgetLinksStatement = sql(
  'sessions.forget_links',
  `DELETE FROM console_links WHERE ends_at <= clock_timestamp()`,
);

/** What has ended, of all companies. */
export async function forgetEnded(queries: Queries): Promise<void> {
  await queries.execute(forgetSessionsStatement);
  await queries.execute(forgetLinksStatement);
}
