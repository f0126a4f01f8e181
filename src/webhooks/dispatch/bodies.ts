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

/** Reading starts when fewer than `low` are ready, and fetches up to `most`. */
const low = 96;
const most = 384;

const lacks = (queue: Fifo<Held>): boolean =>
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
      if (!lacks(target.first) && !lacks(target.again)) return;
      target.reading = true;
      const missing = [...target.first.peek(most), ...target.again.peek(most)].filter(isBare);
      void fetch(target, missing);
    },
  };
}
