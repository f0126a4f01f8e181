import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getAddress, toHex } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { testDatabase } from '../../../test/support/database.ts';
import { redacted } from '../../kernel/redacted.ts';
import { wallClock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { accountAddress } from '../addresses.ts';
import { createChain } from '../chain.ts';
import { executeDigest, transferCall } from './execute.ts';
import { createRpc } from '../local/rpc.ts';
import { aliceKey, makeFactory } from '../testing/account.ts';
import { movedClock } from '../testing/moved-clock.ts';
import { developer, testNode } from '../testing/node.ts';
import { recorder } from '../testing/recorder.ts';
import { meddling, sandboxChainForTest } from '../testing/sandbox-chain.ts';
import type { GasSpent } from '../types.ts';

const bob: Address = getAddress('0x00000000000000000000000000000000000000b0');
const account = accountAddress(aliceKey);
const { x, y } = aliceKey;

/** What was paid, by what was told of each chain transaction last. */
function told(gas: readonly GasSpent[]): bigint {
  const last = new Map<Hash, bigint>(gas.map(({ transactionHash, amount }) => [transactionHash, amount]));
  return [...last.values()].reduce((sum, amount) => sum + amount, 0n);
}

function signed(chainId: number, key: string, nonce: bigint) {
  const calls = [transferCall(null, bob, 400n)];
  const execute = { chainId, account, calls, nonce, deadline: 4_000_000_000n };
  return { key, publicKey: { x, y }, execute, signature: aliceKey.sign(executeDigest(execute)) };
}

test('what a chain takes for its data on another one is paid, too', async () => {
  const t = await sandboxChainForTest();
  const rpc = createRpc(t.sandbox.url);
  const rollup = t.open({
    connect: meddling(t.sandbox.url, async (method, params) =>
      method === 'eth_getTransactionReceipt'
        ? { ...(await rpc<object>(method, params as readonly unknown[])), l1Fee: toHex(777) }
        : undefined,
    ),
  });
  const call = { key: 'one', to: bob, data: '0x', value: 1n } as const;
  await t.database.work((tx) => t.chain.submit(tx, call));
  await rollup.round();
  await t.sandbox.mine(3);
  while (await rollup.round());
  const [gas] = t.gas;
  const receipt = await rpc<{ gasUsed: Hex; effectiveGasPrice: Hex }>('eth_getTransactionReceipt', [
    gas!.transactionHash,
  ]);
  assert.equal(gas!.amount, BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice) + 777n);
});

test('one that only cost gas and is mined again on another branch holds up nothing, and its gas is told once', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(account);
  await t.sandbox.deposit(account, null, 10_000n);
  await t.confirm();
  const before = await relayerBalance();
  // With so little gas it reverts: the call can still happen, and is sent anew.
  const stingy = t.open({
    connect: meddling(t.sandbox.url, (method) => (method === 'eth_estimateGas' ? toHex(60_000) : undefined)),
  });
  await t.database.work((tx) => t.chain.submitCall(tx, signed(t.chain.chainId, 'one', 0n)));
  await stingy.round();
  await t.sandbox.mine(3);
  while (await t.chain.round());
  const { send } = await t.chain.readOutgoing('one');
  assert.deepEqual([send?.state, send?.lastError], ['queued', 'it reverted']);
  assert.deepEqual(
    t.gas.map(({ succeeded }) => succeeded),
    [false],
  );

  await t.sandbox.reorganise(4, new Set());
  await t.confirm();
  t.pass(60_000);
  await t.confirm();
  await t.confirm();
  assert.equal(t.calls.at(-1)?.outcome, 'executed');
  assert.equal((await t.chain.readOutgoing('one')).send?.state, 'done');
  assert.equal(told(t.gas), before - (await relayerBalance()));

  async function relayerBalance(): Promise<bigint> {
    const address = (await t.chain.state()).relayer ?? assert.fail('there is a relayer');
    return (await t.chain.readBalances([{ address, token: null }], 'latest')).balances[0]!;
  }
});

test('what left the chain after its gas was told is told to have cost nothing, and what it costs when it is sent again', async () => {
  const node = await testNode();
  await makeFactory(node);
  const database = await testDatabase();
  const listeners = recorder();
  listeners.ours.add(account);
  const { clock, now, pass } = movedClock();
  const relayer = developer(1);
  const common = {
    name: 'POLYGON',
    chainId: node.client.chain.id,
    coin: { symbol: 'POL', name: 'POL' },
    tokens: [],
    rpcUrls: [node.url],
    confirmations: 3,
    database,
    log: silentLog,
    listeners,
  };
  const chain = createChain({
    ...common,
    relayerKey: redacted(toHex(relayer.getHdKey().privateKey ?? assert.fail('it has a key'))),
    clock,
    now,
  });
  const settle = async (): Promise<void> => {
    while (await chain.round());
  };
  const balance = () => node.client.getBalance({ address: relayer.address });
  await node.send(account, '0x', { value: 10_000n });
  await settle();
  const before = await balance();
  await database.work((tx) => chain.submitCall(tx, signed(chain.chainId, 'one', 0n)));
  await settle();
  await node.client.mine({ blocks: 3 });
  await settle();
  assert.equal(told(listeners.gas), before - (await balance()));
  assert.ok(told(listeners.gas) > 0n);

  // A branch without it, whose blocks are others; the node knows it no more.
  await node.client.request({ method: 'anvil_rollback', params: [4] } as never);
  await node.client.increaseTime({ seconds: 1_000 });
  await node.client.mine({ blocks: 5 });
  // The same chain in a process that sends nothing.
  await createChain({ ...common, clock: wallClock }).round();
  assert.equal(told(listeners.gas), 0n);
  assert.equal(await balance(), before);

  pass(60_000);
  await settle();
  await node.client.mine({ blocks: 3 });
  await settle();
  assert.equal(listeners.calls.at(-1)?.outcome, 'executed');
  assert.equal(told(listeners.gas), before - (await balance()));
  assert.ok(told(listeners.gas) > 0n);
});

test('gas that cannot be booked, or booked back, waits by itself: the chain takes another branch, and the rest is told', async () => {
  const t = await sandboxChainForTest();
  const send = (key: string) =>
    t.database.work((tx) => t.chain.submit(tx, { key, to: bob, data: '0x', value: 1n }));
  await send('one');
  await send('two');
  await t.confirm();
  const [one, two] = t.gas.map(({ transactionHash }) => transactionHash);
  assert.ok(one !== undefined && two !== undefined);
  let isAway = false;
  const spoiled = t.open({
    connect: meddling(t.sandbox.url, (method) => {
      if (isAway && method === 'eth_getBlockByNumber') throw new Error('it is away');
      return undefined;
    }),
    listeners: {
      ...t,
      async spentGas(tx, spent) {
        if (spent.some(({ transactionHash }) => transactionHash === one)) throw new Error('it does not fit');
        await t.spentGas(tx, spent);
      },
    },
  });
  await t.sandbox.reorganise(4, new Set());
  const mark = t.gas.length;
  const stuck = async () =>
    (await t.chain.state()).stuck.map(({ transactionHash, kind, hasLeft }) => [
      transactionHash,
      kind,
      hasLeft,
    ]);
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round++) await spoiled.round().catch(() => undefined);
  };
  await rounds(1);
  isAway = true;
  await rounds(1);
  assert.deepEqual(await stuck(), [[one, 'gas', true]]);
  // In a block again, it is to be told anew.
  isAway = false;
  await rounds(6);
  assert.equal((await spoiled.state()).block, await t.sandbox.height());
  assert.deepEqual(await stuck(), [[one, 'gas', false]]);
  const ofTwo = t.gas.slice(mark).map(({ transactionHash, amount }) => [transactionHash, amount > 0n]);
  assert.deepEqual(ofTwo, [
    [two, false],
    [two, true],
  ]);
  assert.equal((await t.chain.readOutgoing('two')).send?.state, 'done');
  // Whatever it was is mended.
  await t.chain.retryStuck();
  await t.settle();
  assert.deepEqual(await stuck(), []);
  const ofOne = t.gas.slice(mark).filter(({ transactionHash }) => transactionHash === one);
  assert.ok(ofOne.at(-1)!.amount > 0n);
  assert.equal((await t.chain.readOutgoing('one')).send?.state, 'done');
});
