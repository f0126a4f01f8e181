import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createChain } from '../chains/index.ts';
import { silentLog } from '../platform/log.ts';
import { createWallets } from './create-wallets.ts';
import { belowMinimumAccount, inFlightAccount, treasuryAccount } from './accounts.ts';
import { listedSandbox } from './testing/open-wallets.ts';
import { refused } from './testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from './testing/rig.ts';

suite('a token that is taken off the list', async () => {
  const t = await walletsRig();
  const { company } = t;
  const [USDC] = t.tokens;
  const account = await t.wallets.treasury.createAccount(company, 'Main');
  const wallet = await t.wallets.treasury.createWallet(company, account.id, { alias: 'T', chain: 'POLYGON' });

  /** The program as it starts with a list on which there is no USDC. */
  const startWithout = () => {
    const listed = {
      ...listedSandbox,
      tokens: listedSandbox.tokens.filter(({ symbol }) => symbol !== 'USDC'),
    };
    let chain: ReturnType<typeof createChain> | undefined;
    const wallets = createWallets({
      ...t.parts,
      chains: [{ ...listed, open: () => chain ?? assert.fail('the chain is made at once') }],
    });
    chain = createChain({
      ...listed,
      rpcUrls: [t.sandbox.url],
      relayerKey: t.sandbox.relayerKey,
      database: t.database,
      log: silentLog,
      clock: t.parts.clock,
      listeners: wallets.listeners,
    });
    const settle = async () => {
      while (await chain.round());
    };
    return { wallets, settle };
  };

  await test('a transfer of it that is under way ends all the same, and holds up nothing', async () => {
    await t.deposit(wallet.address, USDC, 9_000_000n);
    await t.wallets.outgoing.transfer(company, account.id, wallet.id, {
      to: bob,
      token: USDC,
      amount: '4',
      traceId,
      idempotencyKey: undefined,
    });
    const mark = t.told.length;
    const now = startWithout();
    await now.settle();
    await t.sandbox.mine(t.sandbox.confirmations);
    await now.settle();
    assert.equal(await t.posted(inFlightAccount(company, wallet.id, usdc)), 0n);
    assert.equal(await t.posted(treasuryAccount(company, wallet.id, usdc)), 5_000_000n);
    const [event] = t.told.slice(mark);
    assert.deepEqual(
      [event?.subOperation, event?.status, event?.data['amount'], event?.data['token']],
      ['TRANSFER', 'SUCCESS', '4', { name: 'USDC', symbol: 'USDC', address: USDC }],
    );
  });

  await test('what waits in suspense of it is neither credited nor sent until it is listed again, which is said', async () => {
    await t.deposit(wallet.address, USDC, 500_000n);
    const [movement] = await t.wallets.deposits.suspended(company);
    const { wallets } = startWithout();
    const { id } = movement!;
    await assert.rejects(
      wallets.deposits.creditSuspended(company, id, traceId),
      refused('VAL', /not listed/),
    );
    await assert.rejects(
      wallets.outgoing.returnDeposit(company, id, { to: bob, traceId }),
      refused('VAL', /not listed/),
    );
    assert.equal(await t.posted(belowMinimumAccount(company, usdc)), 500_000n);
    await t.wallets.deposits.creditSuspended(company, id, traceId);
    assert.equal(await t.posted(belowMinimumAccount(company, usdc)), 0n);
  });
});
