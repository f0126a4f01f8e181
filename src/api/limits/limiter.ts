import { monotonicMs } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { randomBytes } from '../../platform/random.ts';
import { createBuckets } from './buckets.ts';
import type { Buckets, Change } from './buckets.ts';
import { networkOf } from './network-of.ts';

/** Keeps each address and each company within its rate, over all processes together. */
export interface Limiter {
  /** Counts a call from an address. Answers 0 when it may pass, else the seconds to wait. */
  address(address: string): number;
  /** Counts a call of a company. Answers 0 when it may pass, else the seconds to wait. */
  company(company: string): number;
  close(): Promise<void>;
}

export interface LimiterOptions {
  readonly database: Database;
  readonly log: Log;
  /** Calls a second; 0 is no limit. */
  readonly settings: { readonly rateLimitAddress: number; readonly rateLimitCompany: number };
}

const shareMs = 100;
const sweepMs = 10_000;
const channel = 'cardwright_rates';
/** A NOTIFY carries less than 8,000 bytes. */
const mostChanges = 80;

/**
 * Each process counts by itself, which costs a call well below a microsecond, and tells the others ten times a second what
 * it let in: together they let in too much for one such interval at most.
 */
export async function createLimiter({ database, log, settings }: LimiterOptions): Promise<Limiter> {
  const { rateLimitAddress, rateLimitCompany } = settings;
  const all = { a: createBuckets(rateLimitAddress), c: createBuckets(rateLimitCompany) };
  const self = randomBytes(6).toString('hex');

  async function share(): Promise<void> {
    const nowMs = monotonicMs();
    for (const kind of ['a', 'c'] as const) {
      const changes = all[kind].collect(nowMs);
      for (let from = 0; from < changes.length; from += mostChanges)
        await database.notify(
          channel,
          JSON.stringify({ self, kind, changes: changes.slice(from, from + mostChanges) }),
        );
    }
  }

  function hear(payload: string): void {
    if (payload === '') return;
    const told = JSON.parse(payload) as { self: string; kind: 'a' | 'c'; changes: Change[] };
    if (told.self !== self) all[told.kind].absorb(told.changes, monotonicMs());
  }

  const stopListening = await database.listen(channel, hear);
  let sharing: Promise<void> | undefined;
  const timer = setInterval(() => {
    sharing ??= share()
      .catch((err: unknown) => log.warn({ err }, 'rates were not shared; each process limits by itself'))
      .finally(() => (sharing = undefined));
  }, shareMs).unref();
  const sweeper = setInterval(() => {
    for (const buckets of Object.values(all)) buckets.sweep(monotonicMs());
  }, sweepMs).unref();

  const take = (buckets: Buckets, who: string): number => {
    const waitMs = buckets.take(who, monotonicMs());
    return waitMs === 0 ? 0 : Math.ceil(waitMs / 1_000);
  };
  return {
    address: rateLimitAddress === 0 ? () => 0 : (address) => take(all.a, networkOf(address)),
    company: rateLimitCompany === 0 ? () => 0 : (company) => take(all.c, company),
    async close() {
      clearInterval(timer);
      clearInterval(sweeper);
      await sharing;
      await stopListening();
    },
  };
}
