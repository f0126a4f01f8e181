import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { endsWithTest } from '../support/child.ts';
import { chainIsUp, newCompany, startCardwright } from '../support/cardwright.ts';
import { examplesOf, guides, readme, root } from './pages.ts';
import type { Example } from './pages.ts';

const server = await startCardwright({ settings: { LOCAL_CHAIN: 'on' } });
after(() => server.stop());
await chainIsUp(server);

/** What npx does with the name of our own program, without the second that it takes to find that out; its signals are a story's. */
const npx =
  'npx() { if [ "$1" = cardwright ]; then shift; node src/cli/cardwright.mjs "$@"; else command npx "$@"; fi; }';

/**
 * Runs the examples of a page one after the other in one shell, as a reader who pastes them does; each command must
 * succeed, and a refusal that the page shows must come. What they leave running ends with them.
 */
async function runAll(examples: readonly Example[], apiKey: string): Promise<string> {
  const script = examples.map(({ line, script }) => `echo "--- line ${line}"\n${script}`).join('\n');
  const child = endsWithTest(
    spawn('bash', ['-e', '-o', 'pipefail', '-c', `exec 2>&1\n${npx}\n${script}`], {
      cwd: root,
      env: {
        PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}`,
        HOME: process.env['HOME'],
        DATA_DIR: server.dataDir,
        CARDWRIGHT_URL: server.url,
        CARDWRIGHT_API_KEY: apiKey,
      },
      // A group of its own, to be ended as a whole.
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const closed = once(child, 'close');
  const [code] = (await once(child, 'exit')) as [number | null];
  endGroup(child.pid);
  await closed;
  assert.equal(code, 0, output);
  for (const { line, refusal } of examples) {
    if (refusal === undefined) continue;
    const [said = ''] = (output.split(`--- line ${line}\n`)[1] ?? '').split('--- line ');
    assert.ok(said.includes(`"code":"${refusal}"`), `line ${line}: no ${refusal}, but ${said}`);
  }
  return output;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left running.
  }
}

test('the first swipe of README.md', async () => {
  const [first] = examplesOf({ ...readme, text: readme.text.split('## Your first swipe')[1] ?? '' }, '```sh');
  assert.ok(first);
  const output = await runAll([first], server.apiKey);
  assert.match(output, /"approved":true/);
});

for (const page of guides) {
  const examples = examplesOf(page, '```sh run');
  if (examples.length === 0) continue;
  test(`${page.path} shows what works`, async () => {
    const { apiKey } = await newCompany(server);
    await runAll(examples, apiKey);
    // Who tries a page once more must not meet the keys of the first time.
    if (examples.some(({ script }) => /idempotency-key:/i.test(script))) await runAll(examples, apiKey);
  });
}
