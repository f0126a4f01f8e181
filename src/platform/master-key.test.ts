import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { redacted } from '../kernel/redacted.ts';
import { loadMasterKeys } from './master-key.ts';
import { StartupProblem } from './startup-problem.ts';

let base: string;
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'cardwright-key-'));
});
after(() => rm(base, { recursive: true, force: true }));

const load = (name: string) => loadMasterKeys({ dataDir: join(base, name), masterKeys: undefined });

test('the key of the settings is taken, and no file made', async () => {
  const masterKeys = [redacted(Buffer.alloc(32, 1))];
  assert.equal(await loadMasterKeys({ dataDir: join(base, 'none'), masterKeys }), masterKeys);
  assert.deepEqual(await readdir(base), []);
});

test('a key is made once, for its owner only', async () => {
  const [made] = await load('a/b');
  const [again] = await load('a/b');
  assert.equal(made?.reveal().length, 32);
  assert.deepEqual(again?.reveal(), made?.reveal());
  assert.equal((await stat(join(base, 'a/b/master.key'))).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(base, 'a/b')), ['master.key']);
});

test('two starts at once agree on one key', async () => {
  const loaded = await Promise.all(Array.from({ length: 8 }, () => load('race')));
  const distinct = new Set(loaded.map(([key]) => key?.reveal().toString('hex')));
  assert.equal(distinct.size, 1);
});

test('a file that others may read is closed to them', async () => {
  await load('open');
  await chmod(join(base, 'open/master.key'), 0o644);
  await load('open');
  assert.equal((await stat(join(base, 'open/master.key'))).mode & 0o777, 0o600);
});

test('a damaged key is named and left alone', async () => {
  await load('damaged');
  const file = join(base, 'damaged/master.key');
  await writeFile(file, 'damaged');
  await assert.rejects(load('damaged'), (error) => {
    assert.ok(error instanceof StartupProblem);
    assert.match(error.message, /master\.key does not hold a master key/);
    return true;
  });
  assert.equal(await readFile(file, 'utf8'), 'damaged');
});

test('a folder that cannot be made is named', async () => {
  await writeFile(join(base, 'file'), '');
  await assert.rejects(load('file/below'), /cannot be read or made: a part of this path is a file\.$/);
});
