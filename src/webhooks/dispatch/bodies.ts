import { setTimeout } from 'node:timers/promises';
import type { EventReader } from '../../events/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { contentOf, type Held } from './held.ts';
import type { Fifo } from './fifo.ts';
import type { Target } from './target.ts';

/** Reads what is to be sent shortly before it is: what waits for long waits without its body. */
export interface Bodies {
  /** Sees to it that the next deliveries of this target have theirs; calls back when some were read. */
  readAhead(target: Target): void;
}

/**
 * Reading starts when what is ready lasts for less than `aheadMs` at the rate of late, and fetches up to twice as many: a
 * read takes about 10 ms while everything is busy, and an endpoint must not wait for it.
 */
const aheadMs = 30;
const lowest = 64;
const highest = 1024;
const lowOf = ({ rate }: Target): number =>
  Math.min(highest, Math.max(lowest, Math.ceil((rate * aheadMs) / 1000)));

const lacks = (queue: Fifo<Held>, low: number): boolean =>
  queue.size() > 0 && (isBare(queue.at(0)) || isBare(queue.at(Math.min(low, queue.size()) - 1)));
const isBare = (delivery: Held | undefined): boolean =>
  delivery?.content === undefined && delivery?.state === 'waiting';

export function createBodies(options: {
  readonly database: Database;
  readonly events: () => Pick<EventReader, 'toSend'>;
  readonly log: Log;
  readonly read: (target: Target) => void;
}): Bodies {
  const { database, events, log, read } = options;

  const fetch = async (target: Target, deliveries: readonly Held[]): Promise<void> => {
    try {
      const found = await events().toSend(database, deliveries);
      for (const delivery of deliveries) {
        const event = found.get(delivery.event);
        delivery.content = event === undefined ? null : contentOf(delivery.event, event);
      }
    } catch (error) {
      log.error({ err: error }, 'bodies of deliveries could not be read');
      await setTimeout(1000, undefined, { ref: false });
    }
    target.reading = false;
    read(target);
  };

  return {
    readAhead(target) {
      if (target.reading) return;
      const low = lowOf(target);
      if (!lacks(target.first, low) && !lacks(target.again, low)) return;
      target.reading = true;
      const most = 2 * low;
      const missing = [...target.first.peek(most), ...target.again.peek(most)].filter(isBare);
      void fetch(target, missing);
    },
  };
}
