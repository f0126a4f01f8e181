import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Address } from 'viem';
import {
  belowMinimumAccount,
  custodyAccount,
  inexactAccount,
  notForCardsAccount,
  obligationAccount,
  treasuryAccount,
  virtualAccount,
} from '../accounts.ts';
import { FEE, fee, feeToken, mintOddTokens, one } from '../testing/odd-tokens.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';

const million = 1_000_000n;

suite('listed as inexact', async () => {
  const t = await walletsRig({ tokens: [{ ...feeToken, exact: false }] });
  const { company, wallets, chain } = t;
  const transfer = await mintOddTokens(t);
  const pay = async (to: Address, amount: bigint): Promise<void> => {
    await transfer(FEE, to, amount);
    await t.confirm();
  };
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

  await test('what was gained is held to the minimum too, and below it waits for the operator', async () => {
    const wallet = await newWallet();
    await pay(wallet.address, (one * 101n) / 100n);
    await sweepAll();
    // 1.01 sent, 0.9999 came, 0.989901 arrived.
    const gained = (one * 989_901n) / 1_000_000n;
    assert.deepEqual(await movementsOf(wallet.id), [
      ['PROCESSING', 'below_minimum', (one * 9_999n) / 10_000n, gained],
    ]);
    assert.equal(await t.posted(belowMinimumAccount(company, fee)), gained);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), 0n);
    await t.assertReconciled();
    const [movement] = await wallets.deposits.suspended(company);
    const credited = await wallets.deposits.creditSuspended(company, movement!.id, traceId);
    assert.equal(credited.netAmount, gained);
    assert.equal(await t.posted(virtualAccount(company, wallet.id, fee)), gained);
    assert.equal(await t.posted(belowMinimumAccount(company, fee)), 0n);
    await t.assertReconciled();
  });

  await test('an account that gained nothing of its own any more is looked at no more', async () => {
    const rows = async () =>
      (await t.database.query(sql('test.sweeps', 'SELECT wallet_id, asset, tries FROM wallet_sweeps')))
        .length;
    for (let times = 0; times < 2; times++) {
      const wallet = await newWallet();
      const holding = await wallets.virtual.holding(company, chain.name);
      // What came straight to the holding is credited with what is swept into it.
      await transfer(FEE, holding.address, 10n * one);
      await pay(wallet.address, 100n * one);
      await sweepAll();
      assert.equal(await rows(), 0);
    }
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

suite('listed as exact at first', async () => {
  const t = await walletsRig();
  const { company, sandbox } = t;
  const [USDC] = t.tokens;
  const create = () => t.wallets.virtual.create(company, { alias: 'One', chain: 'POLYGON' });
  const [kept, gone, later] = [await create(), await create(), await create()];
  const holding = await t.wallets.virtual.holding(company, 'POLYGON');
  const inexact = <Token extends { readonly address: string | null }>(token: Token): Token =>
    token.address === USDC ? { ...token, exact: false } : token;
  const now = t.open({
    parts: { chains: t.parts.chains.map((listed) => ({ ...listed, tokens: listed.tokens.map(inexact) })) },
    chain: { tokens: sandbox.chain.tokens.map(inexact) },
  });
  const settle = async (): Promise<void> => {
    while (await now.chain.round());
    await sandbox.mine(sandbox.confirmations);
    while (await now.chain.round());
  };
  const sweepAll = async (): Promise<void> => {
    for (let rounds = 0; rounds < 4; rounds++) {
      await now.wallets.outgoing.sweep();
      await settle();
      t.pass(3_600_000);
    }
  };
  const owed = () =>
    Promise.all([kept, gone, later].map(({ id }) => t.posted(virtualAccount(company, id, usdc))));
  const custody = () =>
    Promise.all([kept, gone, later, holding].map(({ id }) => t.posted(custodyAccount(company, id, usdc))));

  await test('what was credited and is not swept yet is not gained once more by its sweep', async () => {
    await t.deposit(kept.address, USDC, 100n * million);
    assert.deepEqual(await owed(), [100n * million, 0n, 0n]);
    await sweepAll();
    assert.deepEqual(await custody(), [0n, 0n, 0n, 100n * million]);
    assert.equal(await t.onChain(holding.address, USDC), 100n * million);
    assert.equal(await t.posted(inexactAccount(company, usdc)), 0n);
  });

  await test('what was swept by its logs and leaves the chain with its sweep leaves the books of both', async () => {
    const before = await sandbox.height();
    const hash = await sandbox.deposit(gone.address, USDC, 50n * million);
    await t.confirm();
    await t.wallets.outgoing.sweep();
    await t.confirm();
    assert.deepEqual(await custody(), [0n, 0n, 0n, 150n * million]);
    await sandbox.reorganise(Number((await sandbox.height()) - before), new Set([hash]));
    await settle();
    assert.deepEqual(await owed(), [100n * million, 0n, 0n]);
    await sandbox.deposit(later.address, USDC, 10n * million);
    await settle();
    await sweepAll();
    assert.equal(await t.onChain(holding.address, USDC), 110n * million);
    assert.deepEqual(await custody(), [0n, 0n, 0n, 110n * million]);
    assert.deepEqual(await owed(), [100n * million, 0n, 10n * million]);
    assert.equal(await t.posted(inexactAccount(company, usdc)), 0n);
  });
});
