import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createWalletClient, encodeDeployData, encodeFunctionData, http } from 'viem';
import type { Address, Hex } from 'viem';
import { atEnd } from '../../../test/support/at-end.ts';
import { until } from '../../../test/support/until.ts';
import { plainCard } from '../../cards/testing/plain-card.ts';
import testToken from '../../../contracts/artifacts/TestToken.json' with { type: 'json' };
import { testTokenAbi } from '../../chains/abi.ts';
import { createChain, createDescribe } from '../../chains/index.ts';
import type { Chain } from '../../chains/index.ts';
import { developer } from '../../chains/testing/node.ts';
import { wallClock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { startAnvil } from '../../platform/services/anvil.ts';
import {
  custodyAccount,
  notForCardsAccount,
  obligationAccount,
  treasuryAccount,
  virtualAccount,
} from '../accounts.ts';
import { bob, traceId, usdc as usdcHere, walletsRig } from '../testing/rig.ts';
import type { WalletChain } from '../types.ts';

const million = 1_000_000n;
const usdc = 'OTHER:USDC/6';
const chainId = 4_242;
const faucet = developer(0);

/** A second chain beside the sandbox's: a node, our factory, one token, and wallets that know both chains. */
async function twoChains() {
  const anvil = await startAnvil({ chainId, genesisSeconds: 1_700_000_000, automine: true });
  atEnd(() => anvil.stop());
  const sender = createWalletClient({
    account: faucet,
    chain: {
      id: chainId,
      name: 'Other',
      nativeCurrency: { name: 'E', symbol: 'E', decimals: 18 },
      rpcUrls: { default: { http: [anvil.url] } },
    },
    transport: http(anvil.url),
  });
  const rpc = async <T>(method: string, params: readonly unknown[] = []): Promise<T> =>
    (await sender.request({ method, params } as never)) as T;
  const receiptOf = (hash: Hex) =>
    rpc<{ contractAddress: Address } | null>('eth_getTransactionReceipt', [hash]);
  /** Answers when it is mined: the node answers before it makes the block. */
  const send = async (to: Address | undefined, data: Hex): Promise<Hex> => {
    const hash = await sender.sendTransaction({ ...(to && { to }), data, gas: 3_000_000n });
    await until(async () => (await receiptOf(hash)) !== null);
    return hash;
  };
  const deployed = await send(
    undefined,
    encodeDeployData({
      abi: testTokenAbi,
      bytecode: testToken.bytecode as Hex,
      args: ['USD Coin', 'USDC', 6],
    }),
  );
  const { contractAddress: USDC } = (await receiptOf(deployed))!;
  const token = (functionName: 'mint' | 'transfer', to: Address, amount: bigint): Promise<Hex> =>
    send(USDC, encodeFunctionData({ abi: testTokenAbi, functionName, args: [to, amount] }));
  await token('mint', faucet.address, 1_000_000n * million);

  const listed = {
    name: 'OTHER',
    chainId,
    coin: { symbol: 'ETH', name: 'Ether', usdPrice: 2_000n * million },
    tokens: [
      {
        symbol: 'USDC',
        name: 'USD Coin',
        decimals: 6,
        address: USDC,
        exact: true,
        usdPrice: million,
        forCards: false,
      },
    ],
    confirmations: 2,
  };
  const rig = await walletsRig({ signers: { describe: createDescribe([listed]) } });
  const opened: { chain?: Chain } = {};
  const other: WalletChain = { ...listed, open: () => opened.chain ?? assert.fail('it is opened below') };
  const { wallets } = rig.open({ parts: { chains: [...rig.parts.chains, other] } });
  const openOther = (relayerKey?: typeof rig.sandbox.relayerKey): Chain =>
    createChain({
      ...listed,
      ...(relayerKey && { relayerKey }),
      rpcUrls: [anvil.url],
      database: rig.database,
      log: silentLog,
      clock: wallClock,
      listeners: wallets.listeners,
    });
  const chain = openOther(rig.sandbox.relayerKey);
  opened.chain = chain;
  const confirm = async (by = chain): Promise<void> => {
    while (await by.round());
    await rpc('evm_mine');
    while (await by.round());
  };
  // Until its relayer is in the books nothing is sent.
  await confirm(openOther());
  await wallets.operator.openRelayer(
    'OTHER',
    (await chain.state()).relayer ?? assert.fail('there is a relayer'),
  );
  await chain.deployFactory();
  await confirm();
  await wallets.operator.proveTokens('OTHER', async (_, amount) => ({
    transactionHash: await token('transfer', bob, amount),
    from: faucet.address,
    to: bob,
  }));
  const pay = async (to: Address, amount: bigint): Promise<void> => {
    await token('transfer', to, amount);
    await confirm();
  };
  const onChain = async (address: Address) =>
    (await chain.readBalances([{ address, token: USDC }])).balances[0] ?? 0n;
  return { rig, wallets, chain, confirm, pay, onChain, USDC };
}

suite('sent to our address on another chain than its own', async () => {
  const { rig, wallets, confirm, pay, onChain, USDC } = await twoChains();
  const { company } = rig;
  const reconciled = async (): Promise<void> => {
    for (const { differences } of await wallets.operator.reconcile()) assert.deepEqual(differences, []);
  };

  await test('to a virtual wallet: it has a wallet there, of the same client, and is swept and paid out there', async () => {
    const home = await wallets.virtual.create(company, { alias: 'Alice', chain: 'POLYGON' });
    const holding = await wallets.virtual.holding(company, 'POLYGON');
    assert.deepEqual(await wallets.virtual.list(company, 'OTHER', { size: 100 }), []);
    const mark = rig.told.length;
    await pay(home.address, 20n * million);
    const [there, ...more] = await wallets.virtual.list(company, 'OTHER', { size: 100 });
    assert.deepEqual(more, []);
    assert.deepEqual([there!.address, there!.alias, there!.salt], [home.address, 'Alice', home.salt]);
    assert.equal(await rig.posted(virtualAccount(company, there!.id, usdc)), 20n * million);
    assert.deepEqual(
      rig.told.slice(mark).map(({ status, data }) => [status, data['blockchain'], data['wallet_id']]),
      [
        ['PENDING', 'OTHER', there!.id],
        ['SUCCESS', 'OTHER', there!.id],
      ],
    );
    // What is here is not touched.
    assert.equal(await rig.posted(virtualAccount(company, home.id, usdcHere)), 0n);
    await reconciled();

    await wallets.outgoing.sweep();
    await confirm();
    assert.equal(await onChain(holding.address), 20n * million);
    const holdingThere = await wallets.virtual.holding(company, 'OTHER');
    assert.equal(holdingThere.address, holding.address);
    assert.equal(await rig.posted(custodyAccount(company, holdingThere.id, usdc)), 20n * million);
    const before = await onChain(bob);
    await wallets.outgoing.withdrawVirtual(company, there!.id, {
      to: bob,
      token: USDC,
      amount: '20',
      traceId,
      idempotencyKey: undefined,
    });
    await confirm();
    assert.equal((await onChain(bob)) - before, 20n * million);
    assert.equal(await rig.posted(virtualAccount(company, there!.id, usdc)), 0n);
    await reconciled();
    // The same address again is the same wallet.
    await pay(home.address, 3n * million);
    assert.equal(await rig.posted(virtualAccount(company, there!.id, usdc)), 3n * million);
    assert.equal((await wallets.virtual.list(company, 'OTHER', { size: 100 })).length, 1);
  });

  await test('to a treasury wallet: its key signs there, too', async () => {
    const account = await wallets.treasury.createAccount(company, 'Main');
    const home = await wallets.treasury.createWallet(company, account.id, {
      alias: 'Cold',
      chain: 'POLYGON',
    });
    await pay(home.address, 9n * million);
    const there = (await wallets.treasury.listWallets(company, account.id, { size: 100 })).find(
      ({ chain }) => chain === 'OTHER',
    );
    assert.equal(there?.address, home.address);
    assert.equal(await rig.posted(treasuryAccount(company, there.id, usdc)), 9n * million);
    await wallets.outgoing.transfer(company, account.id, there.id, {
      to: bob,
      token: USDC,
      amount: '9',
      traceId,
      idempotencyKey: undefined,
    });
    await confirm();
    assert.equal(await rig.posted(treasuryAccount(company, there.id, usdc)), 0n);
    await reconciled();
    const keys = await wallets.operator.keys.list({ after: undefined, size: 50 });
    assert.equal(keys.filter(({ keyId }) => keyId === home.keyId).length, 1);
  });

  await test('to a card, in a token that funds none there: in suspense, where the operator sees it', async () => {
    const card = await rig.cards.create(company, plainCard);
    const home = await wallets.cards.of(company, card.id);
    await pay(home.address, 15n * million);
    assert.equal(await rig.posted(notForCardsAccount(company, usdc)), 15n * million);
    const suspended = await wallets.deposits.suspended(company);
    assert.deepEqual(
      suspended.map(({ chain, reason, amount }) => [chain, reason, amount]),
      [['OTHER', 'not_for_cards', 15n * million]],
    );
    await reconciled();
    const { id } = suspended[0]!;
    await assert.rejects(wallets.deposits.creditSuspended(company, id, traceId), { code: 'VAL' });
    // Who wants it credited lists the token as one that funds cards there.
    const listed = wallets.chains.map((chain) => ({
      ...chain,
      tokens: chain.tokens.map((token) => ({ ...token, forCards: token.symbol === 'USDC' })),
      open: () => assert.fail('nothing is asked of a chain'),
    }));
    const { wallets: later } = rig.open({ parts: { chains: listed } });
    const credited = await later.deposits.creditSuspended(company, id, traceId);
    assert.deepEqual([credited.state, credited.netAmount], ['COMPLETED', 1_500n]);
    assert.equal(await rig.cards.balance(company, card.id), 1_500n);
    assert.equal(await rig.posted(notForCardsAccount(company, usdc)), 0n);
    await reconciled();
  });

  await test('straight to a holding: the company’s own there', async () => {
    const another = await rig.newCompany();
    await wallets.virtual.create(another, { alias: 'Bea', chain: 'POLYGON' });
    const holding = await wallets.virtual.holding(another, 'POLYGON');
    await pay(holding.address, 7n * million);
    assert.equal(await rig.posted(obligationAccount(another, usdc)), -7n * million);
    // Its first virtual wallet there forwards to that one.
    const made = await wallets.virtual.create(another, { alias: 'Cy', chain: 'OTHER' });
    const there = await wallets.virtual.holding(another, 'OTHER');
    assert.deepEqual([made.holding, there.address], [there.id, holding.address]);
    await reconciled();
  });

  await test('the contract does not count what somebody else has sent', async () => {
    const counts = await wallets.count(company);
    assert.deepEqual(counts, { treasury: 1, virtual: 1 });
  });

  await test('made on both chains at the same moment, the holding has one key', async () => {
    const another = await rig.newCompany();
    await Promise.all(
      ['POLYGON', 'OTHER', 'POLYGON', 'OTHER'].map((chain) =>
        wallets.virtual.create(another, { alias: 'One', chain }),
      ),
    );
    const [here, there] = await Promise.all(
      ['POLYGON', 'OTHER'].map((chain) => wallets.virtual.holding(another, chain)),
    );
    assert.deepEqual([here!.keyId, here!.address], [there!.keyId, there!.address]);
  });
});
