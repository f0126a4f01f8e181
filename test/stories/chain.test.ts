import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { present } from '../../src/kernel/assert.ts';
import { testClient } from '../support/client.ts';
import type { Client } from '../../sdk/index.ts';
import {
  aCard,
  chainIsUp,
  isReady,
  newCompany,
  run,
  startCardwright,
  temporaryFolder,
} from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

const withChain = { LOCAL_CHAIN: 'on' };

/** The processes that a process has started, and those that they have. */
async function descendants(pid: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([child, of]) => (of === parent && child !== undefined ? [child, ...below(child)] : []));
  return below(pid);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const usdcOf = async (client: Client, walletId: string): Promise<number | string | undefined> => {
  const balances = await client.getVirtualWalletBalance({ walletId });
  return balances.find(({ symbol }) => symbol === 'USDC')?.balance;
};

/** Once what the chain does by itself, such as sweeping what was credited, is booked: with its gas, a moment after its block. */
const assertReconciled = (operator: Client): Promise<void> =>
  until(async () => {
    const chains = await operator.reconcile();
    assert.ok(chains.length > 0);
    return chains.every(({ reconciled, differences }) => reconciled && differences.length === 0);
  });

test('a deposit is told and booked, outlives kill -9, leaves no process behind, and is taken back with its block', async () => {
  const first = await startCardwright({ settings: withChain });
  await chainIsUp(first);
  const { client, apiKey } = await newCompany(first, '0.00');
  const receiver = await startReceiver();
  await client.createWebhookEndpoint({
    url: receiver.url,
    filters: ['VIRTUAL_WALLETS.DEPOSIT.PENDING', 'VIRTUAL_WALLETS.DEPOSIT.SUCCESS'],
  });
  const wallet = await client.createVirtualWallet({ alias: 'Ada', blockchain: 'POLYGON' });
  const { movement } = await client.simulateDeposit({ wallet_id: wallet.id, amount: '12.5' });
  assert.equal(movement.status, 'PENDING');
  const [seen, credited] = await receiver.received(2);
  assert.deepEqual([seen!.json['status'], credited!.json['status']], ['PENDING', 'SUCCESS']);
  assert.equal(credited!.json.data['transaction_hash'], movement.transaction_hash);
  assert.equal(credited!.json.data['net_amount'], '12.5');
  assert.equal(await usdcOf(client, wallet.id), 12.5);
  await assertReconciled(first.operator);

  const started = await descendants(first.child.pid!);
  // Three signers, the chain, PostgreSQL: each watched, some with processes of their own.
  assert.ok(started.length >= 5, `${started.length} processes`);
  first.child.kill('SIGKILL');
  await first.ended;
  await until(async () => started.every((pid) => !isAlive(pid)));

  const second = await startCardwright({ dataDir: first.dataDir, settings: withChain });
  await chainIsUp(second);
  const again = testClient({ url: second.url, apiKey });
  assert.equal(await usdcOf(again, wallet.id), 12.5);
  await assertReconciled(second.operator);
  const { movements } = await again.simulateReorganisation({});
  assert.deepEqual(
    movements.map(({ id, status }) => [id, status]),
    [[movement.id, 'CANCELLED']],
  );
  const [, , cancelled] = await receiver.received(3);
  assert.equal(cancelled!.json['status'], 'CANCELLED');
  assert.equal(await usdcOf(again, wallet.id), 0);
  await assertReconciled(second.operator);
  assert.equal(await second.stop(), 0);
});

test('what a card holding starts with is really on the chain', async () => {
  const server = await startCardwright({ settings: withChain });
  const { operator, client, stop } = server;
  await chainIsUp(server);
  // It gets its address beside the start.
  await until(async () => (await client.getCardHolding()).deposit_address !== null);
  const address = present((await client.getCardHolding()).deposit_address, 'it has one');
  await until(async () => {
    const [chain] = await operator.reconcile();
    return chain!.totals.some(
      ({ asset, on_chain }) => asset === 'POLYGON:USDC/6' && Number(on_chain) >= 1_000_000,
    );
  });
  await assertReconciled(operator);
  // It was there before its coins were: nobody is told of a deposit.
  assert.deepEqual((await client.listEvents({})).data, []);
  // Deposits on top of it are new money.
  await client.simulateDeposit({ address, amount: '25' });
  await until(async () => (await client.getCardHolding()).warranty_balance === 1_000_025);
  const card = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
  await client.simulateDeposit({ card_id: card.id, amount: '10.009999' });
  await until(async () => (await client.getCardHolding()).warranty_balance === 1_000_035);
  const { available_credit } = await client.getCardBalance({ cardId: card.id });
  assert.equal(available_credit, 10);
  await assertReconciled(operator);
  assert.equal(await stop(), 0);
});

test('two processes that could have a chain have one, which one of them runs', async () => {
  const first = await startCardwright({ settings: withChain });
  const masterKey = (await readFile(join(first.dataDir, 'master.key'), 'utf8')).trim();
  const folder = await temporaryFolder();
  const readyFile = join(folder, 'ready.json');
  const second = run({
    DATA_DIR: first.dataDir,
    DATABASE_URL: first.databaseUrl,
    MASTER_KEY: masterKey,
    ROLES: 'api,watcher',
    READY_FILE: readyFile,
    ...withChain,
  });
  await isReady(second);
  const { url } = JSON.parse(await readFile(readyFile, 'utf8')) as { url: string };
  const { client, apiKey } = await newCompany(first, '0.00');
  const other = testClient({ url, apiKey });
  // The second one has to find the signers first.
  await until(async () => (await first.operator.listSigners()).every(({ up }) => up));
  const create = () => other.createVirtualWallet({ alias: 'Ada', blockchain: 'POLYGON' });
  let wallet: Awaited<ReturnType<typeof create>> | undefined;
  await until(async () => {
    wallet = await create().catch(() => undefined);
    return wallet !== undefined;
  });
  assert.ok(wallet !== undefined);
  const { id: walletId } = wallet;
  await client.simulateDeposit({ wallet_id: walletId, amount: '3' });
  await until(async () => (await usdcOf(other, walletId)) === 3);
  await assert.rejects(other.simulateDeposit({ wallet_id: walletId, amount: '3' }), {
    code: 'UNAVAILABLE',
  });
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
  assert.equal(await first.stop(), 0);
});

test('without a chain cards work, and what needs one says that it is away', async () => {
  const { client, stop } = await startCardwright({ settings: { LOCAL_CHAIN: 'off' } });
  const card = await client.createCard(aCard);
  const { approved } = await client.simulateAuthorization({ card_id: card.id, amount: '10' });
  assert.equal(approved, true);
  await assert.rejects(client.createVirtualWallet({ alias: 'Ada', blockchain: 'POLYGON' }), {
    code: 'UNAVAILABLE',
  });
  assert.equal((await client.getCardHolding()).warranty_balance, 999_990);
  assert.equal(await stop(), 0);
});
