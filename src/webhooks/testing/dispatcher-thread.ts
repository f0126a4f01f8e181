/** A dispatcher in a thread of its own, with connections of its own: it can be ended at any moment, as a process can. */
import { parentPort, workerData } from 'node:worker_threads';
import { Registry } from 'prom-client';
import { exampleEvent, joinWebhooks } from '../../../test/support/joined-webhooks.ts';
import { present } from '../../kernel/assert.ts';
import { openDatabase } from '../../platform/database.ts';
import { places, type Call, type Said, type ThreadData } from './dispatcher-process.ts';

const { connection, company, shared } = workerData as ThreadData;
const main = present(parentPort, 'the thread that has begun this one');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
const say = (said: Said): void => main.postMessage(said);
const cells = new Int32Array(shared);

const opened = openDatabase(connection, { connections: 5 });
const registry = new Registry();
const { database, webhooks, events } = joinWebhooks(
  {
    ...opened,
    listen: (channel, heard) =>
      opened.listen(channel, (payload) => {
        heard(payload);
        say({ heard: payload });
      }),
  },
  {
    company,
    registry,
    clock: {
      now: () => new Date(Date.now() + Atomics.load(cells, places.aheadMs)),
      advance: () => undefined,
    },
  },
);

// oxlint-disable-next-line typescript/consistent-return -- each call has its answer
async function answer(call: Call): Promise<unknown> {
  switch (call.what) {
    case 'tell': {
      const told = call.events.map(({ type, subject }) => exampleEvent(company, type, { subject }));
      return (await database.work((tx) => events.appendMany(tx, told))).map(({ id }) => id);
    }
    case 'held':
      return webhooks.dispatcher.stats().held;
    case 'attempts': {
      const counter = await registry.getSingleMetric('cardwright_webhook_attempts_total')?.get();
      return (counter?.values ?? []).map(({ labels, value }) => [labels['outcome'], labels['error'], value]);
    }
    case 'stand still':
      say({ number: call.number, answer: undefined });
      return Atomics.wait(cells, places.stands, 1);
    case 'stop':
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
