import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { keccak256 } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { PrivateKeyAccount } from 'viem/accounts';
import { testDatabase } from '../../../test/support/database.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { developer } from '../testing/node.ts';
import { startLocalNode } from './local-node.ts';
import { createRpc } from './rpc.ts';
import type { Rpc } from './rpc.ts';

const chainId = 31337;
const bob: Address = '0x00000000000000000000000000000000000000b0';
const alice = developer(3);

/** With no blocks but those that a test asks for. */
async function open(database: Database) {
  const node = await startLocalNode({
    database,
    log: silentLog,
    clock: wallClock,
    chainId,
    port: 0,
    blocksAfter: 2,
    blockMs: 3_600_000,
  });
  after(() => node.stop());
  return { ...node, rpc: createRpc(node.url) };
}

const pay = (from: Pick<PrivateKeyAccount, 'signTransaction'>, nonce: number, to: Address, value: bigint) =>
  from.signTransaction({
    chainId,
    nonce,
    to,
    value,
    gas: 21_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
  });

interface Block {
  readonly hash: Hash;
  readonly transactions: readonly Hash[];
}

async function blocksOf(rpc: Rpc): Promise<readonly Block[]> {
  const head = Number(await rpc<Hex>('eth_blockNumber'));
  return await Promise.all(
    Array.from({ length: head + 1 }, async (_, number) => {
      const at = `0x${number.toString(16)}`;
      const { hash, transactions } = await rpc<Block>('eth_getBlockByNumber', [at, false]);
      return { hash, transactions };
    }),
  );
}

/** Stops a node; the next one on its database has the same chain. */
async function outlives(
  node: Awaited<ReturnType<typeof open>>,
  database: Database,
  blocks: readonly Block[],
): Promise<void> {
  await node.stop();
  const second = await open(database);
  assert.deepEqual(await blocksOf(second.rpc), blocks);
  await second.stop();
}

test('what is accepted while another branch is asked for is mined all the same, and the chain outlives the node', async () => {
  const database = await testDatabase();
  const first = await open(database);
  await first.send(await pay(alice, 0, bob, 1n));
  await first.send(await pay(alice, 1, bob, 1n));
  const raw = await pay(alice, 2, bob, 1n);
  // Its block would come after the other branch.
  const [hash, changed] = await Promise.all([
    first.send(raw),
    first.reorganise(async () => ({ depth: 2, replace: async () => undefined })),
  ]);
  assert.equal(changed, true);
  const blocks = await blocksOf(first.rpc);
  assert.deepEqual(blocks.at(-1)?.transactions, [hash]);
  assert.equal(BigInt(await first.rpc<Hex>('eth_getBalance', [bob, 'latest'])), 3n);
  await outlives(first, database, blocks);
});

test('a transaction that another branch does not take is left out of it, now and at every start', async () => {
  const database = await testDatabase();
  const first = await open(database);
  const poor = privateKeyToAccount(generatePrivateKey());
  const gift = await pay(alice, 0, poor.address, 10n ** 18n);
  await first.send(gift);
  await first.send(await pay(poor, 0, bob, 1n));
  const later = await first.send(await pay(alice, 1, bob, 2n));
  await first.reorganise(async ({ number }) => ({
    depth: Number(number),
    replace: async ({ hash }) => (hash === keccak256(gift) ? await pay(alice, 0, bob, 4n) : undefined),
  }));
  const blocks = await blocksOf(first.rpc);
  assert.deepEqual(
    blocks.map(({ transactions }) => transactions.length),
    [0, 1, 0, 1],
  );
  assert.deepEqual(blocks.at(-1)?.transactions, [later]);
  assert.equal(BigInt(await first.rpc<Hex>('eth_getBalance', [bob, 'latest'])), 6n);
  await outlives(first, database, blocks);
});

test('a plan that wants no other branch leaves the chain as it is', async () => {
  const node = await open(await testDatabase());
  await node.send(await pay(alice, 0, bob, 1n));
  const before = await blocksOf(node.rpc);
  assert.equal(await node.reorganise(async () => undefined), false);
  await assert.rejects(
    node.reorganise(() => Promise.reject(new Error('no plan'))),
    /no plan/,
  );
  assert.deepEqual(await blocksOf(node.rpc), before);
  await node.send(await pay(alice, 1, bob, 1n));
  assert.equal((await blocksOf(node.rpc)).length, before.length + 1);
});

test('what the node refuses is told in its own words', async () => {
  const node = await open(await testDatabase());
  const poor = privateKeyToAccount(generatePrivateKey());
  const refusal = { name: 'RpcFailure', message: /insufficient funds/i };
  await assert.rejects(node.rpc('eth_sendRawTransaction', [await pay(poor, 0, bob, 1n)]), refusal);
  await assert.rejects(node.send(await pay(poor, 0, bob, 1n)), refusal);
});
