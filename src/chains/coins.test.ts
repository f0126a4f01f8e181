import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFunctionData, toHex, zeroAddress, zeroHash } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { factoryAbi } from './abi.ts';
import { accountAddress, contracts, forwarderAddress } from './addresses.ts';
import { readCoinMoves } from './coins.ts';
import { NodeWrong } from './nodes.ts';
import type { ChainNode } from './nodes.ts';
import { aliceKey, makeFactory, saltOf } from './testing/account.ts';
import { testNode } from './testing/node.ts';

const address = (number: number): Address => toHex(number, { size: 20 });
const hash = (number: number): Hash => toHex(number, { size: 32 });
const header = { hash: hash(7), number: 7n, transactions: [hash(50)] };
const nodeOf = (answer: unknown): ChainNode => ({
  host: 'test',
  request: async <T>() => answer as T,
});
const line = (place: readonly number[], value: number, over: object = {}) => ({
  type: 'call',
  blockHash: hash(7),
  transactionHash: hash(50),
  traceAddress: place,
  action: { callType: 'call', from: address(1), to: address(2), value: toHex(value) },
  ...over,
});

test('parity traces: calls within calls, and nothing of what was taken back', async () => {
  const { action } = line([], 0);
  const answer = [
    line([], 0),
    line([0], 5),
    line([0, 0], 5, { action: { ...action, callType: 'delegatecall', value: toHex(5) } }),
    line([0, 0, 0], 6),
    line([1], 7, { error: 'Reverted' }),
    line([1, 0], 8),
    line([2], 0, { type: 'create', action: { ...action, value: toHex(9) }, result: { address: address(3) } }),
    line([3], 0, {
      type: 'suicide',
      action: { address: address(2), refundAddress: address(4), balance: toHex(10) },
    }),
    line([], 11, { type: 'reward', transactionHash: undefined }),
  ];
  const moves = await readCoinMoves(nodeOf(answer), header, 'parity');
  assert.deepEqual(
    moves.map(({ amount, ordinal, to }) => [amount, ordinal, BigInt(to)]),
    [
      [5n, 0, 2n],
      [6n, 1, 2n],
      [9n, 2, 3n],
      [10n, 3, 4n],
    ],
  );
});

test('parity traces of another branch, or of less than all, are no answer', async () => {
  await assert.rejects(readCoinMoves(nodeOf([]), header, 'parity'), NodeWrong);
  await assert.rejects(readCoinMoves(nodeOf(null), header, 'parity'), NodeWrong);
  const other = [line([], 1, { blockHash: hash(8) })];
  await assert.rejects(readCoinMoves(nodeOf(other), header, 'parity'), NodeWrong);
});

test('both kinds of traces tell the same of a real node’s blocks, in the same order', async () => {
  const node = await testNode();
  await makeFactory(node);
  const holding = accountAddress(aliceKey);
  const forwarder = forwarderAddress(holding, saltOf(1));
  const data = encodeFunctionData({
    abi: factoryAbi,
    functionName: 'sweep',
    args: [[{ holding, salt: saltOf(1), tokens: [zeroAddress] }]],
  });
  const request = async <T>(method: string, params: readonly unknown[] = []): Promise<T> =>
    (await node.client.request({ method, params } as never)) as T;
  const real: ChainNode = { host: 'anvil', request };
  const { factory } = contracts;
  const receipts = [
    await node.send(forwarder, '0x', { value: 5n }),
    // The sweep makes the forwarder, which sends on what it has: a call within calls.
    await node.send(factory, data),
    await node.send(factory, zeroHash, { value: 3n }),
  ];
  assert.deepEqual(
    receipts.map(({ status }) => status),
    ['success', 'success', 'reverted'],
  );
  const all = [];
  for (const { blockHash, blockNumber } of receipts) {
    const block = await request<{ transactions: readonly Hex[] }>('eth_getBlockByHash', [blockHash, false]);
    const of = { hash: blockHash, number: blockNumber, transactions: block.transactions };
    const parity = await readCoinMoves(real, of, 'parity');
    assert.deepEqual(parity, await readCoinMoves(real, of, 'traces'));
    all.push(...parity.map(({ to, amount }) => [to, amount]));
  }
  assert.deepEqual(all, [
    [forwarder, 5n],
    [holding, 5n],
  ]);
});
