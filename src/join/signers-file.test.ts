import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { StartupProblem } from '../platform/startup-problem.ts';
import { readSigners } from './signers.ts';

const folder = await mkdtemp(join(tmpdir(), 'signers-file-'));
after(() => rm(folder, { recursive: true }));
const path = join(folder, 'signers.json');

const signer = (number: number, more: object = {}) => ({
  number,
  url: `http://10.0.${number}.5:7001`,
  public_key: String(number).repeat(43),
  ...more,
});
const three = [signer(1), signer(2), signer(3)];

async function read(signers: unknown) {
  await writeFile(path, JSON.stringify({ signers }));
  return await readSigners(path);
}

test('says where three signers are', async () => {
  assert.deepEqual(
    await read([signer(2), signer(1), signer(3, { url: 'https://signer.example/' })]),
    [2, 1, 3].map((number) => ({
      number,
      url: number === 3 ? 'https://signer.example/' : `http://10.0.${number}.5:7001`,
      publicKey: String(number).repeat(43),
    })),
  );
});

for (const [what, signers, named] of [
  ['two', three.slice(1), /signers/],
  ['one twice', [signer(1), signer(1), signer(2)], /each once/],
  ['two under one key', [signer(1), signer(2), signer(3, { public_key: '1'.repeat(43) })], /public_key/],
  ['one at no address', [signer(1, { url: '10.0.1.5:7001' }), ...three.slice(1)], /signers\[0\]\.url/],
  ['one at a path', [signer(1, { url: 'http://10.0.1.5/one' }), ...three.slice(1)], /signers\[0\]\.url/],
  ['one with a query', [signer(1, { url: 'http://10.0.1.5/?a=b' }), ...three.slice(1)], /signers\[0\]\.url/],
] as const)
  test(`one that names ${what} stops the start, and says why`, async () => {
    await assert.rejects(read(signers), (error: unknown) => {
      assert.ok(error instanceof StartupProblem);
      assert.match(error.message, named);
      return true;
    });
  });
