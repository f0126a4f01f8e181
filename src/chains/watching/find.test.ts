import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberToHex, toEventSelector, zeroHash } from 'viem';
import type { Hex } from 'viem';
import type { RawLog } from './blocks.ts';
import { findInLogs } from './find.ts';

const contract = '0x00000000000000000000000000000000000000c0';

/** What any contract may write. */
function executed(data: Hex, over: Partial<RawLog> = {}) {
  const topics = [
    toEventSelector('Executed(uint256,bytes32,bool)'),
    numberToHex(2n ** 255n, { size: 32 }),
    `0x${'ab'.repeat(32)}`,
  ] as const;
  const log: RawLog = {
    address: contract,
    topics,
    data,
    blockHash: zeroHash,
    transactionHash: zeroHash,
    logIndex: '0x0',
    ...over,
  };
  return findInLogs([{ log, logIndex: 0, ordinal: 0 }], new Set());
}

test('a used nonce is read from its log, and whether its calls happened', () => {
  for (const [word, ok] of [
    [1n, true],
    [0n, false],
  ] as const) {
    const [found, ...others] = executed(numberToHex(word, { size: 32 }));
    assert.deepEqual(
      [others.length, found?.kind, found?.nonce, found?.digest, found?.ok],
      [0, 'executed', 2n ** 255n, `0x${'ab'.repeat(32)}`, ok],
    );
  }
});

test('a log that only looks like it stops nobody: anybody can write one into a block', () => {
  for (const word of [2n, 2n ** 8n, 2n ** 256n - 1n])
    assert.deepEqual(executed(numberToHex(word, { size: 32 })), []);
  assert.deepEqual(executed('0x'), []);
  assert.deepEqual(executed(`0x${'00'.repeat(64)}`), []);
  assert.deepEqual(executed(zeroHash, { topics: [toEventSelector('Executed(uint256,bytes32,bool)')] }), []);
});
