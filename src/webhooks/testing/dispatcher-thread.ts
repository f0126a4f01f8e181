/**
 * A dispatcher in a thread of its own, with connections and timers of its own: it can be ended at any moment, as a process can, and stand
 * still, and its time goes on when it is told to.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { Registry } from 'prom-client';
import { randomFrom } from '../../../test/crash/random.ts';
import { exampleEvent, joinWebhooks } from '../../../test/support/joined-webhooks.ts';
import { present } from '../../kernel/assert.ts';
import { openDatabase } from '../../platform/database.ts';
import type { Call, Said, ThreadData } from './dispatcher-process.ts';
import { beginVirtualTime, turn } from './virtual-time.ts';
import { watchDatabase } from './watched-database.ts';

const { connection, company, passed, standing, startMs, seed } = workerData as ThreadData;
const main = present(parentPort, 'the thread that has begun this one');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
const say = (said: Said): void => main.postMessage(said);
const passedMs = (): number => Atomics.load(passed, 0);
const time = beginVirtualTime(passedMs);
// Of jitter alone.
Math.random = randomFrom(seed);

/** After so many boundaries it stands; `whole`: not in the middle of a unit of work. */
let halt: { after: number; readonly whole: boolean } | undefined;
const standHere = (): void => {
  halt = undefined;
  Atomics.store(standing, 0, 1);
  say({ halted: true });
  Atomics.wait(standing, 0, 1);
};
const boundary = (open: number): void => {
  if (halt === undefined || (halt.after -= 1) > 0 || (halt.whole && open > 0)) return;
  standHere();
};

/** The ports from which it sends. */
subscribe('undici:client:connected', (message) => {
  const { socket } = message as { socket: Socket };
  const { localPort: port } = socket;
  if (port === undefined) return;
  say({ port, open: true });
  // Another process may be given it.
  socket.once('close', () => say({ port, open: false }));
});

const opened = openDatabase(connection, { connections: 5 });
const watched = watchDatabase(opened, boundary);
const registry = new Registry();
let heard = 0;
const { database, webhooks, events } = joinWebhooks(
  {
    ...watched,
    listen: (channel, hear) =>
      opened.listen(channel, (payload) => {
        heard += 1;
        hear(payload);
        say({ heard: payload });
      }),
  },
  {
    company,
    registry,
    clock: { now: () => new Date(startMs + passedMs()), advance: () => undefined },
  },
);

// oxlint-disable-next-line typescript/consistent-return -- each call has its answer
async function answer(call: Call): Promise<unknown> {
  switch (call.what) {
    case 'tell': {
      const told = call.events.map(({ type, subject }) => exampleEvent(company, type, { subject }));
      return (await database.work((tx) => events.appendMany(tx, told))).map(({ id }) => id);
    }
    case 'look': {
      if (call.fire) await time.fire();
      await turn();
      await turn();
      const { held, inFlight } = webhooks.dispatcher.stats();
      const activity = watched.begun() + heard;
      return { asked: watched.asked(), activity, held, inFlight, nextAtMs: time.nextAtMs() };
    }
    case 'attempts': {
      const counter = await registry.getSingleMetric('cardwright_webhook_attempts_total')?.get();
      return (counter?.values ?? []).map(({ labels, value }) => [labels['outcome'], labels['error'], value]);
    }
    case 'halt':
      halt = { after: call.after, whole: call.whole };
      return undefined;
    case 'stand still':
      return standHere();
    case 'stop':
      time.end();
      await webhooks.stop();
      await opened.close();
      return undefined;
  }
}

main.on('message', (call: Call) => {
  answer(call).then(
    (answered) => say({ number: call.number, answer: answered }),
    (error: unknown) => say({ number: call.number, error: String(error) }),
  );
});
await webhooks.listen();
webhooks.dispatcher.start();
say({ number: 0, answer: undefined });
