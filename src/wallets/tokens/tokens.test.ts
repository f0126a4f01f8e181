import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { zeroHash } from 'viem';
import type { Address } from 'viem';
import { plainCard } from '../../cards/testing/plain-card.ts';
import { holdingAccount } from '../../cards/index.ts';
import type { Asset } from '../../kernel/assets.ts';
import {
  belowMinimumAccount,
  custodyAccount,
  haltedAccount,
  treasuryAccount,
  unprovedAccount,
  virtualAccount,
} from '../accounts.ts';
import { FEE, fee, feeToken, LIE, lie, lyingToken, mintOddTokens, one } from '../testing/odd-tokens.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { WalletsRig } from '../testing/rig.ts';
import type { Wallet } from '../types.ts';
import { noteTrial, proveToken } from './proofs-store.ts';

const million = 1_000_000n;
const usdt: Asset = 'POLYGON:USDT/6';
const dai: Asset = 'POLYGON:DAI/18';

const newWallet = (t: WalletsRig): Promise<Wallet> =>
  t.wallets.virtual.create(t.company, { alias: 'One', chain: 'POLYGON' });
const standing = async (t: WalletsRig, symbol: string) =>
  (await t.wallets.operator.tokens()).find(({ asset }) => asset.symbol === symbol)!;
const stateOf = async (t: WalletsRig, symbol: string) => (await standing(t, symbol)).state;
const owed = (t: WalletsRig, { id }: Wallet, asset: Asset) => t.posted(virtualAccount(t.company, id, asset));
const newest = async (t: WalletsRig, { id }: Wallet) =>
  (await t.wallets.deposits.standing(t.company, 'POLYGON', -1n)).findLast(({ wallet }) => wallet === id)!;
/** Sweeps what is due, confirms it, and looks at what it showed. */
const sweep = async (t: WalletsRig): Promise<number> => {
  const swept = await t.wallets.outgoing.sweep();
  await t.confirm();
  return swept;
};

suite('a token that is listed as exact, and is', async () => {
  const t = await walletsRig({ proved: false });
  const { company, wallets } = t;
  const [USDC, USDT, DAI] = t.tokens;

  await test('begins unproved: the first deposits wait, and the sweep of one of them is the trial', async () => {
    const [first, second] = [await newWallet(t), await newWallet(t)];
    assert.deepEqual(
      (await wallets.operator.tokens()).map(({ asset, state, since }) => [asset.symbol, state, since]),
      [
        ['USDC', 'unproved', null],
        ['USDT', 'unproved', null],
        ['DAI', 'unproved', null],
      ],
    );
    const mark = t.told.length;
    await t.deposit(first.address, USDC, 5n * million);
    await t.deposit(second.address, USDC, 7n * million);
    assert.deepEqual(
      [(await newest(t, first)).state, (await newest(t, first)).reason],
      ['PROCESSING', 'unproved'],
    );
    assert.equal(await t.posted(unprovedAccount(company, usdc)), 12n * million);
    assert.equal(await owed(t, first, usdc), 0n);
    assert.equal(await wallets.operator.tryTokens(), 0);
    await t.assertReconciled();
    // Nobody credits by hand what is not known to be there.
    const waiting = await wallets.deposits.suspended();
    await assert.rejects(wallets.deposits.creditSuspended(company, waiting[0]!.id, traceId), refused('VAL'));

    assert.equal(await sweep(t), 2);
    assert.equal(await stateOf(t, 'USDC'), 'unproved');
    // The trial, and the two that waited for it.
    assert.equal(await wallets.operator.tryTokens(), 3);
    const { state, transactionHash, since } = await standing(t, 'USDC');
    assert.equal(state, 'proved');
    assert.match(transactionHash ?? '', /^0x[0-9a-f]{64}$/);
    assert.ok(since instanceof Date);
    assert.deepEqual([await owed(t, first, usdc), await owed(t, second, usdc)], [5n * million, 7n * million]);
    assert.equal(await t.posted(unprovedAccount(company, usdc)), 0n);
    assert.deepEqual(
      t.told.slice(mark).map(({ status, data }) => [status, data['wallet_id'], data['net_amount']]),
      [
        ['PENDING', first.id, '5'],
        ['PENDING', second.id, '7'],
        ['SUCCESS', first.id, '5'],
        ['SUCCESS', second.id, '7'],
      ],
    );
    assert.equal(await wallets.operator.tryTokens(), 0);
    await t.assertReconciled();
  });

  await test('from then on deposits are credited at once; another token waits for a trial of its own', async () => {
    const wallet = await newWallet(t);
    await t.deposit(wallet.address, USDC, million);
    assert.equal(await owed(t, wallet, usdc), million);
    await t.deposit(wallet.address, USDT, 2n * million);
    assert.equal(await owed(t, wallet, usdt), 0n);
    assert.equal((await newest(t, wallet)).reason, 'unproved');
  });

  await test('a process that dies between the steps leaves them to the next; several do each once', async () => {
    const [wallet] = [(await wallets.deposits.suspended())[0]!.wallet];
    await sweep(t);
    // This one finds out, and cannot credit any more.
    const dying = t.open({
      parts: { events: { appendMany: () => Promise.reject(new Error('killed')) } },
    });
    assert.equal(await dying.wallets.operator.tryTokens(), 1);
    assert.equal(await stateOf(t, 'USDT'), 'proved');
    assert.equal(await t.posted(virtualAccount(company, wallet, usdt)), 0n);
    const all = [t.open(), t.open(), t.open()];
    const done = await Promise.all(all.map((process) => process.wallets.operator.tryTokens()));
    assert.equal(
      done.reduce((sum, count) => sum + count, 0),
      1,
    );
    assert.equal(await t.posted(virtualAccount(company, wallet, usdt)), 2n * million);
    assert.equal(await t.posted(unprovedAccount(company, usdt)), 0n);
    await t.assertReconciled();
  });

  await test('straight to a treasury wallet: credited once the wallet has it; what it pays is the trial', async () => {
    const account = await wallets.treasury.createAccount(company, 'Main');
    const wallet = await wallets.treasury.createWallet(company, account.id, { alias: 'T', chain: 'POLYGON' });
    await t.deposit(wallet.address, DAI, 40n * one);
    assert.equal(await t.posted(treasuryAccount(company, wallet.id, dai)), 0n);
    assert.equal(await wallets.operator.tryTokens(), 1);
    assert.equal(await t.posted(treasuryAccount(company, wallet.id, dai)), 40n * one);
    assert.equal(await stateOf(t, 'DAI'), 'unproved');
    await wallets.outgoing.transfer(company, account.id, wallet.id, {
      to: bob,
      token: DAI,
      amount: '3.5',
      traceId,
      idempotencyKey: undefined,
    });
    await t.confirm();
    assert.equal(await wallets.operator.tryTokens(), 1);
    assert.equal(await stateOf(t, 'DAI'), 'proved');
    assert.equal(await t.posted(treasuryAccount(company, wallet.id, dai)), (one * 73n) / 2n);
    await t.assertReconciled();
  });
});

suite('a sweep that is not worth its gas', async () => {
  const t = await walletsRig({ proved: false });
  const { wallets } = t;
  const [USDC] = t.tokens;
  // Dear gas: ten times what a sweep takes is worth more than these deposits.
  t.chain.gasPrice = async () => 100_000_000_000_000n;

  await test('is made once for a token that was not proved yet, as its deposits wait for it', async () => {
    const [first, second] = [await newWallet(t), await newWallet(t)];
    await t.deposit(first.address, USDC, 2n * million);
    await t.deposit(second.address, USDC, 3n * million);
    assert.equal(await sweep(t), 1);
    await wallets.operator.tryTokens();
    assert.deepEqual([await owed(t, first, usdc), await owed(t, second, usdc)], [2n * million, 3n * million]);
    await t.deposit(first.address, USDC, 4n * million);
    assert.equal(await owed(t, first, usdc), 6n * million);
    t.pass(7_200_000);
    assert.equal(await sweep(t), 0);
    await t.assertReconciled();
  });
});

suite('nodes that forget the balances of old blocks', async () => {
  const t = await walletsRig({ proved: false });
  const { wallets } = t;
  const [USDC, USDT] = t.tokens;
  const readTrial = t.chain.readTrial.bind(t.chain);
  const forget = (): void => {
    t.chain.readTrial = () => Promise.reject(new Error('missing trie node'));
  };

  await test('the trial is compared as soon as it is mined, and counts when it is confirmed', async () => {
    const wallet = await newWallet(t);
    await t.deposit(wallet.address, USDC, 5n * million);
    await wallets.outgoing.sweep();
    await t.settle();
    assert.equal(await wallets.operator.tryTokens(), 0);
    forget();
    await t.confirm();
    assert.equal(await owed(t, wallet, usdc), 0n);
    assert.equal(await wallets.operator.tryTokens(), 2);
    assert.equal(await owed(t, wallet, usdc), 5n * million);
  });

  await test('where nobody has compared it in time the next sweep is the trial', async () => {
    const wallet = await newWallet(t);
    await t.deposit(wallet.address, USDT, 5n * million);
    await sweep(t);
    // Away for a moment is not forgotten.
    assert.equal(await wallets.operator.tryTokens(), 0);
    assert.notEqual((await standing(t, 'USDT')).transactionHash, null);
    for (let round = 0; round < 60; round++) await wallets.operator.tryTokens();
    assert.equal((await standing(t, 'USDT')).transactionHash, null);
    t.chain.readTrial = readTrial;
    await t.deposit(wallet.address, USDT, 2n * million);
    t.pass(60_000);
    await sweep(t);
    assert.equal(await wallets.operator.tryTokens(), 3);
    assert.equal(await owed(t, wallet, usdt), 7n * million);
    await t.assertReconciled();
  });
});

suite('the trial leaves the chain', async () => {
  const t = await walletsRig({ proved: false });
  const { company, wallets, sandbox } = t;
  const [USDC] = t.tokens;

  await test('the token is unproved again, what was credited stays, and the sweep that is mined again proves it', async () => {
    const wallet = await newWallet(t);
    await t.deposit(wallet.address, USDC, 5n * million);
    const before = await sandbox.height();
    await sweep(t);
    await wallets.operator.tryTokens();
    assert.equal(await stateOf(t, 'USDC'), 'proved');
    // All that is above the deposit is mined again, the sweep too.
    await sandbox.reorganise(Number((await sandbox.height()) - before), new Set());
    await sandbox.mine(1);
    await t.settle();
    assert.equal(await owed(t, wallet, usdc), 5n * million);
    await t.confirm();
    const again = await standing(t, 'USDC');
    assert.equal(again.state, 'unproved');
    assert.notEqual(again.transactionHash, null);
    await wallets.operator.tryTokens();
    assert.equal(await stateOf(t, 'USDC'), 'proved');
    assert.equal(await owed(t, wallet, usdc), 5n * million);
    await t.assertReconciled();
  });

  await test('with the deposit that it swept: all is taken back, and nothing is credited twice', async () => {
    const [dropped, other] = [await newWallet(t), await newWallet(t)];
    await t.database.work((tx) =>
      tx.execute({ name: 'test.unprove', text: 'DELETE FROM wallet_token_proofs' }),
    );
    const hash = await sandbox.deposit(dropped.address, USDC, 9n * million);
    await t.confirm();
    await sweep(t);
    await wallets.operator.tryTokens();
    assert.equal(await owed(t, dropped, usdc), 9n * million);
    const [movement] = await wallets.deposits.byHash(company, 'POLYGON', hash);
    await sandbox.reorganise(Number((await sandbox.height()) - movement!.blockNumber!) + 1, new Set([hash]));
    await sandbox.mine(1);
    await t.settle();
    assert.equal(await owed(t, dropped, usdc), 0n);
    assert.equal(await t.posted(unprovedAccount(company, usdc)), 0n);
    await t.confirm();
    await wallets.operator.tryTokens();
    // The sweep was mined again and moved nothing: that proves nothing.
    assert.equal(await stateOf(t, 'USDC'), 'unproved');
    await t.deposit(other.address, USDC, 4n * million);
    assert.equal(await owed(t, other, usdc), 0n);
    t.pass(60_000);
    await sweep(t);
    await wallets.operator.tryTokens();
    assert.equal(await owed(t, other, usdc), 4n * million);
    await t.assertReconciled();
  });
});

suite('a token that is listed as exact, and is not', async () => {
  const t = await walletsRig({
    tokens: [
      { ...feeToken, exact: true },
      { ...lyingToken, exact: true },
    ],
  });
  const { company, wallets } = t;
  const transfer = await mintOddTokens(t);
  const pay = async (token: Address, to: Address, amount: bigint): Promise<void> => {
    await transfer(token, to, amount);
    await t.confirm();
  };
  const credited = async (asset: Asset) =>
    (await t.ledger.sums(t.database, company, 'virtual')).get(asset) ?? 0n;

  await test('a fee that is logged: the trial halts it, and not one unit was credited', async () => {
    const [wallet, other] = [await newWallet(t), await newWallet(t)];
    const mark = t.told.length;
    await pay(FEE, wallet.address, 100n * one);
    assert.equal(await credited(fee), 0n);
    assert.equal(await sweep(t), 1);
    await wallets.operator.tryTokens();
    const [halted, ...more] = await wallets.operator.haltedTokens();
    assert.deepEqual(more, []);
    assert.equal(halted?.symbol, 'FEE');
    assert.match(halted?.reason ?? '', /moved 98010000000000000000 .* brought 99000000000000000000/);
    await pay(FEE, other.address, 50n * one);
    await wallets.operator.tryTokens();
    assert.equal((await newest(t, other)).reason, 'halted');
    assert.equal(await t.posted(haltedAccount(company, fee)), (one * 495n) / 10n);
    assert.equal(await credited(fee), 0n);
    assert.deepEqual(
      t.told.slice(mark).map(({ status }) => status),
      ['PENDING'],
    );
    // Other tokens are not concerned.
    await t.deposit(wallet.address, t.tokens[0], 5n * million);
    assert.equal(await owed(t, wallet, usdc), 5n * million);
  });

  await test('a fee that its logs conceal: found by the balances', async () => {
    const wallet = await newWallet(t);
    // 99 are there, and the log says 100. So the sweep moves less than the logs have brought.
    await pay(LIE, wallet.address, 100n * one);
    await sweep(t);
    await wallets.operator.tryTokens();
    assert.equal(await stateOf(t, 'LIE'), 'mismatched');
    assert.equal(await credited(lie), 0n);
  });

  await test('tried again it is halted again, whatever the operator says', async () => {
    await assert.rejects(wallets.operator.resumeToken('POLYGON:USDC'), refused('NOT_FOUND'));
    await wallets.operator.resumeToken('POLYGON:FEE');
    assert.equal(await stateOf(t, 'FEE'), 'unproved');
    await wallets.operator.tryTokens();
    assert.equal(await credited(fee), 0n);
    await pay(FEE, (await newWallet(t)).address, 20n * one);
    await sweep(t);
    await wallets.operator.tryTokens();
    assert.equal(await stateOf(t, 'FEE'), 'mismatched');
    assert.equal(await credited(fee), 0n);
  });

  await test('listed as inexact then: what waited is credited by what was gained, to the last unit', async () => {
    const { wallets: relisted, chain } = t.open({
      parts: {
        chains: t.parts.chains.map((listed) => ({
          ...listed,
          tokens: listed.tokens.map((token) => ({ ...token, exact: token.decimals === 6 })),
        })),
      },
    });
    assert.equal(await relisted.operator.tryTokens(), 4);
    assert.equal(await relisted.operator.tryTokens(), 0);
    for (let rounds = 0; rounds < 6; rounds++) {
      await relisted.outgoing.sweep();
      while (await chain.round());
      await t.sandbox.mine(3);
      while (await chain.round());
      t.pass(3_600_000);
    }
    const holding = await relisted.virtual.holding(company, 'POLYGON');
    for (const [asset, token, gained] of [
      [fee, FEE, (one * (98_010n + 49_005n + 19_602n)) / 1_000n],
      [lie, LIE, (one * 9801n) / 100n],
    ] as const) {
      assert.equal(await t.onChain(holding.address, token), gained, asset);
      assert.equal(await credited(asset), gained, asset);
      assert.equal(await t.posted(custodyAccount(company, holding.id, asset)), gained, asset);
      assert.equal(await t.posted(unprovedAccount(company, asset)), 0n);
      assert.equal(await t.posted(haltedAccount(company, asset)), 0n);
    }
    for (const { differences } of await relisted.operator.reconcile()) assert.deepEqual(differences, []);
  });
});

suite('a proved token that begins to take a fee', async () => {
  const t = await walletsRig({ tokens: [{ ...lyingToken, exact: true }] });
  const { company, wallets } = t;
  const transfer = await mintOddTokens(t);
  // Proved by a transfer of before.
  const trial = { transactionHash: zeroHash, sender: bob, recipient: bob };
  const of = { asset: lie, address: LIE, at: new Date('2026-01-02'), ...trial };
  await t.database.work((tx) => noteTrial(tx, { ...of, confirmed: true }));
  await t.database.work((tx) => proveToken(tx, of));
  const differences = async () =>
    (await wallets.operator.reconcile()).flatMap((chain) =>
      chain.differences.map(({ wallet, asset, ledger, onChain }) => [wallet, asset, onChain - ledger]),
    );

  await test('what is not swept is credited by its logs, and stands out where books and chain are compared', async () => {
    const account = await wallets.treasury.createAccount(company, 'Main');
    const wallet = await wallets.treasury.createWallet(company, account.id, { alias: 'T', chain: 'POLYGON' });
    await transfer(LIE, wallet.address, 100n * one);
    await t.confirm();
    assert.equal(await t.posted(treasuryAccount(company, wallet.id, lie)), 100n * one);
    assert.equal(await stateOf(t, 'LIE'), 'proved');
    assert.deepEqual(await differences(), [[wallet.id, lie, -one]]);
  });

  await test('the first sweep that is confirmed halts it, and nothing that comes then is credited', async () => {
    const [wallet, other] = [await newWallet(t), await newWallet(t)];
    await transfer(LIE, wallet.address, 100n * one);
    await t.confirm();
    assert.equal(await owed(t, wallet, lie), 100n * one);
    await sweep(t);
    assert.equal(await stateOf(t, 'LIE'), 'mismatched');
    await transfer(LIE, other.address, 100n * one);
    await t.confirm();
    assert.equal(await owed(t, other, lie), 0n);
    assert.equal((await newest(t, other)).reason, 'halted');
  });
});

suite('what proves nothing', async () => {
  const t = await walletsRig({ tokens: [{ ...feeToken, exact: true }] });
  const { company, wallets } = t;
  const transfer = await mintOddTokens(t);

  await test('a transfer so small that a fee is nothing of it', async () => {
    const wallet = await newWallet(t);
    await transfer(FEE, wallet.address, 99n);
    await t.confirm();
    assert.equal(await t.posted(belowMinimumAccount(company, fee)), 99n);
    await sweep(t);
    await wallets.operator.tryTokens();
    assert.equal(await stateOf(t, 'FEE'), 'unproved');
    // And nobody credits it by hand either.
    const [movement] = await wallets.deposits.suspended(company);
    await assert.rejects(wallets.deposits.creditSuspended(company, movement!.id, traceId), refused('VAL'));
  });

  await test('another contract under the same name', async () => {
    assert.equal(await stateOf(t, 'USDC'), 'proved');
    const { wallets: others } = t.open({
      parts: {
        chains: t.parts.chains.map((listed) => ({
          ...listed,
          tokens: listed.tokens.map((token) =>
            token.symbol === 'USDC' ? { ...token, address: LIE } : token,
          ),
        })),
      },
    });
    const states = await others.operator.tokens();
    assert.equal(states.find(({ asset }) => asset.symbol === 'USDC')?.state, 'unproved');
  });

  await test('a card waits as all others do, and is credited in full', async () => {
    const { cards } = t;
    await t.database.work((tx) =>
      tx.execute({ name: 'test.unprove', text: 'DELETE FROM wallet_token_proofs' }),
    );
    const card = await cards.create(company, plainCard);
    const wallet = await wallets.cards.of(company, card.id);
    await t.deposit(wallet.address, t.tokens[0], 25n * million);
    assert.equal(await cards.balance(company, card.id), 0n);
    await sweep(t);
    await wallets.operator.tryTokens();
    assert.equal(await cards.balance(company, card.id), 2_500n);
    assert.equal(await t.posted(holdingAccount(company)), 2_500n);
    await t.assertReconciled();
  });
});
