import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeDeployData, encodeFunctionData, getAddress, getContractAddress } from 'viem';
import type { Address, Hex } from 'viem';
import testToken from '../../../contracts/artifacts/TestToken.json' with { type: 'json' };
import { testTokenAbi } from '../../chains/abi.ts';
import { createChain } from '../../chains/index.ts';
import { createRpc } from '../../chains/local/rpc.ts';
import { silentLog } from '../../platform/log.ts';
import { custodyAccount, virtualAccount } from '../accounts.ts';
import { createWallets } from '../create-wallets.ts';
import { listedSandbox } from '../testing/open-wallets.ts';
import { walletsRig } from '../testing/rig.ts';

const t = await walletsRig();
const { sandbox, company } = t;
const asset = 'POLYGON:NEW/6';
const one = 1_000_000n;
const wallet = await t.wallets.virtual.create(company, { alias: 'One', chain: t.chain.name });
const holding = await t.wallets.virtual.holding(company, t.chain.name);

const rpc = createRpc(sandbox.url);
const owner = getAddress((await rpc<readonly Address[]>('eth_accounts'))[6]!);
const token = getContractAddress({ from: owner, nonce: 0n });
const send = async (to: Address | undefined, data: Hex): Promise<void> => {
  await rpc('eth_sendTransaction', [{ from: owner, ...(to !== undefined && { to }), data, gas: '0x2dc6c0' }]);
  await sandbox.mine(0);
};
const pay = (amount: bigint): Promise<void> =>
  send(
    token,
    encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [wallet.address, amount] }),
  );

/** The program as it starts with one token more on its list. */
function startWith(since: bigint | undefined) {
  const more = {
    symbol: 'NEW',
    name: 'New Token',
    address: token,
    decimals: 6,
    exact: true,
    usdPrice: 1_000_000n,
    forCards: false,
    ...(since !== undefined && { since }),
  };
  const listed = { ...listedSandbox, tokens: [...listedSandbox.tokens, more] };
  let chain: ReturnType<typeof createChain> | undefined;
  const wallets = createWallets({
    ...t.parts,
    chains: [{ ...listed, open: () => chain ?? assert.fail('the chain is made at once') }],
  });
  chain = createChain({
    ...listed,
    rpcUrls: [sandbox.url],
    relayerKey: sandbox.relayerKey,
    database: t.database,
    log: silentLog,
    clock: t.parts.clock,
    listeners: wallets.listeners,
  });
  const settle = async (): Promise<void> => {
    do {
      while (await chain.round());
      await sandbox.mine(0);
    } while (await chain.round());
    await wallets.operator.tryTokens();
  };
  const confirm = async (): Promise<void> => {
    await settle();
    await sandbox.mine(sandbox.confirmations);
    await settle();
  };
  const state = async (): Promise<string | undefined> =>
    (await wallets.operator.tokens()).find((each) => each.asset.asset === asset)?.state;
  return { wallets, confirm, state };
}

test('coins from before their token was listed halt it, and the block that is named for it afterwards sets all right', async () => {
  await send(
    undefined,
    encodeDeployData({
      abi: testTokenAbi,
      bytecode: testToken.bytecode as Hex,
      args: ['New Token', 'NEW', 6],
    }),
  );
  await pay(50n * one);
  await t.confirm();
  const first = startWith(undefined);
  await first.confirm();
  await pay(7n * one);
  await first.confirm();
  await first.wallets.outgoing.sweep();
  await first.confirm();
  assert.equal(await first.state(), 'mismatched');
  assert.equal(await t.posted(custodyAccount(company, wallet.id, asset)), -50n * one);

  const then = startWith(0n);
  await then.confirm();
  assert.equal(await t.posted(custodyAccount(company, wallet.id, asset)), 0n);
  assert.equal(await t.posted(custodyAccount(company, holding.id, asset)), 57n * one);
  await then.wallets.operator.resumeToken('POLYGON:NEW');
  await pay(3n * one);
  await then.confirm();
  await then.wallets.outgoing.sweep();
  await then.confirm();
  await then.confirm();
  assert.equal(await then.state(), 'proved');
  assert.equal(await t.posted(virtualAccount(company, wallet.id, asset)), 60n * one);
  for (const { differences } of await then.wallets.operator.reconcile()) assert.deepEqual(differences, []);
});
