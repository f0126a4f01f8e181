import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoAnswer } from '../../../sdk/index.ts';
import { followEvents } from './follow.ts';

const event = (id: string): string =>
  `id: ${id}\nevent: WEBHOOKS.TEST.SUCCESS\ndata: {"operation":"WEBHOOKS"}\n\n`;
const streamOf = (text: string): ReadableStream<Uint8Array> => new Blob([text]).stream();

test('a connection that is lost is told of once, however often it is tried again, and so is that it is back', async () => {
  const answers = [
    () => streamOf(event('evt_1')),
    () => Promise.reject(new NoAnswer('nobody there')),
    () => Promise.reject(new NoAnswer('nobody there')),
    () => streamOf(event('evt_1') + event('evt_2')),
  ];
  const asked: unknown[] = [];
  const told: string[] = [];
  const stop = new AbortController();
  const events = followEvents({
    client: {
      streamEvents: async (input) => {
        asked.push(input?.last_event_id);
        return await answers.shift()!();
      },
    },
    after: undefined,
    signal: stop.signal,
    onConnected: () => told.push('connected'),
    onLost: (reason) => told.push(`lost: ${reason}`),
    onBack: () => told.push('back'),
  });
  for await (const { id } of events) {
    told.push(id);
    if (id === 'evt_2') stop.abort();
  }
  assert.deepEqual(told.slice(0, 5), [
    'connected',
    'evt_1',
    'lost: the server has ended the stream',
    'back',
    'evt_2',
  ]);
  assert.deepEqual(asked, [undefined, 'evt_1', 'evt_1', 'evt_1']);
});
