import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFunctionData, toHex, zeroAddress, zeroHash } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { factoryAbi } from '../abi.ts';
import { accountAddress, contracts, forwarderAddress } from '../addresses.ts';
import { readCoinMoves } from './coins.ts';
import { NodeWrong } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';
import { aliceKey, makeFactory, saltOf } from '../testing/account.ts';
import { testNode } from '../testing/node.ts';

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

// Polygon: what comes from Ethereum is done at the end of some blocks, in a transaction that older nodes trace only when they are asked to.
const synced: Hash = '0x9825781be0f282df3b4384c3f8973dd52e827b71a4dbc80d995d8728ad35cb25';
const polygon = {
  hash: '0x6e49a6de48a0c9c5d973802b7a061067fdd128573b5d482ab46723b6d1eb5860',
  number: 54_529_760n,
  transactions: [hash(50), synced],
} as const;
const frame = (value: number) => ({ type: 'CALL', from: address(1), to: address(2), value: toHex(value) });
const debugging = (
  ordinary: readonly object[],
  withSync: readonly object[],
  parity: readonly object[] = [],
): ChainNode => ({
  host: 'test',
  request: async <T>(method: string, params: readonly unknown[] = []) => {
    if (method === 'trace_block') return parity as T;
    const { borTraceEnabled = false } = params[1] as { borTraceEnabled?: boolean };
    return (borTraceEnabled ? withSync : ordinary) as T;
  },
});
const ordinary = { txHash: hash(50), result: frame(5) };

test('what Polygon does at the end of a block is asked for where it is missing, under whatever hash', async () => {
  const found = [
    { transactionHash: hash(50), ordinal: 0, from: address(1), to: address(2), amount: 5n },
    { transactionHash: synced, ordinal: 0, from: address(1), to: address(2), amount: 6n },
  ];
  for (const txHash of [synced, hash(99)]) {
    const node = debugging([ordinary], [ordinary, { txHash, result: frame(6) }]);
    assert.deepEqual(await readCoinMoves(node, polygon, 'traces'), found);
  }
  const parity = [line([], 5, { blockHash: polygon.hash })];
  const node = debugging([ordinary], [ordinary, { txHash: synced, result: frame(6) }], parity);
  assert.deepEqual(await readCoinMoves(node, polygon, 'parity'), found);
});

test('a node that cannot trace that has told all there is; of any other transaction it has not', async () => {
  for (const tracing of ['traces', 'parity'] as const) {
    const node = debugging([ordinary], [ordinary], [line([], 5, { blockHash: polygon.hash })]);
    const moves = await readCoinMoves(node, polygon, tracing);
    assert.deepEqual(
      moves.map(({ transactionHash, amount }) => [transactionHash, amount]),
      [[hash(50), 5n]],
    );
    await assert.rejects(
      readCoinMoves(node, { ...polygon, transactions: [hash(50), hash(51)] }, tracing),
      NodeWrong,
    );
    await assert.rejects(readCoinMoves(debugging([], []), polygon, tracing), NodeWrong);
  }
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
