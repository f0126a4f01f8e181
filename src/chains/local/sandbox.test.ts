import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicClient, http, keccak256, parseAbi, zeroHash } from 'viem';
import type { Address, Hash } from 'viem';
import { endsWithTest } from '../../../test/support/child.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { until } from '../../../test/support/until.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { randomBytes } from '../../platform/random.ts';
import { contracts } from '../addresses.ts';
import { developer } from '../testing/node.ts';
import { beginCursor, moveCursor } from '../store.ts';
import { appendJournal, readSnapshot } from './journal-store.ts';
import { sandboxChain, startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const bob: Address = '0x00000000000000000000000000000000000000b0';
const [usdc, usdt, dai] = sandboxChain.tokens.map(({ address }) => address) as [Address, Address, Address];
const erc20 = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function decimals() view returns (uint8)',
]);

/** With no blocks but those that a test asks for. */
async function open(database: Database, longestJournal?: number): Promise<Sandbox> {
  const sandbox = await startSandbox({
    database,
    log: silentLog,
    clock: wallClock,
    blockMs: 3_600_000,
    ...(longestJournal !== undefined && { longestJournal }),
  });
  after(() => sandbox.stop());
  return sandbox;
}
const clientOf = (sandbox: Sandbox) => createPublicClient({ transport: http(sandbox.url), cacheTime: 0 });

/** The hashes of all blocks. */
async function hashesOf(sandbox: Sandbox): Promise<readonly Hash[]> {
  const client = clientOf(sandbox);
  const head = Number(await client.getBlockNumber());
  const numbers = Array.from({ length: head + 1 }, (_, at) => BigInt(at));
  return await Promise.all(numbers.map(async (blockNumber) => (await client.getBlock({ blockNumber })).hash));
}

const balance = (sandbox: Sandbox, token: Address): Promise<bigint> =>
  clientOf(sandbox).readContract({ address: token, abi: erc20, functionName: 'balanceOf', args: [bob] });

test('a sandbox has our factory and tokens of 6 and 18 decimals, and gives them away', async () => {
  const sandbox = await open(await testDatabase());
  const client = clientOf(sandbox);
  const code = await client.getCode({ address: contracts.factory });
  assert.equal(keccak256(code ?? '0x'), contracts.factoryCodeHash);
  for (const [address, decimals] of [
    [usdc, 6],
    [usdt, 6],
    [dai, 18],
  ] as const)
    assert.equal(await client.readContract({ address, abi: erc20, functionName: 'decimals' }), decimals);
  await sandbox.deposit(bob, usdc, 5n);
  await sandbox.deposit(bob, usdt, 6n);
  await sandbox.deposit(bob, null, 7n);
  assert.equal(await balance(sandbox, usdc), 5n);
  assert.equal(await balance(sandbox, usdt), 6n);
  assert.equal(await client.getBalance({ address: bob }), 7n);
  await sandbox.stop();
});

test('every block outlives the node, with its hash: reorganisations too', async () => {
  const database = await testDatabase();
  const first = await open(database);
  const dropped = await first.deposit(bob, usdc, 5n);
  const kept = await first.deposit(bob, dai, 6n);
  await first.mine(3);
  await first.reorganise(5, new Set([dropped]));
  await first.deposit(bob, usdt, 7n);
  const before = await hashesOf(first);
  // The node is killed as by kill -9: it has no other way to end.
  await first.stop();

  const second = await open(database);
  assert.deepEqual((await hashesOf(second)).slice(0, before.length), before);
  assert.equal(await balance(second, usdc), 0n);
  assert.equal(await balance(second, dai), 6n);
  assert.equal(await balance(second, usdt), 7n);
  assert.equal((await clientOf(second).getTransactionReceipt({ hash: kept })).status, 'success');
  await second.deposit(bob, usdc, 1n);
  assert.equal(await balance(second, usdc), 1n);
  await second.stop();
});

test('a deposit that is asked for while another branch is made comes after it', async () => {
  const sandbox = await open(await testDatabase());
  const client = clientOf(sandbox);
  const depth = 40;
  for (let made = 0; made < depth; made++) await sandbox.deposit(bob, usdc, 1n);
  const head = await client.getBlockNumber();
  const reorganised = sandbox.reorganise(depth, new Set());
  // In the middle of it the faucet has sent less than it will have.
  while ((await client.getBlockNumber()) === head);
  const hash = await sandbox.deposit(bob, usdc, 100n);
  await reorganised;
  assert.equal((await client.getTransactionReceipt({ hash })).blockNumber, head + 1n);
  assert.equal(await balance(sandbox, usdc), BigInt(depth) + 100n);
  await sandbox.stop();
});

test('a block that was written down and not yet made is made at the next start', async () => {
  const database = await testDatabase();
  const first = await open(database);
  const client = clientOf(first);
  const account = developer(3);
  const raw = await account.signTransaction({
    chainId: sandboxChain.chainId,
    nonce: 0,
    to: bob,
    value: 9n,
    gas: 21_000n,
    maxFeePerGas: 10n ** 12n,
    maxPriorityFeePerGas: 1n,
  });
  const seconds = Number((await client.getBlock()).timestamp) + 1;
  await first.stop();
  await appendJournal(database, [{ kind: 'mine', transactions: [raw], seconds }]);

  const second = await open(database);
  assert.equal((await clientOf(second).getTransactionReceipt({ hash: keccak256(raw) })).status, 'success');
  await second.stop();
});

test('no block that anybody has seen is lost by kill -9', async () => {
  const database = await testDatabase();
  const program = fileURLToPath(new URL('../testing/sandbox-process.ts', import.meta.url));
  const hashes: Hash[] = [];
  for (const dieAfter of [3, 8, 1]) {
    const child = endsWithTest(
      spawn(process.execPath, [program, JSON.stringify(database.connection)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    let left = dieAfter;
    for await (const line of createInterface({ input: child.stdout })) {
      hashes.push(line as Hash);
      left -= 1;
      if (left === 0) child.kill('SIGKILL');
    }
  }
  assert.ok(hashes.length >= 12);
  const sandbox = await open(database);
  for (const hash of hashes)
    assert.equal((await clientOf(sandbox).getTransactionReceipt({ hash })).status, 'success');
  // One that was mined and not yet said may be there beside them.
  assert.ok((await balance(sandbox, usdc)) >= BigInt(hashes.length));
});

test('a long journal is put together, and nothing changes by that', async () => {
  const database = await testDatabase();
  const first = await open(database);
  const hash = await first.deposit(bob, usdc, 5n);
  const before = await hashesOf(first);
  await first.stop();

  const second = await open(database, 3);
  assert.notEqual(await readSnapshot(database), undefined);
  assert.deepEqual((await hashesOf(second)).slice(0, before.length), before);
  assert.equal((await clientOf(second).getTransactionReceipt({ hash })).status, 'success');
  await second.deposit(bob, usdc, 6n);
  const later = await hashesOf(second);
  await second.stop();

  // Once more from the snapshot and what came after it, and once more put together.
  for (const longest of [undefined, 1]) {
    const next = await open(database, longest);
    assert.deepEqual((await hashesOf(next)).slice(0, later.length), later);
    assert.equal(await balance(next, usdc), 11n);
    await next.stop();
  }
});

test('what is put together may be large: it is there again all the same', async () => {
  const database = await testDatabase();
  const first = await open(database);
  for (let sent = 0; sent < 20; sent += 1) {
    const data = `0x${randomBytes(100_000).toString('hex')}`;
    const transaction = { from: developer(5).address, to: bob, data, gas: '0x1312d00' };
    await clientOf(first).request({ method: 'eth_sendTransaction', params: [transaction] } as never);
    await first.mine(1);
  }
  await first.stop();
  const second = await open(database, 3);
  const { state } = (await readSnapshot(database))!;
  assert.ok(state.length > 2 * 1024 * 1024, `${state.length}`);
  const before = await hashesOf(second);
  await second.stop();
  const third = await open(database);
  assert.deepEqual(await hashesOf(third), before);
  await third.stop();
});

test('a branch that begins before what was put together is refused, and the chain goes on', async () => {
  const database = await testDatabase();
  const first = await open(database);
  await first.deposit(bob, usdc, 5n);
  await first.stop();
  const second = await open(database, 3);
  const before = await hashesOf(second);
  // Three blocks were made since.
  const refused = { code: 'VAL', message: /at most 3\./ };
  await assert.rejects(second.reorganise(4, new Set()), refused);
  assert.deepEqual(await hashesOf(second), before);
  await second.reorganise(3, new Set());
  const later = await hashesOf(second);
  assert.deepEqual(later.slice(0, -3), before.slice(0, -3));
  await second.stop();
  const third = await open(database);
  assert.deepEqual(await hashesOf(third), later);
  await assert.rejects(third.reorganise(4, new Set()), refused);
  await third.reorganise(3, new Set());
  await third.deposit(bob, usdc, 6n);
  assert.equal(await balance(third, usdc), 11n);
  await third.stop();
});

test('another branch keeps everything that stands on the chain, however many blocks and branches there were', async () => {
  const sandbox = await open(await testDatabase());
  for (const depth of [5, 22, 64, 22, 64]) {
    await sandbox.mine(300);
    await sandbox.reorganise(depth, new Set());
  }
  await sandbox.deposit(bob, usdc, 5n);
  assert.equal(await balance(sandbox, usdc), 5n);
});

test('a start that fails leaves no node behind', async () => {
  const database = await testDatabase();
  await database.work((tx) => appendJournal(tx, [{ kind: 'rollback', depth: 10_000 }]));
  const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
  const before = children();
  await assert.rejects(open(database));
  await until(() => Promise.resolve(children() <= before));
});

test('transactions from outside are journaled as well; what would pass the journal by is refused', async () => {
  const database = await testDatabase();
  const first = await open(database);
  const client = clientOf(first);
  const send = (method: string, params: readonly unknown[]) => client.request({ method, params } as never);
  await send('eth_sendTransaction', [{ from: developer(5).address, to: bob, value: '0x3' }]);
  await assert.rejects(send('anvil_setBalance', [bob, '0x10']));
  await assert.rejects(send('evm_revert', ['0x0']));
  await assert.rejects(send('hardhat_reset', []));
  await first.mine(1);
  await first.stop();
  const second = await open(database);
  assert.equal(await clientOf(second).getBalance({ address: bob }), 3n);
  await second.stop();
});

test('a branch is planned as the chain is read, also where blocks are made faster than they are read', async () => {
  const database = await testDatabase();
  const sandbox = await open(database);
  const client = clientOf(sandbox);
  const over = new AbortController();
  // Nobody is waited for who has not begun to read.
  await database.work((tx) => beginCursor(tx, sandboxChain.chainId, { number: 0n, hash: zeroHash }));
  const reading = (async () => {
    while (!over.signal.aborted) {
      const { number, hash } = await client.getBlock();
      // Another block is there by the time that this one is read.
      await sleep(60);
      await database.work((tx) => moveCursor(tx, sandboxChain.chainId, number, hash));
    }
  })();
  const making = (async () => {
    while (!over.signal.aborted) await sandbox.deposit(bob, usdc, 1n);
  })();
  let planned = 0n;
  try {
    const done = await sandbox.reorganiseAsRead((height) => {
      planned = height;
      return Promise.resolve({ depth: 1, drop: new Set() });
    });
    assert.equal(done, true);
  } finally {
    over.abort();
    await Promise.all([reading, making]);
  }
  assert.ok(planned > 0n);
});

test('where nobody reads the chain no branch is made', async () => {
  const sandbox = await open(await testDatabase());
  const before = await hashesOf(sandbox);
  const plan = () => Promise.reject(new Error('nothing to plan'));
  assert.equal(await sandbox.reorganiseAsRead(plan), false);
  assert.deepEqual(await hashesOf(sandbox), before);
});
