import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { selectLines, type LineRow } from '../delivery/store.ts';
import type { Held } from './held.ts';
import type { Holding } from './holding.ts';
import type { Outcome } from './outcome.ts';

/**
 * Deliveries of ordered endpoints: those of one line (a card transaction, a wallet) go one after the other, in the
 * order of their events; the head of a line blocks only its own line.
 */
export interface Lines {
  /** Sorts claimed deliveries into their lines; what stands behind one that is elsewhere goes back for later. */
  accept(deliveries: readonly Held[]): Promise<void>;
  /** A delivery is dealt with and that is written down: the next of its line may go. */
  done(delivery: Held, outcome: Outcome): void;
  /** The first of a line will be made again: its lease ran out, or its outcome could not be written. What stands behind it goes back, and comes again behind it. */
  expired(delivery: Held): void;
}

export interface LinesOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly holding: Pick<Holding, 'has' | 'giveUp'>;
  readonly enqueue: (delivery: Held) => void;
}

/** How long a delivery waits that stands behind one which another process is sending. */
const behindMs = 250;

export function createLines({ database, clock, holding, enqueue }: LinesOptions): Lines {
  /** By line: what waits in memory behind the head that is being sent, in order. */
  const behind = new Map<string, Held[]>();

  const putBack = (deliveries: readonly Held[], dueAt: Date): void => {
    // A failure here only leaves them leased; the lease runs out.
    holding.giveUp(deliveries, 'own', dueAt).catch(() => undefined);
  };

  return {
    async accept(deliveries) {
      const byLine = Map.groupBy(deliveries, keyOf);
      const rows = await selectLines(
        database,
        [...byLine.values()]
          .flatMap((line) => line.slice(0, 1))
          .map(({ company, endpoint, line }) => ({ company, endpoint, line: line ?? '' })),
      );
      const rowsByLine = Map.groupBy(rows, (row) => lineKey(row.endpoint_id, row.line));
      for (const [key, claimed] of byLine) {
        const { mine, blocker } = inFront(
          rowsByLine.get(key) ?? [],
          new Map(claimed.map((delivery) => [delivery.id, delivery])),
          holding,
        );
        const stay = new Set(mine);
        const later = claimed.filter((delivery) => !stay.has(delivery));
        if (later.length > 0) {
          const soon = clock.now().getTime() + behindMs;
          putBack(later, new Date(Math.max(soon, blocker?.due_at.getTime() ?? 0)));
        }
        const waiting = behind.get(key);
        if (waiting !== undefined) waiting.push(...mine);
        else if (mine[0] !== undefined) {
          behind.set(key, mine.slice(1));
          enqueue(mine[0]);
        }
      }
    },
    done(delivery, outcome) {
      const key = keyOf(delivery);
      const waiting = behind.get(key) ?? [];
      const next = waiting.shift();
      if (outcome.kind === 'retry' || next === undefined) {
        behind.delete(key);
        const left = next === undefined ? [] : [next, ...waiting];
        if (left.length > 0) putBack(left, outcome.kind === 'retry' ? outcome.dueAt : clock.now());
        return;
      }
      enqueue(next);
    },
    expired(delivery) {
      const key = keyOf(delivery);
      const left = behind.get(key) ?? [];
      behind.delete(key);
      putBack(left, clock.now());
    },
  };
}

const lineKey = (endpoint: string, line: string): string => `${endpoint}/${line}`;
const keyOf = (delivery: Held): string => lineKey(delivery.endpoint, delivery.line ?? '');

/** The claimed ones with nothing before them that is not in this process's hands, in order; and the first that is not. */
function inFront(
  line: readonly LineRow[],
  claimed: ReadonlyMap<string, Held>,
  holding: Pick<Holding, 'has'>,
): { mine: Held[]; blocker: LineRow | undefined } {
  const mine: Held[] = [];
  for (const row of line) {
    const delivery = claimed.get(row.id);
    if (delivery !== undefined) mine.push(delivery);
    else if (!holding.has(row.id)) return { mine, blocker: row };
  }
  return { mine, blocker: undefined };
}
