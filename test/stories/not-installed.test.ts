import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/cardwright.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes a Node say that it is an old one: of those that a machine may have, the oldest that npm takes us on. */
const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`;

const runs = (args: readonly string[]): { code: number | null; err: string } => {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { code: status, err: stderr };
};

test('before npm install the command line says what to do, on any Node', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'src', 'cli'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const program = join(folder, 'src', 'cli', 'cardwright.mjs');
  await cp(join(root, 'src', 'cli', 'cardwright.mjs'), program);
  for (const node of [[], ['--import', old]])
    assert.deepEqual(runs([...node, program, 'doctor']), {
      code: 1,
      err: 'Nothing is installed here yet.\nRun: npm install\n',
    });

  // npm was told to run no install scripts: the package is there, its program is not.
  await mkdir(join(folder, 'node_modules', 'node'), { recursive: true });
  await writeFile(join(folder, 'node_modules', 'node', 'package.json'), '{}');
  const { code, err } = runs(['--import', old, program, 'doctor']);
  assert.equal(code, 1);
  assert.match(
    err,
    /^Node 24 is not where npm should have put it: .*\n.*npm rebuild --ignore-scripts=false\n/,
  );
});

test('a start with an old Node says in a sentence what is missing', () => {
  const script = join(root, 'scripts', 'node-24.mjs');
  assert.deepEqual(runs([script]), { code: 0, err: '' });
  const { code, err } = runs(['--import', old, script]);
  assert.equal(code, 1);
  assert.match(err, /^This is Node 20\.1\.0; the Node 24 .*\n.*npm rebuild --ignore-scripts=false\n/);
});
