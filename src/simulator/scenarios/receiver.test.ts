import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { startReceiver } from './receiver.ts';

test('what is to be answered late is so also where this process stands still meanwhile', async () => {
  const receiver = await startReceiver();
  const box = receiver.open('app');
  box.answer({ status: 200, delay_ms: 300 });
  const body = JSON.stringify({ operation: 'CARDS', sub_operation: 'CLEARING', status: 'PENDING' });
  const answered = fetch(box.url, { method: 'POST', body });
  while (box.requests.length === 0) await turn();
  // Longer than all of the pause.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 310);
  const stoodUntilMs = performance.now();
  assert.equal((await answered).status, 200);
  assert.ok(performance.now() - stoodUntilMs > 150);
  await receiver.close();
});
