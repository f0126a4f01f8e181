import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createKeys } from './configuration.ts';

const directory = await mkdtemp(join(tmpdir(), 'signer-keys-'));
after(() => rm(directory, { recursive: true, force: true }));

test('whoever asks for the keys of a folder at the same moment gets the same ones, whole, and nothing else is left', async () => {
  for (let times = 0; times < 5; times++) {
    const folder = join(directory, `signer ${times}`);
    const identities = await Promise.all(Array.from({ length: 20 }, () => createKeys(folder)));
    assert.equal(new Set(identities.map(({ publicKey }) => publicKey)).size, 1);
    assert.deepEqual((await readdir(folder)).toSorted(), ['identity.pem', 'seal.key']);
    for (const name of ['identity.pem', 'seal.key'])
      assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
    assert.equal((await createKeys(folder)).publicKey, identities[0]!.publicKey);
  }
});

test('keys that could not be written, as on a full disk, are made when there is room', async () => {
  const folder = join(directory, 'full');
  const entry = fileURLToPath(new URL('../testing/keys-entry.ts', import.meta.url));
  // No file of this process gets a single byte.
  const { status } = spawnSync('bash', [
    '-c',
    'ulimit -f 0; exec "$@"',
    'bash',
    process.execPath,
    entry,
    folder,
  ]);
  assert.notEqual(status, 0);
  const { publicKey } = await createKeys(folder);
  assert.equal(Buffer.from(await readFile(join(folder, 'seal.key'), 'utf8'), 'base64url').length, 32);
  assert.equal((await createKeys(folder)).publicKey, publicKey);
});
