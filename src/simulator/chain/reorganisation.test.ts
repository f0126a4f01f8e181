import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Hash } from 'viem';
import { atEnd } from '../../../test/support/at-end.ts';
import { until } from '../../../test/support/until.ts';
import { walletsRig } from '../../wallets/testing/rig.ts';
import { createChainSimulator } from './index.ts';
import type { ChainDoors } from './index.ts';

suite('reorganisations that are played', async () => {
  const rig = await walletsRig();
  const { wallets, cards, sandbox } = rig;
  const { chain } = rig.open({ chain: { pollMs: 5 } });
  let watching = chain.start();
  atEnd(() => watching.stop());
  const simulatorWith = (over: Partial<ChainDoors['wallets']['deposits']> = {}) =>
    createChainSimulator({
      cards,
      wallets: { ...wallets, deposits: { ...wallets.deposits, ...over } },
      sandbox: () => sandbox,
    });
  const simulator = simulatorWith();

  const newWallet = async () => {
    const company = await rig.newCompany();
    const { id, address } = await wallets.virtual.create(company, { alias: 'Ada', chain: 'POLYGON' });
    const deposit = () => simulator.deposit({ company, to: { wallet: id }, token: 'USDC', amount: '5' });
    return { company, id, address, deposit };
  };
  const states = async (company: Awaited<ReturnType<typeof newWallet>>['company'], hash: string | null) =>
    (await wallets.deposits.byHash(company, 'POLYGON', hash as Hash)).map(({ state }) => state);

  test('a block that is made while it is looked what to take back changes nothing', async () => {
    const { company, deposit } = await newWallet();
    const { id, transactionHash } = await deposit();
    let made: Promise<void> | undefined;
    const busy = simulatorWith({
      async standing(...asked) {
        made ??= sandbox.mine(1);
        return await wallets.deposits.standing(...asked);
      },
    });
    const { movements } = await busy.reorganise(company, undefined);
    await made;
    assert.deepEqual(
      movements.map((movement) => [movement.id, movement.state]),
      [[id, 'CANCELLED']],
    );
    assert.deepEqual(await states(company, transactionHash), ['CANCELLED']);
  });

  test('two at once each take back the deposits of their own company only', async () => {
    const [ada, bea] = [await newWallet(), await newWallet()];
    const [early, late] = [await ada.deposit(), await bea.deposit()];
    const played = await Promise.all([
      simulator.reorganise(ada.company, undefined),
      simulator.reorganise(bea.company, undefined),
    ]);
    const hashes = played.map(({ movements }) => movements.map(({ transactionHash }) => transactionHash));
    assert.deepEqual(hashes, [[early.transactionHash], [late.transactionHash]]);
    // Neither is on the chain any more, whichever branch was first.
    for (const [{ company }, { transactionHash }] of [
      [ada, early],
      [bea, late],
    ] as const)
      assert.ok((await states(company, transactionHash)).every((state) => state === 'CANCELLED'));
  });

  test('what the platform has not read again since the last branch is taken back all the same', async () => {
    const { company, deposit } = await newWallet();
    const { id, transactionHash, blockNumber } = await deposit();
    await watching.stop();
    await sandbox.reorganise(Number((await sandbox.height()) - blockNumber!) + 1, new Set());
    // One round walks back, and the next reads the blocks that there are now.
    await chain.round();
    assert.deepEqual(await states(company, transactionHash), ['CANCELLED']);
    const playing = simulator.reorganise(company, undefined);
    watching = chain.start();
    const { movements } = await playing;
    assert.equal(movements.length, 1);
    assert.notEqual(movements[0]!.id, id);
    assert.deepEqual(await states(company, transactionHash), ['CANCELLED', 'CANCELLED']);
  });

  test('a deposit is answered as it stands, not as it was on a branch that others have left', async () => {
    const { company, id } = await newWallet();
    let left: Promise<string[]> | undefined;
    const leave = async (hash: string): Promise<string[]> => {
      await until(async () => (await states(company, hash)).length > 0);
      await watching.stop();
      await sandbox.reorganise(1, new Set());
      await chain.round();
      watching = chain.start();
      return await states(company, hash);
    };
    const busy = simulatorWith({
      async byHash(...asked) {
        left ??= leave(asked[2]);
        await left;
        return await wallets.deposits.byHash(...asked);
      },
    });
    const { state, transactionHash } = await busy.deposit({
      company,
      to: { wallet: id },
      token: 'USDC',
      amount: '5',
    });
    assert.deepEqual(await left, ['CANCELLED']);
    assert.notEqual(state, 'CANCELLED');
    assert.ok(transactionHash);
  });

  test('a deposit that the platform has not seen yet is taken back with its block', async () => {
    const { company, address } = await newWallet();
    await watching.stop();
    const hash = await sandbox.deposit(address, rig.tokens[0], 5n);
    const playing = simulator.reorganise(company, 1);
    watching = chain.start();
    const { movements } = await playing;
    assert.deepEqual(
      movements.map(({ transactionHash }) => transactionHash),
      [hash],
    );
    assert.deepEqual(await states(company, hash), ['CANCELLED']);
  });
});
