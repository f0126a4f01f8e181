import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toEventSelector, toHex } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { silentLog } from '../../platform/log.ts';
import { readHeaders, readLogs } from './blocks.ts';
import type { Header, RawLog } from './blocks.ts';
import { bloomOf } from './bloom.ts';
import { readCoinMoves } from './coins.ts';
import { findInLogs } from './find.ts';
import { createNodes, NodeBehind, NodeDisagrees, NodeWrong, NoNode } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';
import { readReceipts } from './receipts.ts';

const hash = (number: number): Hash => toHex(number, { size: 32 });
const word = (number: number): Hex => toHex(number, { size: 32 });
const token: Address = '0x00000000000000000000000000000000000000C1';
const topic = toEventSelector('Transfer(address,address,uint256)');

const logAt = (index: number, over: Partial<RawLog> = {}): RawLog => ({
  address: token,
  topics: [topic, word(1), word(100 + index)],
  data: word(5),
  blockHash: hash(7),
  transactionHash: hash(50),
  logIndex: toHex(index),
  ...over,
});

const header = (logs: readonly RawLog[]): Header => ({
  number: 7n,
  hash: hash(7),
  parentHash: hash(6),
  minedAt: new Date(0),
  logsBloom: `0x${bloomOf(logs).toString('hex')}`,
  transactions: [hash(50)],
});

/** A node that answers each method with the same thing. */
const nodeOf = (answers: Record<string, unknown>): ChainNode => ({
  host: 'test',
  request: async (method, params) => {
    const answer = answers[method];
    return (typeof answer === 'function' ? answer(...(params ?? [])) : answer) as never;
  },
});

const logs = [logAt(0), logAt(1), logAt(2)];

test('all logs of a block, each with its place in its receipt', async () => {
  const mixed = [logs[0]!, { ...logs[1]!, transactionHash: hash(51) }, logs[2]!];
  const answer = await readLogs(nodeOf({ eth_getLogs: mixed.toReversed() }), [header(mixed)]);
  assert.deepEqual(
    answer.get(hash(7))!.map(({ logIndex, ordinal }) => [logIndex, ordinal]),
    [
      [0, 0],
      [1, 0],
      [2, 1],
    ],
  );
});

test('an answer that cannot be all there is does not count', async () => {
  const bad: Record<string, readonly RawLog[]> = {
    'nothing, of a block with logs': [],
    'the first is missing': logs.slice(1),
    'one in the middle is missing': [logs[0]!, logs[2]!],
    'the last is missing': logs.slice(0, 2),
    'of another block': [...logs, logAt(3, { blockHash: hash(8) })],
    'taken back': [...logs.slice(0, 2), logAt(2, { removed: true })],
    'one is twice there': [...logs, logs[0]!],
  };
  for (const [what, answer] of Object.entries(bad))
    await assert.rejects(readLogs(nodeOf({ eth_getLogs: answer }), [header(logs)]), NodeWrong, what);
});

test('a log that the bloom filter cannot tell from another is missed by its number', async () => {
  const twins = [logAt(0), logAt(1, { topics: logAt(0).topics }), logAt(2)];
  await assert.rejects(readLogs(nodeOf({ eth_getLogs: [twins[0], twins[2]] }), [header(twins)]), NodeWrong);
});

test('an empty block has an empty answer', async () => {
  assert.deepEqual((await readLogs(nodeOf({ eth_getLogs: [] }), [header([])])).get(hash(7)), []);
});

test('a range that is refused is asked for in halves, down to single blocks', async () => {
  const headers = Array.from({ length: 40 }, (_, at) => ({
    ...header([]),
    number: BigInt(at),
    hash: hash(1000 + at),
  }));
  const asked: string[] = [];
  const node = nodeOf({
    eth_getLogs: (filter: { blockHash?: Hash; fromBlock?: Hex; toBlock?: Hex }) => {
      if (filter.blockHash === undefined) {
        asked.push(`${Number(filter.fromBlock)}-${Number(filter.toBlock)}`);
        throw new Error('query returned more than 10000 results');
      }
      asked.push('1');
      return [];
    },
  });
  await readLogs(node, headers);
  assert.deepEqual(asked.slice(0, 3), ['0-39', '0-19', '0-9']);
  assert.equal(asked.filter((what) => what === '1').length, 40);
});

test('too many requests are no reason to ask more often', async () => {
  const headers = Array.from({ length: 40 }, () => header([]));
  let asked = 0;
  const node = nodeOf({
    eth_getLogs: () => {
      asked += 1;
      throw Object.assign(new Error('slow down'), { status: 429 });
    },
  });
  await assert.rejects(readLogs(node, headers));
  assert.equal(asked, 1);
});

test('headers of two branches do not pass for one', async () => {
  const blocks = [6, 7, 8].map((number) => ({
    number: toHex(number),
    hash: hash(number),
    parentHash: hash(number - 1),
    timestamp: '0x1',
    logsBloom: '0x00',
    transactions: [],
  }));
  const nodeWith = (list: readonly (object | null)[]): ChainNode =>
    nodeOf({ eth_getBlockByNumber: (name: Hex) => list[Number(name) - 6] });
  assert.equal((await readHeaders(nodeWith(blocks), 6n, 8n)).length, 3);
  const other = { ...blocks[1]!, hash: hash(77) };
  await assert.rejects(readHeaders(nodeWith([blocks[0]!, other, blocks[2]!]), 6n, 8n), NodeWrong);
  await assert.rejects(readHeaders(nodeWith([blocks[0]!, null, blocks[2]!]), 6n, 8n), NodeBehind);
  await assert.rejects(readHeaders(nodeWith([blocks[0]!, blocks[2]!, blocks[1]!]), 6n, 8n), NodeWrong);
});

test('a receipt counts in the block where its transaction was seen, and nowhere else', async () => {
  const receipt = { transactionHash: hash(50), blockHash: hash(7), status: '0x1', logs };
  const of = [{ transactionHash: hash(50), blockHash: hash(7) }];
  assert.equal((await readReceipts(nodeOf({ eth_getTransactionReceipt: receipt }), of)).size, 1);
  const moved = nodeOf({ eth_getTransactionReceipt: { ...receipt, blockHash: hash(8) } });
  assert.ok((await readReceipts(moved, of)).get(hash(50)) instanceof NodeWrong);
  const none = await readReceipts(nodeOf({ eth_getTransactionReceipt: null }), of);
  assert.ok(none.get(hash(50)) instanceof NodeBehind);
});

test('many receipts of one block are asked for at once, and one by one where that is not offered', async () => {
  const hashes = [50, 51, 52, 53, 54, 55].map(hash);
  const of = hashes.map((transactionHash) => ({ transactionHash, blockHash: hash(7) }));
  const receiptOf = (transactionHash: Hash) => ({ transactionHash, blockHash: hash(7), logs: [] });
  const all = nodeOf({ eth_getBlockReceipts: hashes.map(receiptOf) });
  assert.equal((await readReceipts(all, of)).size, 6);
  const one = nodeOf({
    eth_getBlockReceipts: () => {
      throw new Error('no such method');
    },
    eth_getTransactionReceipt: receiptOf,
  });
  assert.equal((await readReceipts(one, of)).size, 6);
});

test('only transfers of listed tokens with a value that a ledger can hold are transfers', () => {
  const listed = new Set([token.toLowerCase()]);
  const find = (log: RawLog) => findInLogs([{ log, logIndex: 0, ordinal: 0 }], listed);
  assert.equal(find(logAt(0)).length, 1);
  assert.equal(find(logAt(0, { address: '0x00000000000000000000000000000000000000c2' })).length, 0);
  assert.equal(find(logAt(0, { data: word(0) })).length, 0);
  assert.equal(find(logAt(0, { data: toHex(10n ** 39n, { size: 32 }) })).length, 0);
  assert.equal(find(logAt(0, { data: '0x' })).length, 0);
  assert.equal(find(logAt(0, { topics: [topic, word(1), word(2), word(3)], data: '0x' })).length, 0);
  assert.equal(find(logAt(0, { topics: [topic] })).length, 0);
});

test('native coin: calls within calls, and nothing of what was taken back', async () => {
  const address = (number: number): Address => toHex(number, { size: 20 });
  const call = (type: string, value: number, calls: readonly object[] = [], error?: string) => ({
    type,
    from: address(1),
    to: address(2),
    value: toHex(value),
    calls,
    ...(error !== undefined && { error }),
  });
  const frame = call('CALL', 0, [
    call('CALL', 5, [call('DELEGATECALL', 5, [call('CALL', 6)])]),
    call('CALL', 7, [call('CALL', 8)], 'execution reverted'),
    call('CREATE2', 9),
    call('STATICCALL', 0),
    call('SELFDESTRUCT', 10),
  ]);
  const answer = [{ txHash: hash(50), result: frame }];
  const moves = await readCoinMoves(nodeOf({ debug_traceBlockByHash: answer }), header([]));
  assert.deepEqual(
    moves.map(({ amount, ordinal }) => [amount, ordinal]),
    [
      [5n, 0],
      [6n, 1],
      [9n, 2],
      [10n, 3],
    ],
  );
  await assert.rejects(readCoinMoves(nodeOf({ debug_traceBlockByHash: [] }), header([])), NodeWrong);
});

test('nodes fail over, keep to the one that works, and are never asked when they serve another chain', async () => {
  const asked: string[] = [];
  const connect = (url: string) =>
    (() => ({
      config: {},
      value: undefined,
      request: async ({ method }: { method: string }) => {
        asked.push(url);
        if (url === 'down') throw new Error('connection refused');
        if (method === 'eth_chainId') return url === 'other' ? '0x5' : '0x1';
        return url;
      },
    })) as never;
  const nodes = createNodes({ chainId: 1, urls: ['down', 'other', 'good'], connect, log: silentLog });
  const ask = () => nodes.use((node) => node.request<string>('web3_clientVersion'));
  assert.equal(await ask(), 'good');
  asked.length = 0;
  assert.equal(await ask(), 'good');
  assert.ok(asked.every((url) => url === 'good'));
  assert.equal(nodes.answer(), true);

  const none = createNodes({ chainId: 1, urls: ['down', 'other'], connect, log: silentLog });
  await assert.rejects(
    none.use((node) => node.request('web3_clientVersion')),
    NoNode,
  );
  assert.equal(none.answer(), false);
  // To be behind is no failure.
  await assert.rejects(
    nodes.use(() => Promise.reject(new NodeBehind())),
    NoNode,
  );
  assert.equal(nodes.answer(), true);
});

test('a node that knows none of our blocks is asked again which chain it serves: another one at its address is no reorganisation', async () => {
  let served = '0x1';
  const connect = () =>
    (() => ({ config: {}, value: undefined, request: () => Promise.resolve(served) })) as never;
  const nodes = createNodes({ chainId: 1, urls: ['one'], connect, log: silentLog });
  const kindOf = (work: () => Promise<unknown>) =>
    nodes.use(work).then(
      () => 'done',
      (error: NoNode) => (error.errors[0] as Error).name,
    );
  const disagree = () => Promise.reject(new NodeDisagrees());
  assert.equal(await kindOf(() => Promise.resolve()), 'done');
  assert.equal(await kindOf(disagree), 'NodeDisagrees');
  served = '0x5';
  assert.equal(await kindOf(disagree), 'NodeWrong');
  // What it is asked after that it is not asked.
  assert.equal(await kindOf(() => assert.fail('it serves another chain')), 'NodeWrong');
  served = '0x1';
  assert.equal(await kindOf(() => Promise.resolve()), 'done');
});
