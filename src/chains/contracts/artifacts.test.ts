import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { keccak256 } from 'viem';
import { generatedFiles } from '../../../scripts/contracts.ts';
import { contracts } from '../addresses.ts';
import { makeFactory } from '../testing/account.ts';
import { testNode } from '../testing/node.ts';

test('what is checked in is what the sources compile to (npm run contracts)', async () => {
  const files = await generatedFiles();
  for (const [path, text] of files) assert.equal(await readFile(path, 'utf8'), text, path);
  const [first = ''] = files.keys();
  const present = await readdir(dirname(first));
  assert.equal(present.length, files.size - 1, 'no artifact of a contract that is gone');
});

test('the factory comes to stand where it is expected, with the code that is expected', async () => {
  const node = await testNode();
  const factory = await makeFactory(node);
  const code = await node.client.getCode(factory);
  assert.equal(keccak256(code ?? '0x'), contracts.factoryCodeHash);
});
