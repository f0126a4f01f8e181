/** Scenarios with wallets in them, on the whole program with its chain and its signers. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { needsChain, shippedScenarios } from '../../src/simulator/index.ts';
import { chainIsUp, newCompany, startCardwright, verifyBooks } from '../support/cardwright.ts';
import { until } from '../support/until.ts';

suite('on the chain', async () => {
  const cardwright = await startCardwright({ settings: { LOCAL_CHAIN: 'on' } });
  await chainIsUp(cardwright);
  const names = [...shippedScenarios().values()].filter(needsChain).map(({ name }) => name);

  test('all scenarios pass that need it, two at a time', async () => {
    const left = [...names];
    const play = async (): Promise<void> => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) {
        const { passed, steps } = await cardwright.client.runScenario({ name });
        assert.ok(
          passed,
          `${name}: ${JSON.stringify(
            steps.find((step) => !step.passed),
            null,
            2,
          )}`,
        );
      }
    };
    assert.ok(names.length >= 8);
    await Promise.all([play(), play()]);
  });

  test('a reset company has no wallets any more; its coins stay where they are, and books and chain agree', async () => {
    const { client } = await newCompany(cardwright);
    const account = await client.createTreasuryAccount({ alias: 'Reserves' });
    const wallet = await client.createTreasuryWallet({
      accountId: account.id,
      alias: 'Main',
      blockchain: 'POLYGON',
    });
    const virtual = await client.createVirtualWallet({ alias: 'Ada', blockchain: 'POLYGON' });
    await client.simulateDeposit({ wallet_id: wallet.id, amount: '50' });
    await client.simulateDeposit({ wallet_id: virtual.id, amount: '30' });
    const has = async (amount: number): Promise<boolean> => {
      const balances = await client.getVirtualWalletBalance({ walletId: virtual.id });
      return balances[0]?.balance === amount;
    };
    await until(() => has(30));
    await client.resetCompany({});
    assert.deepEqual(await client.listTreasuryAccounts(), []);
    assert.deepEqual(await client.listVirtualWallets({ blockchain: 'POLYGON' }), []);
    const again = await client.createVirtualWallet({ alias: 'Ada', blockchain: 'POLYGON' });
    assert.equal((await client.getVirtualWalletBalance({ walletId: again.id }))[0]?.balance, 0);
    await until(async () => (await cardwright.operator.reconcile()).every(({ reconciled }) => reconciled));
    assert.equal((await verifyBooks(cardwright)).sound, true);
  });
});
