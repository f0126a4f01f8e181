import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getAddress, HttpRequestError, toEventSelector, toHex, zeroHash } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { sql } from '../../platform/database.ts';
import { createRpc } from '../local/rpc.ts';
import { sandboxChain } from '../local/sandbox.ts';
import { NoNode } from '../nodes.ts';
import { meddling, sandboxChainForTest } from '../testing/sandbox-chain.ts';

const addressOf = (number: number): Address => getAddress(toHex(0xabc000 + number, { size: 20 }));
const wallet = addressOf(1);

test('a deposit is seen in its block and credited with its confirmations', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const [usdc, , dai] = t.tokens;
  const hash = await t.sandbox.deposit(wallet, usdc, 5_000_000n);
  await t.sandbox.deposit(addressOf(2), usdc, 1n);
  await t.settle();
  assert.equal(t.seen.length, 1);
  assert.equal(t.credited.length, 0);
  const [seen] = t.seen;
  assert.deepEqual(
    [seen!.transactionHash, seen!.of.asset, seen!.to, seen!.amount, seen!.toOurs, seen!.fromOurs],
    [hash, 'POLYGON:USDC/6', wallet, 5_000_000n, true, false],
  );
  await t.confirm();
  assert.equal(t.credited.length, 1);
  assert.equal(t.credited[0]!.creditKey, `31337:${hash}:token:0:1`);
  assert.ok(t.credited[0]!.confirmations >= t.sandbox.confirmations);

  await t.sandbox.deposit(wallet, dai, 10n ** 18n);
  await t.confirm();
  assert.equal(t.credited[1]!.of.asset, 'POLYGON:DAI/18');
});

test('balances to compare with the books are of a block of which everything is booked', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const [usdc] = t.tokens;
  await t.sandbox.deposit(wallet, usdc, 5n);
  await t.confirm();
  // It reads on, and cannot confirm: a process that has died in between looks the same.
  const noReceipts = t.open({
    connect: meddling(t.sandbox.url, (method) => {
      if (/Receipt/.test(method)) throw new Error('not now');
      return undefined;
    }),
  });
  await t.sandbox.deposit(wallet, usdc, 7n);
  await t.sandbox.mine(5);
  await assert.rejects(async () => {
    while (await noReceipts.round());
  }, NoNode);
  const of = [{ address: wallet, token: usdc }];
  const balance = async (at: 'booked' | 'confirmed') => (await t.chain.readBalances(of, at)).balances;
  assert.deepEqual([await balance('booked'), await balance('confirmed')], [[5n], [12n]]);
  await t.settle();
  assert.deepEqual([await balance('booked'), await balance('confirmed')], [[12n], [12n]]);

  // What is booked stays so when the blocks that confirmed it are made again.
  await t.sandbox.deposit(wallet, usdc, 9n);
  await t.confirm();
  await t.sandbox.reorganise(2, new Set());
  await t.chain.round();
  assert.deepEqual([await balance('booked'), await balance('confirmed')], [[21n], [12n]]);
  assert.equal(t.gone.length, 0);
});

test('native coin arrives, with no log index', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  await t.sandbox.deposit(wallet, null, 7n);
  await t.confirm();
  assert.deepEqual(
    t.credited.map(({ of, amount, logIndex, kind }) => [of.asset, of.address, amount, logIndex, kind]),
    [['POLYGON:POL/18', null, 7n, null, 'coin']],
  );
});

test('balances are asked for by the hash of their block: nodes of two branches may stand behind one address', async () => {
  const t = await sandboxChainForTest();
  await t.sandbox.deposit(wallet, null, 7n);
  await t.settle();
  const asked: unknown[] = [];
  let refusal: string | undefined;
  const chain = t.open({
    connect: meddling(t.sandbox.url, (method, params) => {
      if (method !== 'eth_getBalance') return undefined;
      const [, at] = params as readonly unknown[];
      asked.push(typeof at);
      if (typeof at === 'object' && refusal !== undefined) throw new Error(refusal);
      return undefined;
    }),
  });
  const read = async () => (await chain.readBalances([{ address: wallet, token: null }], 'latest')).balances;
  assert.deepEqual(await read(), [7n]);
  // One that takes no hash is asked by the number; one that has no such block is on another branch.
  refusal = 'invalid argument 1: json: cannot unmarshal object';
  assert.deepEqual(await read(), [7n]);
  refusal = 'header not found';
  await assert.rejects(read(), NoNode);
  assert.deepEqual(asked, ['object', 'object', 'string', 'object']);
});

test('native coin is found by balances where a node has no traces', async () => {
  const t = await sandboxChainForTest({ coins: 'balances', coinBalancesMs: 0 });
  t.ours.add(wallet);
  await t.sandbox.deposit(wallet, null, 100n);
  // What was there before balances were kept is no deposit.
  const first = t.open();
  await t.sandbox.mine(3);
  while (await first.round());
  const before = t.credited.length;
  const hash = await t.sandbox.deposit(wallet, null, 7n);
  await t.sandbox.mine(20);
  await t.sandbox.deposit(wallet, null, 8n);
  t.ours.add(addressOf(3));
  await t.sandbox.deposit(addressOf(3), null, 9n);
  await t.confirm();
  const news = t.credited.slice(before);
  assert.deepEqual(
    news.map(({ amount, to, logIndex, kind }) => [amount, to, logIndex, kind]),
    [
      [7n, wallet, null, 'coin'],
      [8n, wallet, null, 'coin'],
      [9n, addressOf(3), null, 'coin'],
    ],
  );
  assert.equal(news[0]!.transactionHash, hash);

  const dropped = await t.sandbox.deposit(wallet, null, 11n);
  await t.confirm();
  assert.equal(t.credited.at(-1)!.amount, 11n);
  await t.sandbox.reorganise(3, new Set([dropped]));
  await t.sandbox.deposit(wallet, null, 12n);
  await t.confirm();
  assert.deepEqual(
    t.gone.map(({ amount }) => amount),
    [11n],
  );
  assert.equal(t.credited.at(-1)!.amount, 12n);
  assert.equal(t.credited.length, before + 5);
});

test('what the relayer pays for its own transactions makes what comes to it in the same block no less', async () => {
  const t = await sandboxChainForTest({ coins: 'balances', coinBalancesMs: 0 });
  const rpc = createRpc(t.sandbox.url);
  const [, , , account] = await rpc<readonly Address[]>('eth_accounts');
  const relayer = getAddress(account!);
  t.ours.add(relayer);
  await t.confirm();
  await t.confirm();
  const before = t.credited.length;
  // Its constructor pays 7 of the 12 back to who sends them: far less than the gas.
  const hash = await rpc<Hash>('eth_sendTransaction', [
    { from: relayer, value: toHex(12), data: '0x60006000600060006007335af100' },
  ]);
  await t.confirm();
  await t.confirm();
  const { blockHash } = await rpc<{ blockHash: Hash }>('eth_getTransactionReceipt', [hash]);
  assert.deepEqual(
    t.credited
      .slice(before)
      .map(({ to, from, amount, transactionHash }) => [to, from, amount, transactionHash]),
    [[relayer, null, 7n, blockHash]],
  );
});

test('a log of a sweep that somebody else writes moves nothing', async () => {
  const t = await sandboxChainForTest({ coins: 'balances', coinBalancesMs: 0 });
  t.ours.add(wallet);
  const rpc = createRpc(t.sandbox.url);
  const [, , , from] = await rpc<readonly Address[]>('eth_accounts');
  const word = (hex: string): string => hex.slice(2).padStart(64, '0');
  const [topic, nothing] = [toEventSelector('Swept(address,address,uint256)'), zeroHash];
  // Its constructor writes Swept(native coin, our wallet, one coin).
  const words = [wallet, nothing, topic].map((hex) => `7f${word(hex)}`).join('');
  const data = `0x7f${word(toHex(10n ** 18n))}600052${words}60206000a300`;
  const hash = await rpc<Hash>('eth_sendTransaction', [{ from, data }]);
  await t.confirm();
  await t.confirm();
  const { logs } = await rpc<{ logs: readonly { topics: readonly Hex[] }[] }>('eth_getTransactionReceipt', [
    hash,
  ]);
  assert.deepEqual(
    logs[0]?.topics,
    [topic, nothing, `0x${word(wallet)}`].map((hex) => hex.toLowerCase()),
  );
  assert.deepEqual(t.seen, []);
});

test('of balances only those are written that changed, and none is asked for of a block before the last comparison', async () => {
  const t = await sandboxChainForTest();
  const wallets = Array.from({ length: 5 }, (_, at) => addressOf(20 + at));
  for (const address of wallets) t.ours.add(address);
  const blocks: bigint[] = [];
  const rpc = createRpc(t.sandbox.url);
  const chain = t.open({
    coins: 'balances',
    coinBalancesMs: 0,
    connect: meddling(t.sandbox.url, async (method, params) => {
      if (method !== 'eth_getBalance') return undefined;
      const [, at] = params as readonly [Address, Hex | { readonly blockHash: Hash }];
      if (typeof at === 'string') blocks.push(BigInt(at));
      else
        blocks.push(BigInt((await rpc<{ number: Hex }>('eth_getBlockByHash', [at.blockHash, false])).number));
      return undefined;
    }),
  });
  const rounds = async (): Promise<void> => {
    while (await chain.round());
  };
  const writtenAt = sql(
    'test.balancesWrittenAt',
    'SELECT number FROM unnest($1::text[]) WITH ORDINALITY w(address, at) JOIN chain_coin_balances USING (address) ORDER BY at',
  );
  const numbers = async (): Promise<readonly bigint[]> =>
    (await t.database.query<{ number: bigint }>(writtenAt, [wallets])).map(({ number }) => number);
  await rounds();
  const first = await numbers();
  for (let times = 0; times < 20; times++) {
    await t.sandbox.mine(1);
    await rounds();
  }
  assert.deepEqual(await numbers(), first);
  const compared = blocks.at(-1)!;
  blocks.length = 0;
  await t.sandbox.deposit(wallets[2]!, null, 7n);
  await t.sandbox.mine(5);
  await rounds();
  assert.ok(blocks.every((block) => block >= compared));
  assert.deepEqual(
    (await numbers()).map((number, at) => number > first[at]!),
    wallets.map((_, at) => at === 2),
  );
  // A reorganisation of what was compared: each is read anew at the block that is left, once.
  blocks.length = 0;
  const kept = (await t.sandbox.height()) - 6n;
  await t.sandbox.reorganise(6, new Set());
  await t.sandbox.mine(3);
  await rounds();
  assert.equal(blocks.filter((block) => block === kept).length, wallets.length);
  await t.sandbox.deposit(wallets[3]!, null, 9n);
  await t.sandbox.mine(3);
  await rounds();
  const standing = t.credited.filter(({ creditKey }) => t.gone.every((gone) => gone.creditKey !== creditKey));
  assert.deepEqual(
    standing.map(({ to, amount }) => [to, amount]),
    [
      [wallets[2], 7n],
      [wallets[3], 9n],
    ],
  );
});

test('native coin that was found in traces is not found again by balances, where a node offers none any more', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  await t.sandbox.deposit(wallet, null, 7n);
  await t.settle();
  assert.equal(t.seen.length, 1);
  const later = t.open({ coins: 'balances', coinBalancesMs: 0 });
  const rounds = async () => {
    while (await later.round());
  };
  await rounds();
  for (let blocks = 0; blocks < 6; blocks++) {
    await t.sandbox.mine(1);
    await rounds();
  }
  await t.sandbox.deposit(wallet, null, 8n);
  await t.sandbox.mine(5);
  await rounds();
  assert.deepEqual(
    t.credited.map(({ amount }) => amount),
    [7n, 8n],
  );
});

test('native coin that was found by balances counts, though its node offers traces by then', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const dying = t.open({
    coins: 'balances',
    coinBalancesMs: 0,
    listeners: { ...t, confirmed: () => Promise.reject(new Error('the process is gone')) },
  });
  await dying.round();
  await t.sandbox.deposit(wallet, null, 7n);
  await t.sandbox.mine(5);
  await assert.rejects(async () => {
    while (await dying.round());
  }, /the process is gone/);
  await t.confirm();
  assert.deepEqual(
    t.credited.map(({ amount }) => amount),
    [7n],
  );
});

test('a node that is asked too much at the start is not taken for one without traces', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  let busy = true;
  const chain = t.open({
    coinBalancesMs: 0,
    connect: meddling(t.sandbox.url, (method) => {
      if (busy && /^(trace|debug)_/.test(method))
        throw new HttpRequestError({ url: t.sandbox.url, status: 429, body: {} });
      return undefined;
    }),
  });
  await assert.rejects(chain.round(), NoNode);
  busy = false;
  await t.sandbox.deposit(wallet, null, 7n);
  while (await chain.round());
  // In its block, and not only once it has its confirmations.
  assert.deepEqual(
    t.seen.map(({ amount }) => amount),
    [7n],
  );
});

test('a deposit that is dropped by a reorganisation is taken back, before and after its credit', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const [usdc] = t.tokens;
  const early = await t.sandbox.deposit(wallet, usdc, 5n);
  await t.settle();
  await t.sandbox.reorganise(1, new Set([early]));
  await t.settle();
  assert.deepEqual(
    t.gone.map(({ transactionHash, creditKey }) => [transactionHash, creditKey]),
    [[early, undefined]],
  );

  const late = await t.sandbox.deposit(wallet, usdc, 6n);
  const other = await t.sandbox.deposit(wallet, usdc, 7n);
  await t.confirm();
  assert.equal(t.credited.length, 2);
  await t.sandbox.reorganise(4, new Set([late]));
  await t.confirm();
  assert.deepEqual(
    t.gone.slice(1).map(({ creditKey }) => creditKey),
    [`31337:${late}:token:0:1`, `31337:${other}:token:0:1`],
  );
  // The other one was mined again, and that is a new credit.
  assert.deepEqual(
    t.credited.slice(2).map(({ creditKey }) => creditKey),
    [`31337:${other}:token:0:2`],
  );
});

test('a block that is named for a token only afterwards, or an earlier one, is read from as well, and nothing counts twice', async () => {
  const all = sandboxChain.tokens;
  const t = await sandboxChainForTest({ tokens: all.filter(({ symbol }) => symbol !== 'DAI') });
  const [, , dai] = t.tokens;
  t.ours.add(wallet);
  const from = await t.sandbox.height();
  const credited = () => t.credited.map(({ amount }) => amount);
  const startWith = async (since: bigint | undefined): Promise<void> => {
    const chain = t.open({
      maxRange: 7,
      tokens: all.map((token) =>
        token.symbol === 'DAI' && since !== undefined ? Object.assign({ since }, token) : token,
      ),
    });
    while (await chain.round());
  };
  await t.sandbox.deposit(wallet, dai, 1n);
  await t.sandbox.mine(20);
  const middle = await t.sandbox.height();
  await t.sandbox.deposit(wallet, dai, 2n);
  await t.confirm();
  await startWith(undefined);
  await t.sandbox.deposit(wallet, dai, 3n);
  await t.sandbox.mine(3);
  await startWith(undefined);
  assert.deepEqual(credited(), [3n]);
  await startWith(middle);
  assert.deepEqual(credited(), [3n, 2n]);
  await startWith(from);
  assert.deepEqual(credited(), [3n, 2n, 1n]);
  for (const since of [middle, undefined, from, 0n]) await startWith(since);
  assert.deepEqual(credited(), [3n, 2n, 1n]);
});

test('a token that is listed later is read from the block on that is said', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const [usdc, usdt, dai] = t.tokens;
  const known = t.sandbox.chain.tokens.filter(({ address }) => address !== dai);
  const few = await sandboxChainForTest({ tokens: known });
  few.ours.add(wallet);
  await few.sandbox.deposit(wallet, usdc, 1n);
  await few.sandbox.deposit(wallet, dai, 2n);
  await few.sandbox.mine(30);
  await few.sandbox.deposit(wallet, dai, 3n);
  await few.confirm();
  assert.equal(few.credited.length, 1);

  const all = t.sandbox.chain.tokens.map((token) =>
    token.address === dai ? Object.assign({ since: 0n }, token) : token,
  );
  const chain = few.open({ tokens: all, maxRange: 7 });
  while (await chain.round());
  await few.sandbox.deposit(wallet, dai, 4n);
  await few.sandbox.deposit(wallet, usdt, 5n);
  await few.sandbox.mine(2);
  while (await chain.round());
  assert.deepEqual(
    few.credited.map(({ amount }) => amount),
    [1n, 2n, 3n, 4n, 5n],
  );
});

test('a token that is taken off the list: what was seen counts, what comes later does not', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const [usdc, , dai] = t.tokens;
  await t.sandbox.deposit(wallet, dai, 1n);
  await t.settle();
  const chain = t.open({ tokens: t.sandbox.chain.tokens.filter(({ address }) => address !== dai) });
  await t.sandbox.deposit(wallet, dai, 2n);
  await t.sandbox.deposit(wallet, usdc, 3n);
  await t.sandbox.mine(3);
  while (await chain.round());
  assert.deepEqual(
    t.credited.map(({ of, amount }) => [of.symbol, amount]),
    [
      ['DAI', 1n],
      ['USDC', 3n],
    ],
  );
  // Listed again it is as one that is listed later: what came meanwhile is looked for where a block is named, and once.
  const again = t.open({
    tokens: t.sandbox.chain.tokens.map((token) =>
      token.address === dai ? Object.assign({ since: 0n }, token) : token,
    ),
  });
  while (await again.round());
  assert.deepEqual(
    t.credited.slice(2).map(({ of, amount }) => [of.symbol, amount]),
    [['DAI', 2n]],
  );
  // What was read before it was taken off is not read again.
  assert.equal(t.seen.filter(({ amount }) => amount === 1n).length, 1);
  const [first, ...others] = t.sandbox.chain.tokens;
  const wrong = t.open({ tokens: [{ ...first!, decimals: 18 }, ...others] });
  await assert.rejects(wrong.round(), /never change/);
  // What was gained of an inexact token is in no log: once coins of it came it stays one.
  const listed = (exact: boolean) =>
    t.open({
      tokens: t.sandbox.chain.tokens.map((token) => ({
        ...token,
        exact: token.address === first!.address && exact,
      })),
    });
  while (await listed(false).round());
  await assert.rejects(listed(true).round(), /stays inexact/);
});

test('an address counts from the moment it is stored, for deposits in blocks not yet read', async () => {
  const t = await sandboxChainForTest();
  await t.sandbox.deposit(wallet, t.tokens[0], 1n);
  t.ours.add(wallet);
  await t.confirm();
  assert.equal(t.credited.length, 1);
});

test('a reorganisation deeper than what is remembered stops the chain until the operator has looked', async () => {
  const t = await sandboxChainForTest({ window: 10 });
  t.ours.add(wallet);
  const [usdc] = t.tokens;
  const lost = await t.sandbox.deposit(wallet, usdc, 5n);
  const { block } = await t.chain.state();
  await t.sandbox.mine(20);
  await t.confirm();
  assert.equal(t.credited.length, 1);
  await t.sandbox.reorganise(25, new Set([lost]));
  await t.settle();
  assert.match((await t.chain.state()).halted ?? '', /differs/);
  await t.sandbox.deposit(wallet, usdc, 6n);
  await t.confirm();
  assert.equal(t.credited.length, 1);

  await t.chain.resume(block! - 3n);
  await t.confirm();
  assert.equal((await t.chain.state()).halted, null);
  assert.deepEqual(
    t.gone.map(({ amount }) => amount),
    [5n],
  );
  assert.deepEqual(
    t.credited.map(({ amount }) => amount),
    [5n, 6n],
  );
});

test('a node that fails is passed over; when none is left, nothing is lost', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  await t.sandbox.deposit(wallet, t.tokens[0], 5n);
  const down = 'http://127.0.0.1:1';
  await assert.rejects(t.open({ rpcUrls: [down] }).round(), NoNode);
  const chain = t.open({ rpcUrls: [down, t.sandbox.url] });
  while (await chain.round());
  assert.equal(t.seen.length, 1);
});

test('what a node says about a receipt must be what was seen', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const hash = await t.sandbox.deposit(wallet, t.tokens[0], 5n);
  await t.settle();
  await t.sandbox.mine(2);
  const lying = t.open({
    connect: meddling(t.sandbox.url, (method) =>
      method === 'eth_getTransactionReceipt'
        ? { transactionHash: hash, blockHash: t.seen[0]!.blockHash, logs: [] }
        : undefined,
    ),
  });
  await assert.rejects(lying.round(), NoNode);
  assert.equal(t.credited.length, 0);
  await t.confirm();
  assert.equal(t.credited.length, 1);
});

test('balances are read at the confirmed block', async () => {
  const t = await sandboxChainForTest();
  const [usdc] = t.tokens;
  await t.sandbox.deposit(wallet, usdc, 5n);
  await t.sandbox.deposit(wallet, null, 6n);
  await t.confirm();
  const { balances } = await t.chain.readBalances([
    { address: wallet, token: usdc },
    { address: wallet, token: null },
    { address: addressOf(9), token: usdc },
  ]);
  assert.deepEqual(balances, [5n, 6n, 0n]);
});

test('the watcher runs by itself, and stops', async () => {
  const t = await sandboxChainForTest({ pollMs: 5 });
  t.ours.add(wallet);
  const told = new Promise<void>((resolve) => {
    const chain = t.open({
      listeners: { ...t, confirmed: async (...told) => (await t.confirmed(...told), resolve()) },
    });
    const watching = chain.start();
    void t.sandbox
      .deposit(wallet, t.tokens[0], 5n)
      .then(() => t.sandbox.mine(3))
      .then(() => told)
      .then(() => watching.stop());
  });
  await told;
  assert.equal(t.credited.length, 1);
});

test('old blocks that no node has any more hold up neither deposits nor what is sent', async () => {
  const t = await sandboxChainForTest({ tokens: [] });
  t.ours.add(wallet);
  await t.sandbox.mine(20);
  await t.settle();
  const [usdc] = t.tokens;
  const chain = t.open({
    tokens: t.sandbox.chain.tokens.map((token) => Object.assign({ since: 1n }, token)),
    connect: meddling(t.sandbox.url, (method, params) => {
      const [of] = params as readonly [unknown];
      if (method === 'eth_getBlockByNumber' && (of === '0x1' || of === '0x2'))
        throw new Error('history has been pruned for this block');
      return undefined;
    }),
  });
  const rounds = async () => {
    while (await chain.round().catch(failed));
  };
  let failures = 0;
  /** It says so now and then, and goes on. */
  const failed = (error: unknown): boolean => {
    assert.ok(error instanceof NoNode && ++failures === 1, String(error));
    return true;
  };
  await t.database.work((tx) =>
    chain.submit(tx, { key: 'something', to: addressOf(9), data: '0x', value: 1n }),
  );
  await t.sandbox.deposit(wallet, usdc, 5n);
  await rounds();
  await t.sandbox.mine(3);
  await rounds();
  assert.deepEqual(
    t.credited.map(({ amount }) => amount),
    [5n],
  );
  assert.equal((await chain.readOutgoing('something')).send?.state, 'done');
  assert.equal(failures, 1);
});

test('a deposit or a payment whose receipt no node has holds up nothing of what is to be sent', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const lost = new Set<unknown>();
  const chain = t.open({
    connect: meddling(t.sandbox.url, (method, params) =>
      method === 'eth_getTransactionReceipt' && lost.has((params as readonly unknown[])[0])
        ? null
        : undefined,
    ),
  });
  const send = (key: string): Promise<void> =>
    t.database.work((tx) => chain.submit(tx, { key, to: addressOf(9), data: '0x', value: 1n }));
  const rounds = async (): Promise<void> => {
    for (let round = 0; round < 4; round++)
      await chain.round().catch((error) => assert.ok(error instanceof NoNode));
  };
  await send('paid');
  await rounds();
  lost.add((await chain.readOutgoing('paid')).hashes[0]);
  lost.add(await t.sandbox.deposit(wallet, t.tokens[0], 5n));
  await t.sandbox.mine(3);
  await rounds();
  assert.deepEqual([(await chain.readOutgoing('paid')).send?.state, t.credited.length], ['mined', 0]);
  await send('next');
  await rounds();
  assert.equal((await chain.readOutgoing('next')).hashes.length, 1);
  await t.settle();
  await t.confirm();
  assert.equal(t.credited.length, 1);
});

test('a receipt that no node has holds up only what its addresses have to do with', async () => {
  const t = await sandboxChainForTest();
  const [usdc] = t.tokens;
  const [lost, other] = [addressOf(3), addressOf(4)];
  t.ours.add(lost);
  t.ours.add(other);
  const missing = new Set<unknown>();
  const chain = t.open({
    connect: meddling(t.sandbox.url, (method, params) =>
      method === 'eth_getTransactionReceipt' && missing.has((params as readonly unknown[])[0])
        ? null
        : undefined,
    ),
  });
  const rounds = async (): Promise<void> => {
    for (let round = 0; round < 6; round++)
      await chain.round().catch((error) => assert.ok(error instanceof NoNode));
  };
  await rounds();
  missing.add(await t.sandbox.deposit(lost, usdc, 5n));
  await t.sandbox.deposit(other, usdc, 6n);
  // A sweep of that address, say: it would be found to move more than had come.
  await t.sandbox.deposit(lost, usdc, 7n);
  for (const key of ['unpaid', 'paid'])
    await t.database.work((tx) => chain.submit(tx, { key, to: addressOf(9), data: '0x', value: 1n }));
  await rounds();
  missing.add((await chain.readOutgoing('unpaid')).hashes[0]);
  await t.sandbox.mine(3);
  await rounds();
  assert.deepEqual(
    t.credited.map(({ amount }) => amount),
    [6n],
  );
  assert.deepEqual(
    t.gas.map(({ key }) => key),
    ['paid'],
  );
  // What was confirmed later goes on meanwhile, and the first is looked for again.
  await t.sandbox.deposit(other, usdc, 8n);
  await t.sandbox.mine(3);
  await rounds();
  assert.equal(t.credited.length, 2);
  missing.clear();
  t.pass(60_000);
  await rounds();
  assert.deepEqual(
    t.credited.map(({ amount }) => amount),
    [6n, 8n, 5n, 7n],
  );
  assert.deepEqual(
    t.gas.map(({ key }) => key),
    ['paid', 'unpaid'],
  );
});

test('nor does it slow the rounds down for long: it is looked for ever more seldom', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const hash = await t.sandbox.deposit(wallet, t.tokens[0], 5n);
  await t.sandbox.mine(3);
  const asked: unknown[] = [];
  const chain = t.open({
    connect: meddling(t.sandbox.url, (method, params) => {
      if (method !== 'eth_getTransactionReceipt' || (params as readonly unknown[])[0] !== hash)
        return undefined;
      asked.push(hash);
      return null;
    }),
  });
  let failures = 0;
  for (let second = 0; second < 120; second++) {
    t.pass(1_000);
    await chain.round().catch(() => (failures += 1));
  }
  assert.equal(failures, asked.length);
  assert.ok(failures > 5 && failures < 40, `${failures} of 120 rounds failed`);
});

test('what cannot be booked of one kind holds up nothing of any other', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  const broken = { gas: true, seen: false };
  const chain = t.open({
    listeners: {
      ...t,
      async spentGas(...told) {
        if (broken.gas) throw new Error('no books for gas');
        await t.spentGas(...told);
      },
      async observed(...told) {
        if (broken.seen) throw new Error('no books for deposits');
        await t.observed(...told);
      },
    },
  });
  const send = (key: string): Promise<void> =>
    t.database.work((tx) => chain.submit(tx, { key, to: addressOf(9), data: '0x', value: 1n }));
  const rounds = async (): Promise<void> => {
    for (let round = 0; round < 5; round++)
      await chain.round().catch((error: Error) => assert.match(error.message, /no books/));
  };
  await send('one');
  await rounds();
  await t.sandbox.mine(3);
  await rounds();
  await t.sandbox.deposit(wallet, t.tokens[0], 5n);
  await rounds();
  broken.seen = true;
  await t.sandbox.mine(2);
  await t.sandbox.deposit(wallet, t.tokens[0], 6n);
  await send('two');
  await rounds();
  await rounds();
  assert.equal((await chain.readOutgoing('two')).hashes.length, 1);
  broken.gas = false;
  broken.seen = false;
  t.pass(60_000);
  await rounds();
  await t.sandbox.mine(3);
  await rounds();
  assert.deepEqual(
    [t.credited.map(({ amount }) => amount), t.gas.map(({ key }) => key)],
    [
      [5n, 6n],
      ['one', 'two'],
    ],
  );
});

test('a node that says of an overdue call what it has shown no log of holds up nothing else', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(wallet);
  await t.sandbox.mine(3);
  await t.settle();
  const execute = { chainId: t.chain.chainId, account: addressOf(8), calls: [], nonce: 0n, deadline: 1n };
  await t.database.work((tx) => t.chain.announceCall(tx, { key: 'call', execute }));
  await t.database.work((tx) =>
    t.chain.announceCall(tx, { key: 'other', execute: { ...execute, nonce: 7n } }),
  );
  const used = `0x${'1'.padStart(64, '0')}`;
  const asksOfOther = (params: unknown): boolean => JSON.stringify(params).includes('0007"');
  const chain = t.open({
    connect: meddling(t.sandbox.url, (method, params) =>
      method === 'eth_call' && !asksOfOther(params) ? used : undefined,
    ),
  });
  await t.database.work((tx) =>
    chain.submit(tx, { key: 'something', to: addressOf(9), data: '0x', value: 1n }),
  );
  await assert.rejects(chain.round(), /gave no log/);
  while (await chain.round());
  await t.sandbox.mine(3);
  while (await chain.round());
  const [{ send }, { call }] = [await chain.readOutgoing('something'), await chain.readOutgoing('call')];
  // It is not given up either: nobody knows what became of it.
  assert.deepEqual([send?.state, call?.state], ['done', 'pending']);
  assert.equal((await chain.readOutgoing('other')).call?.state, 'expired');
});
