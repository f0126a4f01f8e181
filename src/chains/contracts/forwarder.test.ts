import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFunctionData, parseEventLogs, zeroAddress } from 'viem';
import type { Address, Hex, TransactionReceipt } from 'viem';
import fee from '../../../contracts/artifacts/FeeToken.json' with { type: 'json' };
import failing from '../../../contracts/artifacts/FailingToken.json' with { type: 'json' };
import noReturn from '../../../contracts/artifacts/NoReturnToken.json' with { type: 'json' };
import oldSender from '../../../contracts/artifacts/OldSender.json' with { type: 'json' };
import reentrant from '../../../contracts/artifacts/ReentrantToken.json' with { type: 'json' };
import token from '../../../contracts/artifacts/TestToken.json' with { type: 'json' };
import { depositForwarderAbi, factoryAbi, thresholdAccountAbi } from '../abi.ts';
import { accountAddress, forwarderAddress } from '../addresses.ts';
import { transferCall } from '../sending/execute.ts';
import { accountAt, aliceKey, makeFactory, saltOf } from '../testing/account.ts';
import { testNode } from '../testing/node.ts';
import type { Artifact, Contract } from '../testing/node.ts';

const node = await testNode();
const factory = await makeFactory(node);
const usdc = await node.deploy(token, ['USD Coin', 'USDC', 6]);
const holding: Address = accountAddress(aliceKey);
let salts = 0;

const balance = (contract: Contract, of: Address): Promise<bigint> => node.read(contract, 'balanceOf', [of]);
const freshSalt = (): Hex => saltOf(++salts);
const at = (address: Address): Contract => ({ address, abi: depositForwarderAbi });

async function tokenFor(artifact: Artifact, of: Address, args: readonly unknown[] = []): Promise<Contract> {
  const contract = await node.deploy(artifact, args);
  await node.write(contract, 'mint', [of, 1_000n]);
  return contract;
}

async function madeForwarder(to = holding): Promise<Contract> {
  const salt = freshSalt();
  await node.write(factory, 'makeForwarder', [to, salt]);
  return at(forwarderAddress(to, salt));
}

function failedTokens(receipt: TransactionReceipt): readonly string[] {
  const events = parseEventLogs({
    abi: depositForwarderAbi,
    logs: receipt.logs,
    eventName: 'SweepFailed',
  });
  return events.map(({ args }) => args.token.toLowerCase());
}

test('addresses are known before anything is made, and our arithmetic is the factory’s', async () => {
  for (const salt of [saltOf(0), freshSalt()]) {
    assert.equal(
      await node.read(factory, 'predictForwarder', [holding, salt]),
      forwarderAddress(holding, salt),
    );
    assert.equal(
      await node.read(factory, 'predictAccount', [aliceKey.x, aliceKey.y, salt]),
      accountAddress(aliceKey, salt),
    );
  }
});

test('money sent before the address is made is swept with its making', async () => {
  const salt = freshSalt();
  const address = forwarderAddress(holding, salt);
  await node.write(usdc, 'mint', [address, 500n]);
  await node.client.sendTransaction({ to: address, value: 7n });
  const before = [await balance(usdc, holding), await node.client.getBalance({ address: holding })];
  await node.write(factory, 'sweep', [[{ holding, salt, tokens: [usdc.address, zeroAddress] }]]);
  assert.equal(await balance(usdc, address), 0n);
  assert.equal(await balance(usdc, holding), before[0]! + 500n);
  assert.equal(await node.client.getBalance({ address: holding }), before[1]! + 7n);
  assert.equal(await node.read(at(address), 'holding'), holding);
});

test('making what is there is success, so nobody can get in the way', async () => {
  const salt = freshSalt();
  await node.write(factory, 'makeForwarder', [holding, salt]);
  await node.write(factory, 'makeForwarder', [holding, salt]);
  await node.write(factory, 'makeAccount', [aliceKey.x, aliceKey.y, salt]);
  const receipt = await node.write(factory, 'makeAccount', [aliceKey.x, aliceKey.y, salt]);
  assert.equal(receipt.status, 'success');
});

test('a first payment makes the account and pays, in one chain transaction', async () => {
  const salt = freshSalt();
  const address = accountAddress(aliceKey, salt);
  await node.write(usdc, 'mint', [address, 500n]);
  const account = accountAt(node, { address, abi: thresholdAccountAbi });
  const to: Address = '0x00000000000000000000000000000000000000b2';
  for (let round = 1n; round <= 2n; round++) {
    const { execute, signature } = account.signed([transferCall(usdc.address, to, 200n)]);
    const data = encodeFunctionData({
      abi: factoryAbi,
      functionName: 'execute',
      args: [aliceKey.x, aliceKey.y, salt, [...execute.calls], execute.nonce, execute.deadline, signature],
    });
    const receipt = await node.send(factory.address, data);
    assert.equal(receipt.status, 'success');
    assert.equal(await balance(usdc, to), 200n * round);
  }
});

test('a sender with 2,300 gas gets through', async () => {
  const forwarder = await madeForwarder();
  const sender = await node.deploy(oldSender);
  await node.write(sender, 'send', [forwarder.address], 5n);
  assert.equal(await node.client.getBalance({ address: forwarder.address }), 5n);
});

test('tokens of every kind are swept, and a failing one does not hold up the others', async () => {
  const forwarder = await madeForwarder();
  const bad = await tokenFor(failing, forwarder.address);
  const good = [
    [await tokenFor(token, forwarder.address, ['USD Coin', 'USDC', 6]), 1_000n],
    [await tokenFor(token, forwarder.address, ['Dai', 'DAI', 18]), 1_000n],
    [await tokenFor(noReturn, forwarder.address), 1_000n],
    [await tokenFor(fee, forwarder.address), 990n],
  ] as const;
  const noToken = holding;
  for (const way of [1, 2, 3, 4]) {
    await node.write(bad, 'fail', [way]);
    const tokens = [bad.address, noToken, ...good.map(([contract]) => contract.address)];
    const receipt = await node.write(forwarder, 'sweep', [tokens]);
    assert.deepEqual(failedTokens(receipt), [bad.address.toLowerCase(), noToken.toLowerCase()]);
    for (const [contract, arrives] of good) assert.equal(await balance(contract, holding), arrives);
  }
  assert.equal(await balance(bad, forwarder.address), 1_000n);
  await node.write(bad, 'fail', [0]);
  await node.write(forwarder, 'sweep', [[bad.address]]);
  assert.equal(await balance(bad, forwarder.address), 0n);
});

test('a token that calls back changes nothing', async () => {
  const forwarder = await madeForwarder();
  const evil = await tokenFor(reentrant, forwarder.address);
  const again = encodeFunctionData({
    abi: depositForwarderAbi,
    functionName: 'sweep',
    args: [[evil.address]],
  });
  await node.write(evil, 'arm', [forwarder.address, again]);
  await node.write(forwarder, 'sweep', [[evil.address]]);
  assert.equal(await balance(evil, holding), 1_000n);
});

test('anybody may sweep, and it can only go to the holding wallet', async () => {
  const forwarder = await madeForwarder();
  await node.write(usdc, 'mint', [forwarder.address, 10n]);
  const before = await balance(usdc, holding);
  const data = encodeFunctionData({
    abi: depositForwarderAbi,
    functionName: 'sweepOne',
    args: [usdc.address],
  });
  await node.send(forwarder.address, data);
  assert.equal(await balance(usdc, holding), before + 10n);
});

test('a hundred deposit addresses are made and swept in at most two chain transactions', async () => {
  const sweeps = Array.from({ length: 100 }, () => ({ holding, salt: freshSalt(), tokens: [usdc.address] }));
  for (const { salt } of sweeps) await node.write(usdc, 'mint', [forwarderAddress(holding, salt), 3n]);
  const before = await balance(usdc, holding);
  const receipt = await node.write(factory, 'sweep', [sweeps]);
  assert.equal(await balance(usdc, holding), before + 300n);
  // Half of a block of 30 million, so two transactions always do.
  assert.ok(receipt.gasUsed < 15_000_000n, `${receipt.gasUsed}`);
});
