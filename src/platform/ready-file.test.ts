import assert from 'node:assert/strict';
import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { removeReadyFile, writeReadyFile } from './ready-file.ts';
import { StartupProblem } from './startup-problem.ts';

const folder = await mkdtemp(join(tmpdir(), 'cardwright-ready-'));
after(() => rm(folder, { recursive: true }));

test('the file is whole, readable by its owner only, and takes the place of an older one', async () => {
  const path = join(folder, 'made', 'ready.json');
  await writeReadyFile(path, { url: 'http://old' });
  const file = await writeReadyFile(path, { url: 'http://new' });
  assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { url: 'http://new' });
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(folder, 'made')), ['ready.json']);
  await file.remove();
  assert.deepEqual(await readdir(join(folder, 'made')), []);
});

test('what another process has written in its place since stays', async () => {
  const path = join(folder, 'shared.json');
  const first = await writeReadyFile(path, { url: 'http://first' });
  const second = await writeReadyFile(path, { url: 'http://second' });
  await first.remove();
  assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { url: 'http://second' });
  await second.remove();
  await assert.rejects(stat(path), { code: 'ENOENT' });
});

test('where it cannot be written the problem says so, and names the setting', async () => {
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(
    writeReadyFile(join(folder, 'file', 'ready.json'), {}),
    (error: unknown) =>
      error instanceof StartupProblem && /ready\.json/.test(error.message) && /READY_FILE/.test(error.advice),
  );
});

test('what is no ordinary file is left alone: /dev/null must outlive us', async () => {
  const path = join(folder, 'link');
  await symlink('/dev/null', path);
  await assert.rejects(writeReadyFile(path, {}), /cannot be written \(.*no ordinary file\)/);
  assert.ok((await lstat(path)).isSymbolicLink());
});

test('what a killed process has left is removed, and nothing else', async () => {
  const left = join(folder, 'left');
  await writeFile(left, '{}');
  await removeReadyFile(left);
  const link = join(folder, 'another-link');
  await symlink('/dev/null', link);
  await removeReadyFile(link);
  await removeReadyFile(join(folder, 'never', 'was'));
  const names = await readdir(folder);
  assert.ok(!names.includes('left'));
  assert.ok(names.includes('another-link'));
});
