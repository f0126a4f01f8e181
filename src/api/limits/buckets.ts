/**
 * How often somebody may call, and how long somebody who called too often must wait: a bucket of as many calls as fit
 * into a second, filled evenly. Who finds it empty is blocked for 1 s, the next time for 2, 4, 8 … s, at most 5 minutes;
 * who then keeps within the limit for as long again, and for a minute at least, begins anew.
 */
export interface Buckets {
  /** Counts one call. Answers 0 when it may pass, else the milliseconds to wait. */
  take(who: string, nowMs: number): number;
  /** What has happened here since the last time; for the other processes. */
  collect(nowMs: number): readonly Change[];
  /** Takes in what happened in another process. */
  absorb(changes: readonly Change[], nowMs: number): void;
  /** Forgets those who have not called for a while. */
  sweep(nowMs: number): void;
  readonly size: () => number;
}

/** Calls let in, and the block that is on, if any: its number in the row of blocks and how long it still lasts. */
export type Change = readonly [who: string, calls: number, strikes: number, blockedForMs: number];

interface Bucket {
  calls: number;
  atMs: number;
  strikes: number;
  blockedUntilMs: number;
  /** Calls let in here that the other processes have not heard of. */
  unshared: number;
  blockUnshared: boolean;
}

const longestBlockMs = 300_000;
const forgiveMs = 60_000;
/** Beyond this many all who are not blocked are forgotten, so that a flood of addresses costs no memory and ends no block. */
const mostBuckets = 100_000;

const blockMs = (strikes: number): number => Math.min(1_000 * 2 ** (strikes - 1), longestBlockMs);

/** @param perSecond calls that may pass in a second */
export function createBuckets(perSecond: number): Buckets {
  const buckets = new Map<string, Bucket>();
  const changed = new Set<string>();

  function bucketOf(who: string, nowMs: number): Bucket {
    let bucket = buckets.get(who);
    if (bucket === undefined) {
      if (buckets.size >= mostBuckets) makeRoom(nowMs);
      bucket = {
        calls: perSecond,
        atMs: nowMs,
        strikes: 0,
        blockedUntilMs: 0,
        unshared: 0,
        blockUnshared: false,
      };
      buckets.set(who, bucket);
    }
    bucket.calls = Math.min(perSecond, bucket.calls + ((nowMs - bucket.atMs) * perSecond) / 1_000);
    bucket.atMs = nowMs;
    return bucket;
  }

  function makeRoom(nowMs: number): void {
    sweep(nowMs);
    if (buckets.size < mostBuckets) return;
    for (const [who, { blockedUntilMs }] of buckets) if (blockedUntilMs <= nowMs) buckets.delete(who);
    // Each look costs as much as there are: were few forgotten, the next one would come too soon.
    if (buckets.size > mostBuckets / 2) buckets.clear();
    for (const who of changed) if (!buckets.has(who)) changed.delete(who);
  }

  function isForgiven(bucket: Bucket, nowMs: number): boolean {
    return nowMs - bucket.blockedUntilMs > Math.max(forgiveMs, blockMs(bucket.strikes));
  }

  function sweep(nowMs: number): void {
    for (const [who, bucket] of buckets)
      if (nowMs - bucket.atMs > 2_000 && isForgiven(bucket, nowMs) && bucket.unshared === 0)
        buckets.delete(who);
  }

  return {
    take(who, nowMs) {
      const bucket = bucketOf(who, nowMs);
      if (bucket.blockedUntilMs > nowMs) return bucket.blockedUntilMs - nowMs;
      if (bucket.calls >= 1) {
        bucket.calls -= 1;
        bucket.unshared += 1;
        changed.add(who);
        return 0;
      }
      bucket.strikes = isForgiven(bucket, nowMs) ? 1 : bucket.strikes + 1;
      bucket.blockedUntilMs = nowMs + blockMs(bucket.strikes);
      bucket.blockUnshared = true;
      changed.add(who);
      return blockMs(bucket.strikes);
    },
    collect(nowMs) {
      const changes: Change[] = [];
      for (const who of changed) {
        const bucket = buckets.get(who);
        if (bucket === undefined) continue;
        const blockedFor = bucket.blockUnshared ? Math.max(0, bucket.blockedUntilMs - nowMs) : 0;
        changes.push([who, bucket.unshared, bucket.strikes, Math.round(blockedFor)]);
        bucket.unshared = 0;
        bucket.blockUnshared = false;
      }
      changed.clear();
      return changes;
    },
    absorb(changes, nowMs) {
      for (const [who, calls, strikes, blockedForMs] of changes) {
        const bucket = bucketOf(who, nowMs);
        // Below zero: what was let in too much is given back, a second's worth at most.
        bucket.calls = Math.max(-perSecond, bucket.calls - calls);
        if (blockedForMs === 0) continue;
        bucket.strikes = Math.max(bucket.strikes, strikes);
        bucket.blockedUntilMs = Math.max(bucket.blockedUntilMs, nowMs + blockedForMs);
      }
    },
    sweep,
    size: () => buckets.size,
  };
}
