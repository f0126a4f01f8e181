import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWalletClient, getAddress, http, keccak256, toHex } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { foundry } from 'viem/chains';
import { factoryAbi } from '../abi.ts';
import { accountAddress, contracts, forwarderAddress } from '../addresses.ts';
import type { Chain, SignedCall, SweepOf } from '../chain.ts';
import { executeDigest, transferCall } from './execute.ts';
import type { AccountCall, Execute } from './execute.ts';
import { aliceKey, saltOf } from '../testing/account.ts';
import { developer } from '../testing/node.ts';
import { meddling, sandboxChainForTest } from '../testing/sandbox-chain.ts';
import type { SandboxChain } from '../testing/sandbox-chain.ts';

const account = accountAddress(aliceKey);
const bob: Address = getAddress('0x00000000000000000000000000000000000000b0');
const { x, y } = aliceKey;
const farAway = 4_000_000_000n;

/** A chain on which the account has 1,000 USDC, confirmed and forgotten. */
async function withAccount(options: Parameters<typeof sandboxChainForTest>[0] = {}): Promise<SandboxChain> {
  const t = await sandboxChainForTest(options);
  t.ours.add(account);
  await t.sandbox.deposit(account, t.tokens[0], 1_000n);
  await t.confirm();
  return t;
}

async function sign(
  t: SandboxChain,
  key: string,
  calls: readonly AccountCall[],
  over: Partial<Execute> = {},
): Promise<SignedCall> {
  const nonce = await t.database.work((tx) => t.chain.nextNonce(tx, account));
  const execute = { chainId: t.chain.chainId, account, calls, nonce, deadline: farAway, ...over };
  return { key, publicKey: { x, y }, execute, signature: aliceKey.sign(executeDigest(execute)) };
}

const submit = (t: SandboxChain, call: SignedCall): Promise<void> =>
  t.database.work((tx) => t.chain.submitCall(tx, call));
const pay = (t: SandboxChain, amount: bigint): readonly AccountCall[] => [
  transferCall(t.tokens[0], bob, amount),
];
const outcomes = (t: SandboxChain) => t.calls.map(({ key, outcome }) => [key, outcome]);
const paid = (t: SandboxChain): bigint =>
  t.credited.filter(({ to }) => to === bob).reduce((sum, { amount }) => sum + amount, 0n);

/** Sends a signed call from another address than the relayer's, as anybody may; answers when it is mined. */
async function sendByOther(t: SandboxChain, { execute, signature }: SignedCall): Promise<Hash> {
  const client = createWalletClient({
    account: developer(4),
    chain: foundry,
    transport: http(t.sandbox.url),
  });
  const hash = await client.writeContract({
    address: contracts.factory,
    abi: factoryAbi,
    functionName: 'execute',
    args: [x, y, saltOf(0), [...execute.calls], execute.nonce, execute.deadline, signature],
    gas: 3_000_000n,
  });
  await t.sandbox.mine(0);
  return hash;
}

test('a signed call makes the account and pays, once, and its gas is told', async () => {
  const t = await withAccount();
  const call = await sign(t, 'one', pay(t, 400n));
  await submit(t, call);
  await submit(t, call);
  await t.confirm();
  assert.deepEqual(outcomes(t), [['one', 'executed']]);
  assert.equal(paid(t), 400n);
  assert.equal(t.credited.at(-1)!.fromOurs, true);
  assert.equal(t.gas.length, 1);
  assert.ok(t.gas[0]!.amount > 0n && t.gas[0]!.succeeded);
  assert.equal(t.gas[0]!.transactionHash, t.calls[0]!.used?.transactionHash);
  const { call: known, send, hashes } = await t.chain.readOutgoing('one');
  assert.deepEqual([known?.state, send?.state, hashes.length], ['executed', 'done', 1]);
});

test('a unit of work that rolls back sends nothing', async () => {
  const t = await withAccount();
  const call = await sign(t, 'one', pay(t, 400n));
  await assert.rejects(
    t.database.work(async (tx) => {
      await t.chain.submitCall(tx, call);
      throw new Error('no');
    }),
  );
  await t.confirm();
  assert.equal(paid(t), 0n);
  assert.equal((await t.chain.readOutgoing('one')).call, undefined);
});

test('a call that cannot succeed is told as failed, and nothing moves', async () => {
  const t = await withAccount();
  await submit(t, await sign(t, 'much', pay(t, 1_001n)));
  await t.confirm();
  assert.deepEqual(outcomes(t), [['much', 'failed']]);
  assert.equal(paid(t), 0n);
});

test('many calls at once, in any order of their nonces', async () => {
  const t = await withAccount();
  const calls = await Promise.all(Array.from({ length: 10 }, (_, at) => sign(t, `call ${at}`, pay(t, 10n))));
  for (const call of calls.toReversed()) await submit(t, call);
  await t.confirm();
  assert.equal(outcomes(t).filter(([, outcome]) => outcome === 'executed').length, 10);
  assert.equal(paid(t), 100n);
  assert.equal(new Set(t.gas.map(({ transactionHash }) => transactionHash)).size, 10);
});

test('sent by somebody else first: it has happened once, and that is what is told', async () => {
  const t = await withAccount();
  const call = await sign(t, 'one', pay(t, 400n));
  const hash = await sendByOther(t, call);
  await submit(t, call);
  await t.confirm();
  assert.deepEqual(outcomes(t), [['one', 'executed']]);
  assert.equal(t.calls[0]!.used?.transactionHash, hash);
  assert.equal(paid(t), 400n);
  assert.equal((await t.chain.readOutgoing('one')).send?.state, 'dropped');
});

test('another message with its nonce: replaced', async () => {
  const t = await withAccount();
  const call = await sign(t, 'one', pay(t, 400n));
  await sendByOther(t, await sign(t, 'cancel', [], { nonce: call.execute.nonce }));
  await submit(t, call);
  await t.confirm();
  assert.deepEqual(outcomes(t), [['one', 'replaced']]);
  assert.equal(paid(t), 0n);
});

test('a nonce that was used on the chain is given to no call, as of a database that was put back from a backup', async () => {
  const t = await withAccount();
  // What the lost database had signed, and what is not known of here.
  const lost = await sign(t, 'lost', pay(t, 100n), { nonce: 5n });
  await sendByOther(t, lost);
  await t.confirm();
  assert.equal(paid(t), 100n);
  const calls = await Promise.all(Array.from({ length: 7 }, (_, at) => sign(t, `call ${at}`, pay(t, 10n))));
  assert.ok(calls.every(({ execute }) => execute.nonce > 5n));
  assert.equal(new Set(calls.map(({ execute }) => execute.nonce)).size, 7);
  for (const call of calls) await submit(t, call);
  await t.confirm();
  assert.equal(outcomes(t).filter(([, outcome]) => outcome === 'executed').length, 7);
});

test('past its deadline by a confirmed block, with its nonce unused: expired, and not before', async () => {
  const t = await withAccount();
  await submit(t, await sign(t, 'late', pay(t, 400n), { deadline: 1_700_000_100n }));
  await t.settle();
  assert.deepEqual(outcomes(t), [['late', 'expired']]);
  assert.equal((await t.chain.readOutgoing('late')).send?.state, 'dropped');

  const deadline = BigInt(Math.floor(Date.now() / 1000) + 1_000);
  const swallowed = t.open({
    connect: meddling(t.sandbox.url, (method) =>
      method === 'eth_sendRawTransaction' ? saltOf(1) : undefined,
    ),
  });
  await submit(t, await sign(t, 'later', pay(t, 400n), { deadline }));
  for (let rounds = 0; rounds < 3; rounds++) await swallowed.round();
  // Our clock says that it is over; the chain's does not, and the chain's is the one that counts.
  t.pass(2_000_000);
  for (let rounds = 0; rounds < 3; rounds++) await swallowed.round();
  assert.equal((await t.chain.readOutgoing('later')).call?.state, 'pending');
});

test('whenever the process dies while it sends, the call happens once', async () => {
  const t = await withAccount();
  const asked: string[] = [];
  const counting = t.open({
    connect: meddling(t.sandbox.url, (method) => void asked.push(method)),
  });
  await submit(t, await sign(t, 'first', pay(t, 1n)));
  while (await counting.round());
  const requests = asked.length;
  assert.ok(requests > 5);
  for (let dies = 0; dies < requests; dies++) {
    await submit(t, await sign(t, `dies ${dies}`, pay(t, 1n)));
    let left = dies;
    const dying = t.open({
      connect: meddling(t.sandbox.url, async (method, params) => {
        if (left-- > 0) return undefined;
        // The node gets it, and nobody is there any more to hear the answer.
        if (left === -1 && method === 'eth_sendRawTransaction')
          await meddlingRequest(t, method, params).catch(() => undefined);
        throw new Error('the process is gone');
      }),
    });
    await dying.round().catch(() => undefined);
    t.pass(60_000);
    await t.settle();
    t.pass(60_000);
    await t.confirm();
  }
  assert.equal(outcomes(t).filter(([, outcome]) => outcome === 'executed').length, requests + 1);
  assert.equal(paid(t), BigInt(requests) + 1n);
});

const meddlingRequest = async (t: SandboxChain, method: string, params: unknown): Promise<unknown> =>
  await createWalletClient({ transport: http(t.sandbox.url) }).request({ method, params } as never);

test('stuck: sent again for more, with the same nonce, all hashes kept, one of them mined', async () => {
  const t = await withAccount();
  const raws: Hex[] = [];
  const swallowed = t.open({
    connect: meddling(t.sandbox.url, (method, params) => {
      if (method !== 'eth_sendRawTransaction') return undefined;
      const [raw] = params as [Hex];
      raws.push(raw);
      return keccak256(raw);
    }),
  });
  await submit(t, await sign(t, 'one', pay(t, 400n)));
  for (let times = 0; times < 3; times++) {
    await swallowed.round();
    t.pass(30_000);
  }
  const { hashes, send } = await t.chain.readOutgoing('one');
  assert.equal(hashes.length, 3);
  assert.equal(send?.state, 'sent');
  // The first one after all, and mined before anybody looks again.
  await meddlingRequest(t, 'eth_sendRawTransaction', [raws[0]]);
  await t.sandbox.mine(0);
  await t.confirm();
  assert.deepEqual(outcomes(t), [['one', 'executed']]);
  assert.equal(t.calls[0]!.used?.transactionHash, keccak256(raws[0]!));
  assert.equal(paid(t), 400n);
});

test('behind one that is stuck the others are sent again as they are: their fees would only be paid', async () => {
  const t = await withAccount();
  const swallowed = t.open({
    connect: meddling(t.sandbox.url, (method, params) =>
      method === 'eth_sendRawTransaction' ? keccak256((params as [Hex])[0]) : undefined,
    ),
  });
  for (const key of ['one', 'two', 'three']) await submit(t, await sign(t, key, pay(t, 100n)));
  for (let times = 0; times < 4; times++) {
    await swallowed.round();
    t.pass(30_000);
  }
  const signed = await Promise.all(
    ['one', 'two', 'three'].map(async (key) => (await t.chain.readOutgoing(key)).hashes.length),
  );
  assert.deepEqual(signed, [4, 1, 1]);
  await t.settle();
  await t.confirm();
  assert.equal(outcomes(t).filter(([, outcome]) => outcome === 'executed').length, 3);
  assert.equal(paid(t), 300n);
});

test('a relayer without coins offers no more for each try; once it has some, what waits goes at the usual price', async () => {
  const t = await withAccount();
  const dry = t.open({
    connect: meddling(t.sandbox.url, (method) => {
      if (method === 'eth_sendRawTransaction')
        throw Object.assign(new Error('insufficient funds for gas * price + value'), { code: -32000 });
      return undefined;
    }),
  });
  await submit(t, await sign(t, 'one', pay(t, 400n)));
  for (let times = 0; times < 6; times++) {
    await dry.round();
    t.pass(30_000);
  }
  const { hashes, send } = await t.chain.readOutgoing('one');
  assert.match(send?.lastError ?? '', /insufficient funds/);
  assert.equal(hashes.length, 1);
  await t.confirm();
  assert.deepEqual(outcomes(t), [['one', 'executed']]);
});

test('a relayer nonce that somebody else has used is no obstacle', async () => {
  const t = await withAccount();
  const swallowed = t.open({
    connect: meddling(t.sandbox.url, (method) =>
      method === 'eth_sendRawTransaction' ? saltOf(1) : undefined,
    ),
  });
  await submit(t, await sign(t, 'one', pay(t, 400n)));
  await swallowed.round();
  const client = createWalletClient({
    account: developer(1),
    chain: foundry,
    transport: http(t.sandbox.url),
  });
  await client.sendTransaction({ to: bob, value: 1n });
  await t.sandbox.mine(3);
  await t.settle();
  t.pass(30_000);
  await t.settle();
  await t.confirm();
  assert.deepEqual(outcomes(t), [['one', 'executed']]);
  assert.equal(paid(t), 400n);
});

test('announced and never signed: expired; signed after all and in time: sent, once', async () => {
  const t = await withAccount();
  const announce = (call: SignedCall): Promise<void> =>
    t.database.work((tx) => t.chain.announceCall(tx, call));
  const late = await sign(t, 'late', pay(t, 400n), { deadline: 1_700_000_100n });
  await announce(late);
  await t.settle();
  assert.deepEqual(outcomes(t), [['late', 'expired']]);
  // The signature comes when it is over.
  await submit(t, late);
  assert.equal((await t.chain.readOutgoing('late')).send, undefined);

  const call = await sign(t, 'one', pay(t, 300n));
  await announce(call);
  await t.confirm();
  assert.equal(paid(t), 0n);
  await submit(t, call);
  await submit(t, call);
  await t.confirm();
  assert.deepEqual(outcomes(t).at(-1), ['one', 'executed']);
  assert.equal(paid(t), 300n);
  const other = await sign(t, 'one', pay(t, 200n));
  await assert.rejects(submit(t, other), /what was announced/);
});

test('a payment that leaves the chain is sent again with the signature it has', async () => {
  const t = await withAccount();
  await submit(t, await sign(t, 'one', pay(t, 400n)));
  await t.confirm();
  assert.deepEqual(outcomes(t), [['one', 'executed']]);
  await t.sandbox.reorganise(3, new Set());
  await t.confirm();
  assert.deepEqual(outcomes(t), [
    ['one', 'executed'],
    ['one', 'returned'],
    ['one', 'executed'],
  ]);
  assert.deepEqual(
    t.gone.filter(({ to }) => to === bob).map(({ amount }) => amount),
    [400n],
  );
});

test('a payment that takes too long is told once', async () => {
  const t = await withAccount();
  const swallowed: Chain = t.open({
    connect: meddling(t.sandbox.url, (method) =>
      method === 'eth_sendRawTransaction' ? saltOf(1) : undefined,
    ),
  });
  await submit(t, await sign(t, 'one', pay(t, 400n)));
  for (let rounds = 0; rounds < 4; rounds++) {
    await swallowed.round();
    t.pass(400_000);
  }
  assert.deepEqual(outcomes(t), [['one', 'manual_check']]);
  await t.confirm();
  assert.deepEqual(outcomes(t), [
    ['one', 'manual_check'],
    ['one', 'executed'],
  ]);
});

test('a hundred deposit addresses are swept in one chain transaction, and the sweep is booked from its logs', async () => {
  const t = await sandboxChainForTest();
  const [usdc] = t.tokens;
  const sweeps = Array.from({ length: 100 }, (_, at) => ({
    holding: account,
    salt: toHex(at + 1, { size: 32 }),
    tokens: [usdc, null],
  }));
  t.ours.add(account);
  for (const { salt } of sweeps) {
    const address = forwarderAddress(account, salt);
    t.ours.add(address);
    await t.sandbox.deposit(address, usdc, 3n);
  }
  await t.confirm();
  await t.database.work((tx) => t.chain.submitSweep(tx, 'sweep', sweeps));
  await t.confirm();
  assert.equal(t.gas.length, 1);
  const swept = t.credited.filter(({ to }) => to === account);
  assert.equal(swept.length, 100);
  assert.ok(swept.every(({ fromOurs, toOurs }) => fromOurs && toOurs));
  const { balances } = await t.chain.readBalances([{ address: account, token: usdc }]);
  assert.deepEqual(balances, [300n]);
});

test('an address is shown only when the factory on the chain says the same', async () => {
  const t = await sandboxChainForTest();
  await t.chain.checkAddress(account, { publicKey: { x, y } });
  const salt = saltOf(7);
  await t.chain.checkAddress(forwarderAddress(account, salt), { holding: account, salt });
  await assert.rejects(t.chain.checkAddress(bob, { holding: account, salt }), /another address/);
  const wrong = t.open({
    connect: meddling(t.sandbox.url, (method) => (method === 'eth_getCode' ? '0x1234' : undefined)),
  });
  await assert.rejects(wrong.checkAddress(account, { publicKey: { x, y } }), /does not have our factory/);
});

/** One address with coins on it, and the sweep of it. */
async function sweepOf(t: SandboxChain, salt: Hex): Promise<SweepOf[]> {
  const address = forwarderAddress(account, salt);
  t.ours.add(address);
  await t.sandbox.deposit(address, t.tokens[0], 3n);
  await t.confirm();
  return [{ holding: account, salt, tokens: [t.tokens[0]] }];
}
const swept = (t: SandboxChain): number => t.credited.filter(({ to }) => to === account).length;

test('what wants more gas than a transaction may have gets no nonce: it is put off, is shown, and what comes after it is sent', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(account);
  const greedySalt = saltOf(0x6eed);
  const [big, small] = [await sweepOf(t, greedySalt), await sweepOf(t, saltOf(2))];
  const greedy = t.open({
    connect: meddling(t.sandbox.url, (method, params) =>
      method === 'eth_estimateGas' && JSON.stringify(params).includes(greedySalt.slice(2))
        ? toHex(28_000_000)
        : undefined,
    ),
  });
  await t.database.work((tx) => greedy.submitSweep(tx, 'big', big));
  await t.database.work((tx) => greedy.submitSweep(tx, 'small', small));
  for (let rounds = 0; rounds < 4; rounds++) {
    await greedy.round();
    t.pass(30_000);
  }
  await t.sandbox.mine(t.sandbox.confirmations);
  for (let rounds = 0; rounds < 4; rounds++) await greedy.round();
  assert.equal((await greedy.readOutgoing('small')).send?.state, 'done');
  assert.equal(swept(t), 1);
  assert.deepEqual((await greedy.state()).putOff, [
    { key: 'big', tries: 5, reason: 'it wants 28000000 gas, and a transaction may have 16777216' },
  ]);
  // It is sent once it wants less.
  t.pass(60_000);
  await t.confirm();
  assert.equal(swept(t), 2);
  assert.deepEqual((await t.chain.state()).putOff, []);
});

test('room beside what a transaction wants ends where a transaction may have no more', async () => {
  const t = await sandboxChainForTest();
  t.ours.add(account);
  const much = t.open({
    connect: meddling(t.sandbox.url, (method) =>
      method === 'eth_estimateGas' ? toHex(16_000_000) : undefined,
    ),
  });
  const sweeps = await sweepOf(t, saltOf(1));
  await t.database.work((tx) => much.submitSweep(tx, 'much', sweeps));
  while (await much.round());
  assert.equal((await much.readOutgoing('much')).send?.gas, 2n ** 24n);
  await t.confirm();
  assert.equal(swept(t), 1);
});

test('a factory whose transaction reverts is sent anew, and given up once it is there; never where nothing could make it', async () => {
  const t = await sandboxChainForTest();
  let hidden: readonly Address[] = [contracts.factory, contracts.deterministicDeployer];
  const chain = t.open({
    connect: meddling(t.sandbox.url, (method, params) => {
      // It reverts on the chain, where the factory stands.
      if (method === 'eth_estimateGas') return toHex(5_000_000);
      const [address] = params as readonly Address[];
      return method === 'eth_getCode' && hidden.includes(address!) ? '0x' : undefined;
    }),
  });
  const settle = async (): Promise<void> => {
    // The node answers what it is sent before its block is made.
    for (const blocks of [0, t.sandbox.confirmations]) {
      while (await chain.round());
      await t.sandbox.mine(blocks);
    }
    while (await chain.round());
  };
  const known = async () => {
    const { send, hashes } = await chain.readOutgoing('factory');
    return [send?.state, hashes.length, send?.lastError];
  };
  await settle();
  assert.deepEqual(await known(), [undefined, 0, undefined]);
  hidden = [contracts.factory];
  t.pass(61_000);
  await settle();
  assert.deepEqual(await known(), ['done', 1, 'it reverted']);
  t.pass(61_000);
  await settle();
  assert.deepEqual(await known(), ['queued', 1, 'it reverted']);
  t.pass(61_000);
  await settle();
  assert.deepEqual(await known(), ['done', 2, 'it reverted']);
  t.pass(61_000);
  await settle();
  hidden = [];
  t.pass(61_000);
  await settle();
  assert.deepEqual(await known(), ['dropped', 2, 'the factory is there']);
});

test('what no block takes at the highest fee that may be paid is shown to the operator, with what it waits for', async () => {
  const t = await withAccount();
  const cheap = t.open({
    highestFee: 1n,
    // As a pool does that keeps what may be mined once gas is cheap again.
    connect: meddling(t.sandbox.url, (method) =>
      method === 'eth_sendRawTransaction' ? saltOf(1) : undefined,
    ),
  });
  const call = await sign(t, 'dear', pay(t, 400n));
  await t.database.work((tx) => cheap.submitCall(tx, call));
  for (let round = 0; round < 5; round++) {
    await cheap.round();
    t.pass(30_000);
  }
  const { putOff } = await cheap.state();
  assert.deepEqual(
    putOff.map(({ key }) => key),
    ['dear'],
  );
  assert.match(putOff[0]!.reason, /more than 1 wei for a unit of gas is not paid/);
  // A process that may pay more has it mined.
  await t.confirm();
  assert.deepEqual(outcomes(t), [['dear', 'executed']]);
  assert.deepEqual((await t.chain.state()).putOff, []);
});
