import { Failure, type FailureCode } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import { databaseNow } from '../../platform/database-clock.ts';
import { withLease } from '../../platform/lease.ts';
import {
  readDueHolds,
  readDueHoldsByClocks,
  readMovedClocks,
  waitsForWord,
  type DueHold,
  type MovedClock,
} from './expiry-store.ts';
import type { CardOutcome, Expire } from '../operations.ts';

export type { DueHold } from './expiry-store.ts';

export interface Expiry {
  /**
   * Holds of a company that run out until a moment of its clock, the earliest first; `after` is the last one of the page
   * before.
   */
  due(
    company: Id<'company'>,
    until: Date,
    page: { readonly after: DueHold | undefined; readonly most: number },
  ): Promise<readonly DueHold[]>;
  /** Releases these holds, each as of the moment it was due. Answers how many were still held. */
  expire(holds: readonly DueHold[], traceId: string): Promise<number>;
  /** Releases the holds of all companies that have run out by now, by the database's clock unless it is said; for the worker. Answers how many. */
  expireAllDue(now?: Date): Promise<number>;
}

interface ExpiryDoors {
  readonly database: Database;
  /** In a queue of their own, so that purchases wait for none of them. */
  readonly submit: (operation: Expire) => Promise<CardOutcome>;
}

/** So many are read at a time: each look goes through all that is due and sorts it, which after a long outage is much. */
const mostRead = 16_384;
/** So many are released at a time. */
const most = 1_024;
/** What a process looks back on in its first round; holds live a month at the most, so this is an outage of a year. */
const firstLookMs = 400 * 86_400_000;
/** What later rounds look at again: clocks that do not agree. */
const overlapMs = 3_600_000;
const noTrace = '0'.repeat(32);
const isOver: ReadonlySet<FailureCode> = new Set(['VAL', 'NOT_FOUND']);

/** Releases what nobody cleared in time. */
export function createExpiry({ database, submit }: ExpiryDoors): Expiry {
  let lookedUntil: Date | undefined;
  let knows: readonly MovedClock[] = [];

  const expire = async (holds: readonly DueHold[], traceId: string): Promise<number> => {
    const said = { kind: 'expire', traceId, key: null, money: null } as const;
    let expired = 0;
    // What came of each is let go at once: thousands of them would outlive the young generation.
    const ends = await Promise.allSettled(
      holds.map(async ({ company, id, card, due }) => {
        await submit({ ...said, company, transaction: id, due, onCard: card });
        expired += 1;
      }),
    );
    for (const end of ends) {
      // Cleared, reversed or renewed since it was read, or gone with a company that began anew: nothing is due any more.
      if (end.status === 'rejected' && !(end.reason instanceof Failure && isOver.has(end.reason.code)))
        throw end.reason;
    }
    return expired;
  };

  return {
    due: (company, until, { after, most }) =>
      readDueHolds(database, company, until, after ?? { due: new Date(0), id: '' }, most),
    expire,
    async expireAllDue(moment) {
      const now = moment ?? (await databaseNow(database));
      const round = await withLease(database, 'authorizations.expiry', async (signal) => {
        const farBack = new Date(now.getTime() - firstLookMs - overlapMs);
        const after = lookedUntil === undefined ? farBack : new Date(lookedUntil.getTime() - overlapMs);
        // Read before the holds: a clock that is moved in between is one that the next round does not know.
        const clocks = await readMovedClocks(database);
        // What is being decided is left alone, and has to be looked for again from as far back, however long that takes.
        const isWaiting = await waitsForWord(database, now);
        let expired = 0;
        while (!signal.aborted) {
          const look = { after, farBack, until: now, knows, most: mostRead };
          const holds = await readDueHoldsByClocks(database, look);
          const isLast = holds.length < mostRead;
          for (let from = 0; from < holds.length; from += most) {
            if (signal.aborted) return expired;
            const done = await expire(holds.slice(from, from + most), noTrace);
            expired += done;
            // Somebody else is at them. What is behind them is looked for again in the next round, from as far back.
            if (done === 0 && !(isLast && from + most >= holds.length)) return expired;
          }
          if (!isLast) continue;
          if (isWaiting) break;
          lookedUntil = now;
          knows = clocks;
          break;
        }
        return expired;
      });
      return round.held ? round.result : 0;
    },
  };
}
