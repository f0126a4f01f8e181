import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withProgress } from './progress.ts';

/** Runs with standard error as if it were this kind of stream; answers what was written to it. */
async function told(terminal: boolean, run: () => Promise<unknown>): Promise<string> {
  const { stderr } = process;
  const { isTTY, write } = stderr;
  let text = '';
  stderr.isTTY = terminal;
  stderr.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  try {
    await run();
  } finally {
    stderr.isTTY = isTTY;
    stderr.write = write;
  }
  return text;
}

/** Ends once its text was drawn; a timer of its own keeps the test from waiting for ever. */
const long = (seen: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!seen()) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });

test('long work says what it does at a terminal, changes its words, and leaves a clean line', async () => {
  let drawn = '';
  const text = await told(true, () => {
    const { write } = process.stderr;
    process.stderr.write = (chunk: string | Uint8Array) => {
      drawn += String(chunk);
      return write.call(process.stderr, chunk);
    };
    return withProgress('Looking', false, async (progress) => {
      await long(() => drawn.includes('Looking'));
      progress('Looking elsewhere');
      await long(() => drawn.includes('Looking elsewhere'));
    });
  });
  assert.match(text, /Looking .*\d s/);
  assert.ok(text.endsWith('\r\u001b[K'));
});

test('nothing is drawn where nobody would see it, and failures pass through', async () => {
  const quick = (): Promise<number> => Promise.resolve(7);
  for (const [terminal, quiet] of [
    [false, false],
    [true, true],
  ] as const)
    assert.equal(await told(terminal, () => withProgress('Looking', quiet, quick)), '');
  await assert.rejects(
    withProgress('Looking', false, () => Promise.reject(new Error('it broke'))),
    /it broke/,
  );
});
