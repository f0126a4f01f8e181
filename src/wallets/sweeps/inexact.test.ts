import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createPublicClient, createWalletClient, encodeFunctionData, getContractAddress, http } from 'viem';
import type { Address, Hex } from 'viem';
import { foundry } from 'viem/chains';
import feeToken from '../../../contracts/artifacts/FeeToken.json' with { type: 'json' };
import { testTokenAbi } from '../../chains/abi.ts';
import { developer } from '../../chains/testing/node.ts';
import type { Asset } from '../../kernel/assets.ts';
import {
  custodyAccount,
  haltedAccount,
  notForCardsAccount,
  obligationAccount,
  treasuryAccount,
  virtualAccount,
} from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, walletsRig } from '../testing/rig.ts';
import type { WalletsRig } from '../testing/rig.ts';
import { newId } from '../../platform/ids.ts';

/* A token that keeps one percent of each transfer. */
const owner = developer(5);
const FEE: Address = getContractAddress({ from: owner.address, nonce: 0n });
const fee: Asset = 'POLYGON:FEE/18';
const one = 10n ** 18n;
const listed = {
  symbol: 'FEE',
  name: 'Fee Token',
  address: FEE,
  decimals: 18,
  usdPrice: 1_000_000n,
  forCards: true,
} as const;

/** Puts the token on the chain, and gives it away. */
async function mintOn(t: WalletsRig): Promise<(to: Address, amount: bigint) => Promise<void>> {
  const shared = { chain: foundry, transport: http(t.sandbox.url) };
  const client = createWalletClient({ ...shared, account: owner });
  const reader = createPublicClient({ ...shared, cacheTime: 0 });
  await t.sandbox.deposit(owner.address, null, 10n ** 18n);
  const send = async (to: Address | undefined, data: Hex): Promise<void> => {
    const hash = await client.sendTransaction({ ...(to && { to }), data, gas: 3_000_000n });
    await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 });
  };
  await send(undefined, feeToken.bytecode as Hex);
  const call = (functionName: 'mint' | 'transfer', to: Address, amount: bigint): Promise<void> =>
    send(FEE, encodeFunctionData({ abi: testTokenAbi, functionName, args: [to, amount] }));
  await call('mint', owner.address, 1_000_000n * one);
  return async (to, amount) => {
    await call('transfer', to, amount);
    await t.confirm();
  };
}

suite('listed as inexact', async () => {
  const t = await walletsRig({ tokens: [{ ...listed, exact: false }] });
  const { company, wallets, chain } = t;
  const pay = await mintOn(t);
  const newWallet = () => wallets.virtual.create(company, { alias: 'One', chain: chain.name });
  /** Rounds of a worker, until nothing moves any more. */
  const sweepAll = async (): Promise<void> => {
    for (let rounds = 0; rounds < 6; rounds++) {
      await wallets.outgoing.sweep();
      await t.confirm();
      t.pass(61_000);
    }
  };
  const movementsOf = async (wallet: string) =>
    (
      await wallets.movements.of(company, wallet, {
        after: undefined,
        order: 'asc',
        size: 9,
        chain: undefined,
      })
    ).map(({ state, reason, amount, netAmount }) => [state, reason, amount, netAmount]);

  await test('it is credited after the sweep, by what the holding wallet gained, and told then', async () => {
    const wallet = await newWallet();
    const holding = await wallets.virtual.holding(company, chain.name);
    await pay(wallet.address, 100n * one);
    assert.deepEqual(await movementsOf(wallet.id), [['PROCESSING', 'inexact', 99n * one, null]]);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), 0n);
    const told = t.told.length;
    await sweepAll();
    const gained = (one * 9801n) / 100n;
    assert.equal(await t.onChain(holding.address, FEE), gained);
    assert.equal(await t.posted(custodyAccount(company, holding.id, fee)), gained);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), gained);
    assert.deepEqual(await movementsOf(wallet.id), [['COMPLETED', null, 99n * one, gained]]);
    const events = t.told
      .slice(told)
      .map(({ subOperation, status, data }) => [subOperation, status, data['amount'], data['net_amount']]);
    assert.deepEqual(events, [['DEPOSIT', 'SUCCESS', '99', '98.01']]);
    await t.assertReconciled();
  });

  await test('several addresses of one holding, each gets what its own sweep brought, to the last unit', async () => {
    const holding = await wallets.virtual.holding(company, chain.name);
    const before = await t.posted(custodyAccount(company, holding.id, fee));
    const [first, second] = [await newWallet(), await newWallet()];
    await pay(first.address, 10n * one + 7n);
    await pay(first.address, 30n * one);
    await pay(second.address, 50n * one);
    await sweepAll();
    const [a, b] = [
      await t.posted(virtualAccount(company, first.id, fee)),
      await t.posted(virtualAccount(company, second.id, fee)),
    ];
    assert.equal(before + a + b, await t.onChain(holding.address, FEE));
    assert.equal(b, (one * 49_005n) / 1_000n);
    assert.ok((await movementsOf(first.id)).every(([state]) => state === 'COMPLETED'));
    await t.assertReconciled();
  });

  await test('straight to a treasury or holding wallet nothing has to be swept, and the gain counts all the same', async () => {
    const account = await wallets.treasury.createAccount(company, 'Main');
    const wallet = await wallets.treasury.createWallet(company, account.id, {
      alias: 'T',
      chain: chain.name,
    });
    const holding = await wallets.virtual.holding(company, chain.name);
    const spare = await t.posted(obligationAccount(company, fee));
    await pay(wallet.address, 100n * one);
    await pay(holding.address, 10n * one);
    await sweepAll();
    assert.equal(await t.posted(treasuryAccount(company, wallet.id, fee)), 99n * one);
    assert.equal(await t.posted(obligationAccount(company, fee)), spare - (one * 99n) / 10n);
    await t.assertReconciled();
  });

  await test('what is withdrawn leaves as it is asked for, and the receiver bears the fee', async () => {
    const wallet = await newWallet();
    await pay(wallet.address, 100n * one);
    await sweepAll();
    await wallets.outgoing.withdrawVirtual(company, wallet.id, {
      to: bob,
      token: FEE,
      amount: '10',
      traceId,
      idempotencyKey: undefined,
    });
    await t.confirm();
    assert.equal(await t.onChain(bob, FEE), (one * 99n) / 10n);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), (one * 8801n) / 100n);
    await t.assertReconciled();
  });

  await test('it never funds a card', async () => {
    const wallet = await wallets.cards.of(company, newId('card'));
    const program = await wallets.cards.program(company);
    await pay(wallet.address, 100n * one);
    await sweepAll();
    const gained = (one * 9801n) / 100n;
    assert.equal(await t.posted(notForCardsAccount(company, fee)), gained);
    assert.equal(await t.posted(custodyAccount(company, program.id, fee)), gained);
    assert.equal(await t.cards.holdingBalance(company), 0n);
    await t.assertReconciled();
  });
});

suite('listed as exact, which it is not', async () => {
  const t = await walletsRig({ tokens: [{ ...listed, exact: true }] });
  const { company, wallets, chain } = t;
  const pay = await mintOn(t);

  await test('the first sweep gives it away: nothing of it is credited any more, until the operator says so', async () => {
    const wallet = await wallets.virtual.create(company, { alias: 'One', chain: chain.name });
    await pay(wallet.address, 100n * one);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), 99n * one);
    assert.deepEqual(await wallets.operator.haltedTokens(), []);
    await wallets.outgoing.sweep();
    await t.confirm();
    const [halted, ...more] = await wallets.operator.haltedTokens();
    assert.equal(more.length, 0);
    assert.equal(halted?.symbol, 'FEE');
    assert.match(halted?.reason ?? '', /moved 98010000000000000000 .* brought 99000000000000000000/);

    const told = t.told.length;
    await pay(wallet.address, 100n * one);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), 99n * one);
    assert.equal(await t.posted(haltedAccount(company, fee)), 99n * one);
    assert.equal(t.told.length, told);
    const [waiting] = await wallets.deposits.suspended();
    assert.equal(waiting?.reason, 'halted');
    // Other tokens are not concerned.
    await t.deposit(wallet.address, t.tokens[0], 5_000_000n);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, 'POLYGON:USDC/6')), 5_000_000n);

    await assert.rejects(wallets.operator.resumeToken('POLYGON:USDC'), refused('NOT_FOUND'));
    await wallets.operator.resumeToken('POLYGON:FEE');
    await wallets.deposits.creditSuspended(company, waiting.id, traceId);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), 198n * one);
    await pay(wallet.address, 100n * one);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), 297n * one);
  });
});
