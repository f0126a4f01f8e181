import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from 'viem';
import type { Hex } from 'viem';
import { meddling } from '../../chains/testing/sandbox-chain.ts';
import { custodyAccount, virtualAccount } from '../accounts.ts';
import { FEE, fee, feeToken, mintOddTokens, one } from '../testing/odd-tokens.ts';
import { usdc, walletsRig } from '../testing/rig.ts';
import { findWallets } from '../store.ts';
import type { Wallet } from '../types.ts';

const t = await walletsRig({ tokens: [{ ...feeToken, exact: false }] });
const { company, tokens } = t;
const [USDC] = tokens;
const transfer = await mintOddTokens(t);

const newWallet = (): Promise<Wallet> =>
  t.wallets.virtual.create(company, { alias: 'One', chain: t.chain.name });
const custody = ({ id }: Wallet): Promise<bigint> => t.posted(custodyAccount(company, id, usdc));

/** A process whose chain wants so much gas for the sweep of this wallet, beside others or alone; more than there is, by default. */
async function refusing({ id }: Wallet, wanted = 28_000_000) {
  const [{ salt } = { salt: null }] = await findWallets(t.database, [{ company, wallet: id }]);
  assert.ok(salt);
  const named = salt.slice(2);
  const gas = (method: string, params: unknown): Hex | undefined =>
    method === 'eth_estimateGas' && JSON.stringify(params).includes(named) ? toHex(wanted) : undefined;
  const { wallets, chain } = t.open({ chain: { connect: meddling(t.sandbox.url, gas) } });
  return {
    chain,
    /** Rounds of worker and watcher, so many of each. */
    async work(rounds: number) {
      for (let round = 0; round < rounds; round++) {
        await wallets.outgoing.sweep();
        while (await chain.round());
        await t.sandbox.mine(t.sandbox.confirmations);
        while (await chain.round());
        t.pass(61_000);
      }
    },
  };
}

test('one address that the chain refuses to sweep is left alone in the end, shown, and all others are swept', async () => {
  const all = await Promise.all(Array.from({ length: 11 }, newWallet));
  for (const { address } of all) await t.sandbox.deposit(address, USDC, 2_000_000n);
  await t.confirm();
  const [bad, ...good] = all;
  const { chain, work } = await refusing(bad!);
  await work(30);
  const left = await Promise.all(good.map(custody));
  assert.deepEqual(new Set(left), new Set([0n]));
  assert.equal(await custody(bad!), 2_000_000n);
  const { putOff } = await chain.state();
  assert.deepEqual(
    putOff.map(({ reason }) => reason),
    ['it wants 28000000 gas, and a transaction may have 16777216'],
  );
  // A chain that takes it again is sent it.
  await t.confirm();
  assert.equal(await custody(bad!), 0n);
  await t.assertReconciled();
});

test('one address whose sweeps revert on the chain keeps the others only until they are parted', async () => {
  const all = await Promise.all(Array.from({ length: 11 }, newWallet));
  for (const { address } of all) await t.sandbox.deposit(address, USDC, 2_000_000n);
  await t.confirm();
  const [bad, ...good] = all;
  const { work } = await refusing(bad!, 200_000);
  await work(30);
  const left = await Promise.all(good.map(custody));
  assert.deepEqual(new Set(left), new Set([0n]));
  assert.equal(await custody(bad!), 2_000_000n);
  for (let rounds = 0; rounds < 3; rounds++) {
    t.pass(12 * 3_600_000);
    await t.wallets.outgoing.sweep();
    await t.confirm();
  }
  assert.equal(await custody(bad!), 0n);
  await t.assertReconciled();
});

test('several tokens of one address part, too, where the chain refuses them together', async () => {
  const wallet = await newWallet();
  const [USDT, DAI] = [tokens[1], tokens[2]];
  await t.sandbox.deposit(wallet.address, USDC, 2_000_000n);
  await t.sandbox.deposit(wallet.address, USDT, 2_000_000n);
  await t.sandbox.deposit(wallet.address, DAI, 2n * one);
  await t.confirm();
  const { work } = await refusing(wallet);
  await work(15);
  assert.equal((await t.chain.state()).putOff.length, 3);
  await t.confirm();
  for (const token of tokens) assert.equal(await t.onChain(wallet.address, token), 0n);
  await t.assertReconciled();
});

test('an address with an inexact token that the chain refuses to sweep holds up no other of its holding', async () => {
  const [bad, good] = [await newWallet(), await newWallet()];
  for (const { address } of [bad, good]) {
    await transfer(FEE, address, 100n * one);
    await t.confirm();
  }
  const { work } = await refusing(bad);
  await work(15);
  const gained = (one * 9801n) / 100n;
  const owed = ({ id }: Wallet): Promise<bigint> => t.posted(virtualAccount(company, id, fee));
  assert.deepEqual([await owed(bad), await owed(good)], [0n, gained]);
  for (let rounds = 0; rounds < 6; rounds++) {
    t.pass(3_600_000);
    await t.wallets.outgoing.sweep();
    await t.confirm();
  }
  assert.deepEqual([await owed(bad), await owed(good)], [gained, gained]);
  await t.assertReconciled();
});
