import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Hash } from 'viem';
import { plainCard } from '../../cards/testing/plain-card.ts';
import { conversionAccount, dustAccount, feesAccount } from '../../cards/index.ts';
import { USD } from '../../kernel/assets.ts';
import { belowMinimumAccount, custodyAccount, operatorCompany, virtualAccount } from '../accounts.ts';
import { addressOwners } from '../store.ts';
import { traceId, usdc, walletsRig } from '../testing/rig.ts';

const one = 1_000_000n;

suite('the chain takes another branch', async () => {
  const rig = await walletsRig();
  const { wallets, cards, company, told, posted, sandbox, database } = rig;
  const [USDC] = rig.tokens;
  const [alice, bea] = [
    await wallets.virtual.create(company, { alias: 'Alice', chain: 'POLYGON' }),
    await wallets.virtual.create(company, { alias: 'Bea', chain: 'POLYGON' }),
  ];
  const owed = (wallet: typeof alice) => posted(virtualAccount(company, wallet.id, usdc));
  const depthTo = async (hash: Hash): Promise<number> => {
    const [movement] = await wallets.deposits.byHash(company, 'POLYGON', hash);
    return Number((await sandbox.height()) - movement!.blockNumber!) + 1;
  };
  const drop = async (hash: Hash): Promise<void> => {
    await sandbox.reorganise(await depthTo(hash), new Set([hash]));
    await sandbox.mine(1);
    await rig.settle();
  };
  const isNegative = () => database.work((tx) => wallets.deposits.isNegative(tx, company, 'POLYGON'));

  test('before its confirmations: cancelled, and whoever was told is told', async () => {
    const mark = told.length;
    const hash = await sandbox.deposit(alice.address, USDC, 5n * one);
    await rig.settle();
    await drop(hash);
    const [movement] = await wallets.deposits.byHash(company, 'POLYGON', hash);
    assert.deepEqual([movement!.state, movement!.reason, movement!.netAmount], ['CANCELLED', 'reorg', null]);
    const [pending, cancelled] = told.slice(mark);
    assert.deepEqual([pending!.data['sequence'], cancelled!.data['sequence']], [1, 3]);
    assert.equal(pending!.data['movement_id'], cancelled!.data['movement_id']);
    assert.deepEqual([pending!.status, cancelled!.status], ['PENDING', 'CANCELLED']);
    assert.equal(cancelled!.takesBack?.length, 1);
    assert.equal(await owed(alice), 0n);
    assert.equal(await isNegative(), false);
    await rig.assertReconciled();
  });

  test('after the credit: the mirror is booked, and mined again it is a new credit', async () => {
    const mark = told.length;
    const hash = await sandbox.deposit(alice.address, USDC, 7n * one);
    await rig.confirm();
    assert.equal(await owed(alice), 7n * one);
    // Nobody's deposit is dropped: it is mined again in the new branch, as a new movement.
    await sandbox.reorganise(await depthTo(hash), new Set());
    await sandbox.mine(1);
    await rig.settle();
    await rig.confirm();
    const movements = await wallets.deposits.byHash(company, 'POLYGON', hash);
    assert.deepEqual(
      movements.map(({ state }) => state),
      ['CANCELLED', 'COMPLETED'],
    );
    assert.equal(await owed(alice), 7n * one);
    assert.deepEqual(
      told.slice(mark).map(({ status }) => status),
      ['PENDING', 'SUCCESS', 'CANCELLED', 'PENDING', 'SUCCESS'],
    );
    assert.equal(told.slice(mark)[2]!.takesBack?.length, 2);
    await drop(hash);
    assert.equal(await owed(alice), 0n);
    await rig.assertReconciled();
  });

  test('what was spent meanwhile is owed: nothing leaves until it is there again', async () => {
    const hash = await sandbox.deposit(alice.address, USDC, 9n * one);
    await rig.confirm();
    const asked = { token: USDC, traceId, idempotencyKey: undefined };
    await wallets.outgoing.withdrawVirtual(company, alice.id, { ...asked, to: bea.address, amount: '9' });
    assert.equal(await owed(bea), 9n * one);
    await drop(hash);
    assert.equal(await owed(alice), -9n * one);
    assert.equal(await posted(custodyAccount(company, alice.id, usdc)), 0n);
    assert.equal(await isNegative(), true);
    await rig.assertReconciled();
    await rig.deposit(alice.address, USDC, 9n * one);
    assert.equal(await owed(alice), 0n);
    assert.equal(await isNegative(), false);
    await rig.assertReconciled();
  });

  test('of a suspended deposit, also of one that was credited by hand', async () => {
    const first = await sandbox.deposit(bea.address, USDC, 500_000n);
    const second = await sandbox.deposit(bea.address, USDC, 600_000n);
    await rig.confirm();
    const before = await owed(bea);
    const [movement] = await wallets.deposits.byHash(company, 'POLYGON', second);
    await wallets.deposits.creditSuspended(company, movement!.id, traceId);
    assert.equal(await owed(bea), before + 600_000n);
    await sandbox.reorganise(await depthTo(first), new Set([first, second]));
    await sandbox.mine(1);
    await rig.settle();
    assert.equal(await owed(bea), before);
    assert.equal(await posted(belowMinimumAccount(company, usdc)), 0n);
    await rig.assertReconciled();
  });

  test('of a card’s deposit: claim, holding, commission and dust go back, also of a deleted card', async () => {
    await cards.changeProgram(company, { depositCommissionPpm: 20_000n });
    const card = await cards.create(company, plainCard);
    const wallet = await wallets.cards.of(company, card.id);
    const books = () =>
      Promise.all(
        [
          feesAccount(company),
          dustAccount(company, usdc),
          conversionAccount(company, usdc),
          conversionAccount(company, USD),
        ].map(posted),
      );
    const before = await books();
    const first = await sandbox.deposit(wallet.address, USDC, 50_123_456n);
    await rig.confirm();
    assert.equal(await cards.balance(company, card.id), 5012n - 100n);
    await drop(first);
    assert.equal(await cards.balance(company, card.id), 0n);
    assert.equal(await cards.holdingBalance(company), 0n);
    assert.deepEqual(await books(), before);

    const second = await sandbox.deposit(wallet.address, USDC, 50_000_000n);
    await rig.confirm();
    const mark = told.length;
    // The commission that it was credited with is what goes back, whatever it is by then.
    await cards.changeProgram(company, { depositCommissionPpm: 0n });
    await cards.delete(company, card.id);
    await drop(second);
    assert.equal(await cards.holdingBalance(company), 0n);
    assert.deepEqual(await books(), before);
    assert.deepEqual(
      told
        .slice(mark)
        .map(({ subOperation, status, data }) => [subOperation, status, data['holding_amount']]),
      [
        ['VIRTUAL_BALANCE', 'SUCCESS', undefined],
        ['DEPOSIT', 'CANCELLED', '49.00'],
      ],
    );
    await rig.assertReconciled();
  });

  test('the gas that the relayer paid on the other branch is booked back, and booked when it is paid again', async () => {
    const { relayer } = await rig.chain.state();
    const owner = (await addressOwners(database, 'POLYGON', [relayer!])).get(relayer!)!;
    const coins = () => posted(custodyAccount(operatorCompany, owner.wallet, 'POLYGON:POL/18'));
    const before = await coins();
    const call = { key: 'gas', to: alice.address, data: '0x', value: 1n } as const;
    await database.work((tx) => rig.chain.submit(tx, call));
    await rig.confirm();
    assert.ok((await coins()) < before);
    await sandbox.reorganise(sandbox.confirmations + 1, new Set());
    // The branch is taken, and nothing of it is read yet.
    await rig.open({ chain: { maxRange: 1 } }).chain.round();
    assert.equal(await coins(), before);
    await rig.confirm();
    // Perhaps at another price.
    assert.ok((await coins()) < before);
    await rig.assertReconciled();
  });
});
