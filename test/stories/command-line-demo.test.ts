import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';

const root = fileURLToPath(new URL('../..', import.meta.url));

function demo(...args: string[]) {
  const child = spawn(process.execPath, ['src/cli/cardwright.mjs', 'demo', ...args], {
    cwd: root,
    // What is set up for another platform is not for this one.
    env: { ...process.env, DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', PORT: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, text: () => text };
}

test('the demo tells its story to the end, and leaves nothing behind', async () => {
  const { ended, text } = demo('--speed', '0');
  assert.equal(await ended, 0, text());
  const told = [
    /deposits on POLYGON to 0x/,
    /webhook CARDS DEPOSIT SUCCESS/,
    /Ada has 100\.00 USD/,
    /webhook CARDS CLEARING PENDING/,
    /Ada has 75\.20 USD/,
    /webhook CARDS CLEARING SUCCESS/,
    /Ada has 71\.00 USD/,
    /webhook CARDS REFUND SUCCESS/,
    /Ada has 80\.00 USD/,
    /webhook CARDS AUTHORIZATION PENDING/,
    /declined: .*\(W001\)/,
    /The books are sound\./,
  ];
  let rest = text();
  for (const part of told) {
    assert.match(rest, part);
    rest = rest.slice(rest.search(part));
  }
  const [folder = ''] = /\/\S*cardwright-demo-\w+/.exec(text()) ?? [];
  assert.equal(existsSync(folder), false);
});

test('Ctrl-C in the middle of it ends it, and takes everything away', async () => {
  const { child, ended, text } = demo('--speed', '1');
  while (!/A card/.test(text()) && child.exitCode === null) await setTimeout(20);
  child.kill('SIGINT');
  assert.equal(await ended, 1, text());
  const [folder = ''] = /\/\S*cardwright-demo-\w+/.exec(text()) ?? [];
  assert.notEqual(folder, '');
  assert.equal(existsSync(folder), false);
});
