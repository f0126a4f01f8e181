import { AsyncResource } from 'node:async_hooks';
import { after } from 'node:test';

const left = new Set<() => Promise<void>>();

// A hook that is made while those of the file run is the last of them.
const last = AsyncResource.bind(() =>
  after(async () => {
    for (const stop of left) await stop();
  }),
);
after(() => last());

/**
 * Stops what a test has started when the test, suite or file in which it was started ends. A suite none of whose tests
 * is run, as with `--test-name-pattern`, never ends for `after`, though its body has run: what that started is stopped when all
 * else has been, or the process would wait for it for ever.
 */
export function atEnd(stop: () => unknown): void {
  const once = async (): Promise<void> => {
    if (left.delete(once)) await stop();
  };
  left.add(once);
  after(once);
}
