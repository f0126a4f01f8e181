import { setTimeout } from 'node:timers/promises';
import type { EventReader } from '../../events/index.ts';
import { isDatabaseGone } from '../../platform/database-gone.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { createFifo, type Fifo } from './fifo.ts';
import { contentOf, type Content, type Held } from './held.ts';
import type { Target } from './target.ts';

/** Reads what is to be sent shortly before it is: what waits for long waits without its body. */
export interface Bodies {
  /** Sees to it that the next deliveries of this target have theirs; calls back when some were read. */
  readAhead(target: Target): void;
  /** How many targets wait until their bodies are read. */
  queued(): number;
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

/** Endpoints with little to send are read for together: so many deliveries at once, and so many reads under way. */
const together = 512;
const underWay = 2;

interface Wanted {
  readonly target: Target;
  readonly deliveries: readonly Held[];
}

export function createBodies(options: {
  readonly database: Database;
  readonly events: () => Pick<EventReader, 'toSend'>;
  readonly log: Log;
  readonly read: (target: Target) => void;
}): Bodies {
  const { database, events, log, read } = options;
  const waiting = createFifo<Wanted>();
  let running = 0;

  const fetch = async (wanted: readonly Wanted[]): Promise<void> => {
    try {
      const deliveries = wanted.flatMap((each) => each.deliveries);
      // One event goes to many endpoints: it is read once, and its body kept once.
      const keys = new Map(deliveries.map((delivery) => [delivery.event, delivery]));
      const found = await events().toSend(database, [...keys.values()]);
      const contents = new Map<Held['event'], Content | null>();
      for (const event of keys.keys()) {
        const sendable = found.get(event);
        contents.set(event, sendable === undefined ? null : contentOf(event, sendable));
      }
      for (const delivery of deliveries) delivery.content = contents.get(delivery.event) ?? null;
    } catch (error) {
      // One body that cannot be opened keeps back those of its own endpoint only.
      if (wanted.length > 1 && !isDatabaseGone(error)) {
        await Promise.all(wanted.map((each) => fetch([each])));
        return;
      }
      log.error({ err: error }, 'bodies of deliveries could not be read');
      await setTimeout(1000, undefined, { ref: false });
    }
    for (const { target } of wanted) {
      target.reading = false;
      read(target);
    }
  };

  const over = (): void => {
    running -= 1;
    start();
  };
  const start = (): void => {
    while (running < underWay && waiting.size() > 0) {
      const wanted: Wanted[] = [];
      for (let count = 0; count < together;) {
        const next = waiting.shift();
        if (next === undefined) break;
        wanted.push(next);
        count += next.deliveries.length;
      }
      running += 1;
      void fetch(wanted).then(over);
    }
  };

  return {
    readAhead(target) {
      if (target.reading) return;
      const low = lowOf(target);
      if (!lacks(target.first, low) && !lacks(target.again, low)) return;
      target.reading = true;
      const most = 2 * low;
      const deliveries = [...target.first.peek(most), ...target.again.peek(most)].filter(isBare);
      waiting.push({ target, deliveries });
      start();
    },
    queued: () => waiting.size(),
  };
}
