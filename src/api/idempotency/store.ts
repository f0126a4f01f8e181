import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { randomInt } from '../../platform/random.ts';

/** One idempotency key of a company or the operator. Hashes are keyed. */
export interface KeptKey {
  readonly scope: string;
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
}

export interface KeptRow {
  readonly scope: string;
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
  readonly effect: boolean;
  /** Whether the try under way has time left; over at once where it has ended without an answer. */
  readonly leased: boolean;
  /** Null while the request runs. */
  readonly status: number | null;
  readonly answer: Buffer | null;
  /** Null where there are no secrets, or it is too late for them. */
  readonly fullAnswer: Buffer | null;
}

const relaxStatement = sql('idempotency.relax', `SELECT set_config('synchronous_commit', 'off', true)`);

/**
 * Lets this unit of work commit without waiting for the disk. What commits durably later carries it along: the log is
 * written in order.
 */
export async function relax(tx: Tx): Promise<void> {
  await tx.execute(relaxStatement);
}

const claimStatement = sql(
  'idempotency.claim',
  `INSERT INTO idempotency_keys AS kept (company_id, key_hash, request_hash, lease_until, attempt)
   SELECT scope, key_hash, request_hash, clock_timestamp() + make_interval(secs => $4), $5
   FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS asked (scope, key_hash, request_hash)
   ORDER BY scope, key_hash
   ON CONFLICT (company_id, key_hash) DO UPDATE SET
     request_hash = EXCLUDED.request_hash, lease_until = EXCLUDED.lease_until, attempt = kept.attempt + 1,
     created_at = clock_timestamp(), effect = false, status = NULL, answer = NULL, full_answer = NULL, full_until = NULL
   WHERE kept.created_at < clock_timestamp() - interval '24 hours'
      OR (kept.status IS NULL AND NOT kept.effect AND kept.lease_until < clock_timestamp()
          AND kept.request_hash = EXCLUDED.request_hash)
   RETURNING company_id AS scope, key_hash AS "keyHash", attempt`,
);

/** A key that was freed begins anew: by a number that no earlier try had, so that one that wakes up late is known for what it is. */
const firstAttempt = (): number => randomInt(1, 2 ** 30);

/** Takes those keys that are free: new ones, expired ones, and those whose first try died before it did anything. */
export async function claimKeys(
  tx: Tx,
  keys: readonly KeptKey[],
  leaseSeconds: number,
): Promise<readonly { scope: string; keyHash: Buffer; attempt: number }[]> {
  return await tx.query(claimStatement, [
    keys.map((key) => key.scope),
    keys.map((key) => `\\x${key.keyHash.toString('hex')}`),
    keys.map((key) => `\\x${key.requestHash.toString('hex')}`),
    leaseSeconds,
    firstAttempt(),
  ]);
}

const findStatement = sql(
  'idempotency.find',
  `SELECT company_id AS scope, key_hash AS "keyHash", request_hash AS "requestHash", effect, lease_until > clock_timestamp() AS leased, status, answer,
     CASE WHEN full_until > clock_timestamp() THEN full_answer END AS "fullAnswer"
   FROM idempotency_keys
   WHERE company_id = $1 AND key_hash = $2 AND created_at >= clock_timestamp() - interval '24 hours'`,
);

/** What a key stands for; undefined where it is free, or was used more than a day ago. */
export async function findKept(
  queries: Queries,
  scope: string,
  keyHash: Buffer,
): Promise<KeptRow | undefined> {
  return (await queries.query<KeptRow>(findStatement, [scope, keyHash]))[0];
}

const markStatement = sql(
  'idempotency.mark_effect',
  `UPDATE idempotency_keys SET effect = true
   WHERE company_id = $1 AND key_hash = $2 AND attempt = $3 AND status IS NULL`,
);

/**
 * Writes into a unit of work that it is what the request was for.
 *
 * @returns false when another try has taken the key over
 */
export async function markEffect(tx: Tx, scope: string, keyHash: Buffer, attempt: number): Promise<boolean> {
  return (await tx.execute(markStatement, [scope, keyHash, attempt])) === 1;
}

/**
 * What is given again under a key: `answers` all below 500. `refusals` only those; what became of a request that was carried out
 * its route says by itself, each time anew.
 */
export type KeptAnswers = 'answers' | 'refusals';

export interface KeptAnswer {
  readonly scope: string;
  readonly keyHash: Buffer;
  readonly attempt: number;
  readonly status: number;
  readonly answer: Buffer;
  readonly fullAnswer: Buffer | undefined;
  /** `refusals`: not kept where the request was carried out by now. */
  readonly keeps: KeptAnswers;
}

const keepStatement = sql(
  'idempotency.keep',
  `UPDATE idempotency_keys SET status = $4, answer = $5, full_answer = $6,
     full_until = CASE WHEN $6::bytea IS NULL THEN NULL ELSE clock_timestamp() + interval '10 minutes' END
   WHERE company_id = $1 AND key_hash = $2 AND attempt = $3 AND NOT (effect AND $7::text = 'refusals')`,
);

export async function keepAnswer(queries: Queries, it: KeptAnswer): Promise<void> {
  await queries.execute(keepStatement, [
    it.scope,
    it.keyHash,
    it.attempt,
    it.status,
    it.answer,
    it.fullAnswer ?? null,
    it.keeps,
  ]);
}

const releaseStatement = sql(
  'idempotency.release',
  `WITH freed AS (
     DELETE FROM idempotency_keys
     WHERE company_id = $1 AND key_hash = $2 AND attempt = $3 AND NOT effect AND status IS NULL
   )
   UPDATE idempotency_keys SET lease_until = clock_timestamp()
   WHERE company_id = $1 AND key_hash = $2 AND attempt = $3 AND effect AND status IS NULL`,
);

/** Frees a key whose request did nothing; of one that did something nobody need wait for an answer any more. */
export async function releaseKey(
  queries: Queries,
  scope: string,
  keyHash: Buffer,
  attempt: number,
): Promise<void> {
  await queries.execute(releaseStatement, [scope, keyHash, attempt]);
}

const forgetOldStatement = sql(
  'idempotency.forget_old',
  `DELETE FROM idempotency_keys WHERE (company_id, key_hash) IN (
     SELECT company_id, key_hash FROM idempotency_keys
     WHERE created_at < clock_timestamp() - interval '24 hours' ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
);

const forgetSecretsStatement = sql(
  'idempotency.forget_secrets',
  `UPDATE idempotency_keys SET full_answer = NULL, full_until = NULL WHERE (company_id, key_hash) IN (
     SELECT company_id, key_hash FROM idempotency_keys
     WHERE full_answer IS NOT NULL AND full_until < clock_timestamp() ORDER BY full_until LIMIT $1 FOR UPDATE SKIP LOCKED)`,
);

/** In one unit of work, and as often in a row: at 30 s from one call to the next 10,000 keyed requests a second leave no more than they bring. */
const page = 5_000;
const mostPages = 60;

/** Removes what is too old, page by page, and secrets after their ten minutes. Answers how many rows went. */
export async function forgetOld(queries: Queries): Promise<number> {
  await pageByPage(() => queries.execute(forgetSecretsStatement, [page]));
  return await pageByPage(() => queries.execute(forgetOldStatement, [page]));
}

async function pageByPage(take: () => Promise<number>): Promise<number> {
  let taken = 0;
  for (let pages = 0; pages < mostPages && taken === pages * page; pages += 1) taken += await take();
  return taken;
}
