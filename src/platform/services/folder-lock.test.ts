import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endsWithTest } from '../../../test/support/child.ts';

const program = `
  import { once } from 'node:events';
  import { lockFolder } from ${JSON.stringify(new URL('folder-lock.ts', import.meta.url).href)};
  process.send('started');
  await once(process, 'message');
  const lock = await lockFolder(process.argv[1]);
  process.send('heldBy' in lock ? 'refused' : 'locked');
  await once(process, 'message');
  process.exit();`;

test('of several that start at the same moment after a kill one has the folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-lock-'));
  for (let round = 1; round <= 6; round++) {
    const dead = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    await once(spawn(process.execPath, ['-e', dead, join(folder, 'lock')]), 'exit');
    const starts = Array.from({ length: 5 }, () =>
      endsWithTest(
        spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        }),
      ),
    );
    await Promise.all(starts.map((start) => once(start, 'message')));
    const answers = starts.map(async (start) => ((await once(start, 'message')) as [string])[0]);
    for (const start of starts) start.send('go');
    const outcome = await Promise.all(answers);
    const ends = starts.map((start) => once(start, 'exit'));
    for (const start of starts) start.send('end');
    await Promise.all(ends);
    assert.deepEqual(outcome.toSorted(), ['locked', ...Array<string>(4).fill('refused')], `round ${round}`);
    await rm(join(folder, 'lock'), { force: true });
  }
  await rm(folder, { recursive: true, force: true });
});
