import { present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import { createBatch } from '../../platform/batch.ts';
import type { Outcome } from '../../platform/batch.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { withEffect } from '../effects/index.ts';
import { inProgress, markDone } from './claim.ts';
import { claimKeys, findKept, forgetOld, keepAnswer, relax, releaseKey } from './store.ts';
import type { KeptAnswers, KeptKey, KeptRow } from './store.ts';

export type { KeptAnswers } from './store.ts';

/** What makes a request the same as another. */
export interface IdempotentRequest {
  /** The company's id, or `operator`. */
  readonly scope: string;
  readonly key: string;
  /** Method, path with query, and body, byte for byte. */
  readonly contents: readonly (string | Uint8Array)[];
  readonly keeps: KeptAnswers;
}

/** An answer that can be given again. `text` undefined is an empty body. */
export interface RepeatableAnswer {
  readonly status: number;
  readonly text: string | undefined;
  /** The same without its secrets, where it has any. */
  readonly textWithoutSecrets?: string | undefined;
}

/** The first answer to each idempotency key. */
export interface Idempotency {
  /**
   * Carries a request out once. A repeat gets the first answer again, or where only refusals are kept `run` is asked what became of
   * it. Answers with a status from 500 on are not kept: what did nothing may be tried again with the same key.
   *
   * @throws Failure IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS; CONFLICT when it was carried out and its answer lost
   */
  once(
    request: IdempotentRequest,
    run: () => Promise<RepeatableAnswer>,
  ): Promise<RepeatableAnswer & { readonly replayed: boolean }>;
  /**
   * The first answer to a request that is not to be carried out: as `once`, but undefined where nothing is kept under its key. To be
   * asked before a request is refused for its form, as what is asked of requests may have changed since the first one.
   *
   * @throws Failure IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS; CONFLICT when it was carried out and its answer lost
   */
  again(request: IdempotentRequest): Promise<RepeatableAnswer | undefined>;
  /** Removes what is older than a day, and secrets older than ten minutes; for the worker. Answers how many keys went. */
  forgetOld(): Promise<number>;
}

const label = 'api.idempotency';
/** Longer than any request takes; only after the death of a process does anybody wait for it. */
const leaseSeconds = 60;

/** @param database the plain one, not the one that carries effects */
export function createIdempotency({
  database,
  secrets,
  log,
}: {
  database: Database;
  secrets: Secrets;
  log: Log;
}): Idempotency {
  /** Keys that this process is busy with, and what for: a repeat meanwhile is answered without the database. */
  const busy = new Map<string, Buffer>();
  const claims = createBatch<KeptKey, number | undefined>({ run: claimMany });

  async function claimMany(keys: readonly KeptKey[]): Promise<Outcome<number | undefined>[]> {
    const claimed = await database.work(async (tx) => {
      const [, rows] = await Promise.all([relax(tx), claimKeys(tx, keys, leaseSeconds)]);
      return new Map(rows.map((row) => [nameOf(row.scope, row.keyHash), row.attempt]));
    });
    return keys.map((key) => ({ ok: true, result: claimed.get(nameOf(key.scope, key.keyHash)) }));
  }

  const seal = (text: string, name: string): Buffer => secrets.seal(label, Buffer.from(text), name);
  const unseal = (sealed: Buffer, name: string): string | undefined =>
    secrets.open(label, sealed, name).toString() || undefined;

  function answerOf(row: KeptRow, requestHash: Buffer): RepeatableAnswer & { replayed: true } {
    if (!row.requestHash.equals(requestHash)) throw reused();
    // Between what it does and the keeping of its answer a try is still under way.
    if (row.status === null) throw row.effect && !row.leased ? answerLost() : inProgress();
    const sealed = present(row.fullAnswer ?? row.answer, 'the kept answer');
    return { status: row.status, text: unseal(sealed, nameOf(row.scope, row.keyHash)), replayed: true };
  }

  async function carryOut(
    key: KeptKey,
    attempt: number,
    keeps: KeptAnswers,
    run: () => Promise<RepeatableAnswer>,
  ): Promise<RepeatableAnswer & { replayed: false }> {
    const { scope, keyHash } = key;
    const name = nameOf(scope, keyHash);
    try {
      const answer = await withEffect(markDone({ scope, keyHash, attempt }), run);
      if (!isKept(answer, keeps)) await releaseKey(database, scope, keyHash, attempt);
      else {
        const { text = '', textWithoutSecrets } = answer;
        await keepAnswer(database, {
          scope,
          keyHash,
          attempt,
          status: answer.status,
          answer: seal(textWithoutSecrets ?? text, name),
          fullAnswer: textWithoutSecrets === undefined ? undefined : seal(text, name),
          keeps,
        });
      }
      return { ...answer, replayed: false };
    } catch (error) {
      // The lease ends by itself, should this fail too.
      await releaseKey(database, scope, keyHash, attempt).catch((err: unknown) =>
        log.warn({ err }, 'an idempotency key was not released'),
      );
      throw error;
    }
  }

  /** What a request is kept under: by the current master key, then by each that was before it. */
  const hashed = ({ scope, key, contents }: IdempotentRequest): [KeptKey, ...KeptKey[]] => {
    const keyHashes = secrets.keyedHashes(label, key);
    const requestHashes = secrets.keyedHashes(label, joined(contents));
    const all = keyHashes.map((keyHash, at) => ({
      scope,
      keyHash,
      requestHash: present(requestHashes[at], 'a hash of the request'),
    }));
    return [present(all[0], 'the hash by the current master key'), ...all.slice(1)];
  };
  const refuseBusy = ({ scope, keyHash, requestHash }: KeptKey): void => {
    const running = busy.get(nameOf(scope, keyHash));
    if (running !== undefined) throw running.equals(requestHash) ? inProgress() : reused();
  };
  /** The first of these that something is kept under. */
  async function findAny(keys: readonly KeptKey[]): Promise<{ key: KeptKey; row: KeptRow } | undefined> {
    for (const key of keys) {
      const row = await findKept(database, key.scope, key.keyHash);
      if (row !== undefined) return { key, row };
    }
    return undefined;
  }

  return {
    async once(request, run) {
      const [current, ...before] = hashed(request);
      const name = nameOf(current.scope, current.keyHash);
      const repeat = async ({ row, key }: { row: KeptRow; key: KeptKey }) =>
        hasBegun(row, key, request.keeps)
          ? { ...(await run()), replayed: false }
          : answerOf(row, key.requestHash);
      refuseBusy(current);
      busy.set(name, current.requestHash);
      try {
        const kept = (before.length === 0 ? undefined : await findAny(before))?.key ?? current;
        const attempt = await claims.submit(kept);
        if (attempt === undefined) {
          const row = await findKept(database, kept.scope, kept.keyHash);
          // Released between the two statements: the first did nothing, and this one may come again.
          if (row === undefined) throw inProgress();
          return await repeat({ row, key: kept });
        }
        // A process whose current master key is another claims under that: both look when they have claimed, so at most one goes on.
        const other = await findAny([current, ...before].filter((key) => key !== kept));
        if (other === undefined) return await carryOut(kept, attempt, request.keeps, run);
        await releaseKey(database, kept.scope, kept.keyHash, attempt);
        return await repeat(other);
      } finally {
        busy.delete(name);
      }
    },
    async again(request) {
      const keys = hashed(request);
      refuseBusy(keys[0]);
      const found = await findAny(keys);
      if (found === undefined) return undefined;
      const { row, key } = found;
      if (hasBegun(row, key, request.keeps)) return undefined;
      // Its first try died before it did anything: this one would be the first, and is refused as such.
      const isFree = row.status === null && !row.effect && !row.leased;
      return isFree && row.requestHash.equals(key.requestHash) ? undefined : answerOf(row, key.requestHash);
    },
    forgetOld: () => forgetOld(database),
  };
}

/** Whether it is up to the route to say what became of the request. */
const hasBegun = (row: KeptRow, { requestHash }: KeptKey, keeps: KeptAnswers): boolean =>
  keeps === 'refusals' && row.effect && row.status === null && row.requestHash.equals(requestHash);

/** 302 and 409 tell of another request under the key. */
const isKept = ({ status }: RepeatableAnswer, keeps: KeptAnswers): boolean =>
  status < 500 && (keeps === 'answers' || (status >= 400 && status !== 409));

const nameOf = (scope: string, keyHash: Buffer): string => `${scope}/${keyHash.toString('base64')}`;

/** Each part behind its length, so that no two requests run into the same bytes. */
function joined(contents: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    contents.flatMap((part) => {
      const bytes = Buffer.from(part);
      return [Buffer.from(`${bytes.length}:`), bytes];
    }),
  );
}

const reused = (): Failure =>
  new Failure(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotency key was used with another request. Use a new key for a new request.',
  );

const answerLost = (): Failure =>
  new Failure(
    'CONFLICT',
    'This request was carried out, but its response was lost when the server stopped. Read the current state; the request is not carried out again.',
  );
