import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asset } from '../../kernel/assets.ts';
import { sql } from '../../platform/database.ts';
import { custodyAccount, obligationAccount, treasuryAccount, virtualAccount } from '../accounts.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { Wallet } from '../types.ts';

const t = await walletsRig();
const { company, wallets, chain, tokens } = t;
const [USDC] = tokens;

const newWallets = (count: number): Promise<Wallet[]> =>
  Promise.all(
    Array.from({ length: count }, () => wallets.virtual.create(company, { alias: 'One', chain: chain.name })),
  );
const holding = async (): Promise<Wallet> => await wallets.virtual.holding(company, chain.name);
const custody = ({ id }: Wallet): Promise<bigint> => t.posted(custodyAccount(company, id, usdc));
const relayed = (): number => sweepsSent.length;
const sweepsSent: string[] = [];
const submitSweep = chain.submitSweep.bind(chain);
chain.submitSweep = async (tx, key, sweeps) => {
  sweepsSent.push(key);
  await submitSweep(tx, key, sweeps);
};

// The first wallet makes the holding wallet, and with it the key.
await newWallets(1);

test('a hundred deposit addresses are swept in one chain transaction, booked from its logs and not as deposits', async () => {
  const all = await newWallets(100);
  for (const { address } of all) await t.sandbox.deposit(address, USDC, 2_000_000n);
  await t.confirm();
  assert.equal(await t.wallets.outgoing.sweep(), 100);
  assert.equal(relayed(), 1);
  // Nothing is booked before the chain says so, and nothing is sent for twice meanwhile.
  assert.equal(await custody(all[0]!), 2_000_000n);
  t.pass(60_000);
  assert.equal(await t.wallets.outgoing.sweep(), 0);
  const told = t.told.length;
  await t.confirm();
  assert.equal(await custody(await holding()), 200_000_000n);
  for (const wallet of all) {
    assert.equal(await custody(wallet), 0n);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, usdc)), 2_000_000n);
  }
  assert.equal(t.told.length, told);
  t.pass(60_000);
  assert.equal(await t.wallets.outgoing.sweep(), 0);
  assert.equal(relayed(), 1);
  await t.assertReconciled();
});

test('a process whose clock is a day ahead keeps nothing from others: what it saw and what it took is theirs in a minute', async () => {
  const clock = { now: () => new Date(t.parts.clock.now().getTime() + 24 * 3_600_000) };
  const wrong = t.open({ parts: { clock }, chain: { clock } });
  const [wallet] = await newWallets(1);
  await t.sandbox.deposit(wallet!.address, USDC, 2_000_000n);
  await t.sandbox.mine(3);
  while (await wrong.chain.round());
  assert.equal(await custody(wallet!), 2_000_000n);
  // It takes it, and dies.
  wrong.chain.submitSweep = () => Promise.reject(new Error('it dies'));
  await assert.rejects(wrong.wallets.outgoing.sweep(), /it dies/);
  assert.equal(await wallets.outgoing.sweep(), 0);
  t.pass(61_000);
  assert.equal(await wallets.outgoing.sweep(), 1);
  await t.confirm();
  assert.equal(await custody(wallet!), 0n);
});

test('many tokens of one address leave together, the native coin too', async () => {
  const [wallet] = await newWallets(1);
  await t.sandbox.deposit(wallet!.address, USDC, 2_000_000n);
  await t.sandbox.deposit(wallet!.address, tokens[1], 3_000_000n);
  await t.sandbox.deposit(wallet!.address, tokens[2], 4n * 10n ** 18n);
  await t.sandbox.deposit(wallet!.address, null, 10n ** 19n);
  await t.confirm();
  const before = relayed();
  await t.wallets.outgoing.sweep();
  await t.confirm();
  assert.equal(relayed(), before + 1);
  for (const token of [...tokens, null]) assert.equal(await t.onChain(wallet!.address, token), 0n);
  await t.assertReconciled();
});

test('what is not worth its gas waits, until more comes', async () => {
  const [wallet] = await newWallets(1);
  // Below the minimum too: it is in suspense, and in custody all the same.
  await t.deposit(wallet!.address, USDC, 10n);
  assert.equal(await t.wallets.outgoing.sweep(), 0);
  assert.equal(await custody(wallet!), 10n);
  await t.deposit(wallet!.address, USDC, 5_000_000n);
  assert.equal(await t.wallets.outgoing.sweep(), 1);
  await t.confirm();
  assert.equal(await custody(wallet!), 0n);
  await t.assertReconciled();
});

test('a deposit that comes while the address is being swept is swept after it', async () => {
  const [wallet] = await newWallets(1);
  await t.deposit(wallet!.address, USDC, 2_000_000n);
  await t.wallets.outgoing.sweep();
  await t.settle();
  await t.deposit(wallet!.address, USDC, 3_000_000n);
  assert.equal(await custody(wallet!), 3_000_000n);
  t.pass(60_000);
  assert.equal(await t.wallets.outgoing.sweep(), 1);
  await t.confirm();
  assert.equal(await custody(wallet!), 0n);
  assert.equal(await t.posted(virtualAccount(company, wallet!.id, usdc)), 5_000_000n);
  await t.assertReconciled();
});

test('an address to which more comes during each sweep is not taken for one that sweeps leave something on', async () => {
  const [wallet] = await newWallets(1);
  await t.deposit(wallet!.address, USDC, 2_000_000n);
  const triesOf = sql('test.tries', 'SELECT tries FROM wallet_sweeps WHERE wallet_id = $1');
  for (let times = 0; times < 4; times++) {
    assert.equal(await t.wallets.outgoing.sweep(), 1);
    await t.settle();
    await t.deposit(wallet!.address, USDC, 3_000_000n);
    t.pass(60_000);
  }
  assert.equal(await t.wallets.outgoing.sweep(), 1);
  assert.deepEqual(await t.database.query(triesOf, [wallet!.id]), [{ tries: 0 }]);
  await t.confirm();
  assert.equal(await custody(wallet!), 0n);
  await t.assertReconciled();
});

test('a deposit that comes while what was there is found not worth its gas is looked at at once', async () => {
  const [wallet] = await newWallets(1);
  await t.deposit(wallet!.address, USDC, 1_000_000n);
  const gasPrice = chain.gasPrice.bind(chain);
  // The sweep has claimed the address and read what it has; then more comes, and then it decides.
  chain.gasPrice = async () => {
    chain.gasPrice = gasPrice;
    await t.deposit(wallet!.address, USDC, 2_000_000n);
    return 10n ** 15n;
  };
  assert.equal(await t.wallets.outgoing.sweep(), 0);
  assert.equal(await t.wallets.outgoing.sweep(), 1);
  await t.confirm();
  assert.equal(await custody(wallet!), 0n);
});

test('several workers at once send for each address once', async () => {
  const all = await newWallets(20);
  for (const { address } of all) await t.sandbox.deposit(address, USDC, 2_000_000n);
  await t.confirm();
  const workers = Array.from({ length: 4 }, () => t.open().wallets);
  const counts = await Promise.all(workers.map(({ outgoing }) => outgoing.sweep()));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    20,
  );
  await t.confirm();
  for (const wallet of all) assert.equal(await custody(wallet), 0n);
  await t.assertReconciled();
});

test('a worker that dies between taking and sending leaves them to the next', async () => {
  const [wallet] = await newWallets(1);
  await t.deposit(wallet!.address, USDC, 2_000_000n);
  const dying = t.open({ chain: { rpcUrls: ['http://127.0.0.1:1'] } }).wallets;
  await assert.rejects(dying.outgoing.sweep());
  assert.equal(await t.wallets.outgoing.sweep(), 0);
  t.pass(61_000);
  assert.equal(await t.wallets.outgoing.sweep(), 1);
  await t.confirm();
  assert.equal(await custody(wallet!), 0n);
});

test('a sweep that leaves the chain leaves the books, and is booked again when it is mined again', async () => {
  const [wallet] = await newWallets(1);
  await t.deposit(wallet!.address, USDC, 2_000_000n);
  const before = await custody(await holding());
  await t.wallets.outgoing.sweep();
  await t.confirm();
  assert.equal(await custody(await holding()), before + 2_000_000n);
  await t.sandbox.reorganise(3, new Set());
  await t.confirm();
  assert.equal(await custody(wallet!), 0n);
  assert.equal(await custody(await holding()), before + 2_000_000n);
  await t.assertReconciled();
});

test('native coin is swept and paid where a node has no traces: nobody gains by it, and what comes meanwhile is all counted', async () => {
  const other = await t.newCompany();
  const { wallets, chain } = t.open({ chain: { coins: 'balances', coinBalancesMs: 0 } });
  const rounds = async (): Promise<void> => {
    while (await chain.round());
  };
  const confirm = async (): Promise<void> => {
    await t.sandbox.mine(t.sandbox.confirmations);
    await rounds();
  };
  await rounds();
  const pol: Asset = 'POLYGON:POL/18';
  const one = 10n ** 18n;
  const virtual = await wallets.virtual.create(other, { alias: 'One', chain: chain.name });
  const account = await wallets.treasury.createAccount(other, 'Main');
  const treasury = await wallets.treasury.createWallet(other, account.id, { alias: 'T', chain: chain.name });
  for (const { address } of [virtual, treasury]) await t.sandbox.deposit(address, null, 20n * one);
  await confirm();
  assert.equal(await wallets.outgoing.sweep(), 1);
  await wallets.outgoing.transfer(other, account.id, treasury.id, {
    to: bob,
    token: null,
    amount: '20',
    traceId,
    idempotencyKey: undefined,
  });
  await rounds();
  // Just as much comes before anybody looks at the balances again.
  for (const { address } of [virtual, treasury]) await t.sandbox.deposit(address, null, 20n * one);
  await confirm();
  await confirm();
  const { id } = await wallets.virtual.holding(other, chain.name);
  assert.equal(await t.posted(custodyAccount(other, id, pol)), 20n * one);
  assert.equal(await t.posted(virtualAccount(other, virtual.id, pol)), 40n * one);
  assert.equal(await t.posted(obligationAccount(other, pol)), 0n);
  assert.equal(await t.posted(treasuryAccount(other, treasury.id, pol)), 20n * one);
  await t.assertReconciled();
});
