import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as check, asyncProperty, nat } from 'fast-check';
import { readServerSentEvents } from './server-sent-events.ts';

const text =
  ': following\n\nid: 1\nevent: a\ndata: {"é":1}\n\ndata: two\r\ndata:lines\r\n\r\nid: 3\ndata\n\ndata: cut off';

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  let from = 0;
  for (const end of ends) {
    yield bytes.subarray(from, end);
    from = end;
  }
}

test('server-sent events are read however the stream is cut', async () => {
  const bytes = new TextEncoder().encode(text);
  await check(
    asyncProperty(array(nat(), { maxLength: 12 }), async (cuts) => {
      const read = await Array.fromAsync(readServerSentEvents(pieces(bytes, cuts)));
      assert.deepEqual(read, [
        { id: '1', event: 'a', data: '{"é":1}' },
        { id: '1', event: 'message', data: 'two\nlines' },
        { id: '3', event: 'message', data: '' },
      ]);
    }),
  );
});
