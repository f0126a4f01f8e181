import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFunctionData, maxUint64, zeroAddress } from 'viem';
import type { Address } from 'viem';
import callee from '../../../contracts/artifacts/Callee.json' with { type: 'json' };
import failing from '../../../contracts/artifacts/FailingToken.json' with { type: 'json' };
import noReturn from '../../../contracts/artifacts/NoReturnToken.json' with { type: 'json' };
import fee from '../../../contracts/artifacts/FeeToken.json' with { type: 'json' };
import reentrant from '../../../contracts/artifacts/ReentrantToken.json' with { type: 'json' };
import token from '../../../contracts/artifacts/TestToken.json' with { type: 'json' };
import { executeDigest, transferCall } from '../sending/execute.ts';
import { aliceKey, executeCalldata, makeAccount } from '../testing/account.ts';
import { frostKey } from '../testing/frost-key.ts';
import { developer, testNode } from '../testing/node.ts';
import type { Artifact, Contract } from '../testing/node.ts';

const node = await testNode();
const bob: Address = '0x00000000000000000000000000000000000000b0';

const balance = (contract: Contract, of: Address): Promise<bigint> => node.read(contract, 'balanceOf', [of]);

/** A token of which the account has 1,000. */
async function funded(
  artifact: Artifact,
  account: Address,
  args: readonly unknown[] = [],
): Promise<Contract> {
  const contract = await node.deploy(artifact, args);
  await node.write(contract, 'mint', [account, 1_000n]);
  return contract;
}

test('two signers move tokens and native coin', async () => {
  const account = await makeAccount(node);
  const usdc = await funded(token, account.address, ['USD Coin', 'USDC', 6]);
  await node.client.sendTransaction({ to: account.address, value: 10n });
  const call = account.signed([transferCall(usdc.address, bob, 400n), transferCall(null, bob, 7n)]);
  assert.equal(await account.send(call), 'done');
  assert.equal(await balance(usdc, bob), 400n);
  assert.equal(await node.client.getBalance({ address: bob }), 7n);
});

test('the digest is the one of EIP-712 libraries', async () => {
  const account = await makeAccount(node);
  const { execute } = account.signed([
    transferCall(bob, bob, 5n),
    { to: bob, value: 3n, gas: 9n, data: '0x' },
  ]);
  const onChain = await node.read(account, 'executeDigest', [execute.calls, execute.nonce, execute.deadline]);
  assert.equal(onChain, executeDigest(execute));
});

test('the verification costs what was measured when it was chosen', async () => {
  const account = await makeAccount(node);
  const call = account.signed([]);
  const receipt = await node.send(account.address, call.data);
  // 21,000 for the transaction, 22,100 for the nonce's word; 5,700 were measured for the signature.
  assert.ok(receipt.gasUsed < 65_000n, `${receipt.gasUsed}`);
});

test('a wrong signature moves nothing and uses no nonce', async () => {
  const account = await makeAccount(node);
  const good = account.signed([]);
  const mallory = frostKey(0xbadn);
  const wrong = [
    mallory.sign(executeDigest(good.execute)),
    { ...good.signature, z: good.signature.z + 1n },
    { ...good.signature, ry: 0n },
    aliceKey.sign(executeDigest({ ...good.execute, nonce: 99n })),
    aliceKey.sign(executeDigest({ ...good.execute, deadline: 99n })),
    aliceKey.sign(executeDigest({ ...good.execute, chainId: 1 })),
    aliceKey.sign(executeDigest({ ...good.execute, account: bob })),
    aliceKey.sign(executeDigest({ ...good.execute, calls: [transferCall(null, bob, 1n)] })),
  ];
  for (const signature of wrong)
    assert.equal(await account.send({ ...good, data: executeCalldata(good.execute, signature) }), 'reverted');
  assert.equal(await account.isUsed(good.execute.nonce), false);
  assert.equal(await account.send(good), 'done');
});

test('each part of a call is signed', async () => {
  const account = await makeAccount(node);
  const call = { to: bob, value: 1n, gas: 50_000n, data: '0x1234' } as const;
  const { execute, signature } = account.signed([call, call]);
  const others = [
    [call],
    [call, call, call],
    [call, { ...call, to: developer(1).address }],
    [call, { ...call, value: 2n }],
    [call, { ...call, gas: 60_000n }],
    [call, { ...call, data: '0x1235' as const }],
  ];
  for (const calls of others) {
    const data = executeCalldata({ ...execute, calls }, signature);
    assert.equal((await node.send(account.address, data)).status, 'reverted');
  }
});

test('the same message does nothing a second time', async () => {
  const account = await makeAccount(node);
  const usdc = await funded(token, account.address, ['USD Coin', 'USDC', 6]);
  const call = account.signed([transferCall(usdc.address, bob, 400n)]);
  assert.equal(await account.send(call), 'done');
  assert.equal(await account.send(call), 'reverted');
  assert.equal(await balance(usdc, account.address), 600n);
});

test('nonces are used in any order, across words of the bitmap', async () => {
  const account = await makeAccount(node);
  for (const nonce of [257n, 0n, 256n, 255n, 2n ** 256n - 1n]) {
    assert.equal(await account.isUsed(nonce), false);
    assert.equal(await account.send(account.signed([], { nonce })), 'done');
    assert.equal(await account.isUsed(nonce), true);
    assert.equal(await account.send(account.signed([], { nonce })), 'reverted');
  }
});

test('a deadline holds to the second', async () => {
  const account = await makeAccount(node);
  const { timestamp } = await node.client.getBlock();
  const inTime = account.signed([], { deadline: timestamp + 100n });
  const late = account.signed([], { deadline: timestamp + 100n });
  await node.client.setNextBlockTimestamp({ timestamp: timestamp + 100n });
  assert.equal(await account.send(inTime), 'done');
  await node.client.setNextBlockTimestamp({ timestamp: timestamp + 101n });
  assert.equal(await account.send(late), 'reverted');
});

test('a message for one chain is none on its fork', async () => {
  const account = await makeAccount(node);
  const call = account.signed([]);
  await node.client.request({ method: 'anvil_setChainId' as never, params: [1234] as never });
  assert.notEqual(
    await node.read(account, 'executeDigest', [call.execute.calls, call.execute.nonce, maxUint64]),
    executeDigest(call.execute),
  );
  await node.client.request({ method: 'anvil_setChainId' as never, params: [31337] as never });
  assert.equal(await account.send(call), 'done');
});

test('too little gas uses no nonce; the callee gets the gas that was signed', async () => {
  const account = await makeAccount(node);
  const target = await node.deploy(callee);
  const data = encodeFunctionData({ abi: callee.abi, functionName: 'note' });
  for (const gas of [100_000n, 1_000_000n]) {
    const call = account.signed([{ to: target.address, value: 0n, gas, data }]);
    // From too little to enough: it is refused as a whole until the callee has what it was promised.
    for (let limit = gas; ; limit += 10_000n) {
      const outcome = await account.send(call, { gas: limit });
      assert.notEqual(outcome, 'failed');
      assert.equal(await account.isUsed(call.execute.nonce), outcome === 'done');
      if (outcome === 'done') break;
    }
    assert.ok((await node.read<bigint>(target, 'gasGot')) >= gas - 500n);
  }
});

test('a batch happens as a whole or not at all', async () => {
  const account = await makeAccount(node);
  const usdc = await funded(token, account.address, ['USD Coin', 'USDC', 6]);
  const target = await node.deploy(callee);
  const refuse = encodeFunctionData({ abi: callee.abi, functionName: 'refuse' });
  const call = account.signed([
    transferCall(usdc.address, bob, 400n),
    { to: target.address, value: 0n, gas: 50_000n, data: refuse },
  ]);
  const before = await balance(usdc, bob);
  assert.equal(await account.send(call), 'failed');
  assert.equal(await account.isUsed(call.execute.nonce), true);
  assert.equal(await balance(usdc, bob), before);
  assert.equal(await account.send(call), 'reverted');
});

test('an inner call that burns its gas fails, and the account says so', async () => {
  const account = await makeAccount(node);
  const bad = await funded(failing, account.address);
  for (const way of [1, 2, 3, 4]) {
    await node.write(bad, 'fail', [way]);
    assert.equal(await account.send(account.signed([transferCall(bad.address, bob, 1n)])), 'failed');
  }
  await node.write(bad, 'fail', [0]);
  assert.equal(await account.send(account.signed([transferCall(bad.address, bob, 1n)])), 'done');
});

test('more than there is fails', async () => {
  const account = await makeAccount(node);
  const usdc = await funded(token, account.address, ['USD Coin', 'USDC', 6]);
  assert.equal(await account.send(account.signed([transferCall(usdc.address, bob, 1_001n)])), 'failed');
  assert.equal(await account.send(account.signed([transferCall(null, bob, 1n)])), 'failed');
});

test('data for an address without code is a failure, not a silent success', async () => {
  const account = await makeAccount(node);
  assert.equal(await account.send(account.signed([transferCall(bob, bob, 1n)])), 'failed');
});

test('tokens of every kind: nothing returned, a fee kept, 6 and 18 decimals', async () => {
  const account = await makeAccount(node);
  const fresh: Address = '0x00000000000000000000000000000000000000b1';
  for (const [artifact, args, arrives] of [
    [noReturn, [], 500n],
    [fee, [], 495n],
    [token, ['USD Coin', 'USDC', 6], 500n],
    [token, ['Dai', 'DAI', 18], 500n],
  ] as const) {
    const contract = await funded(artifact, account.address, args);
    assert.equal(await account.send(account.signed([transferCall(contract.address, fresh, 500n)])), 'done');
    assert.equal(await balance(contract, fresh), arrives);
    assert.equal(await balance(contract, account.address), 500n);
  }
});

test('a token cannot make the account pay twice by calling back', async () => {
  const account = await makeAccount(node);
  const evil = await funded(reentrant, account.address);
  const call = account.signed([transferCall(evil.address, bob, 400n, 2_000_000n)]);
  await node.write(evil, 'arm', [account.address, call.data]);
  assert.equal(await account.send(call, { gas: 8_000_000n }), 'done');
  assert.equal(await node.read(evil, 'called'), true);
  assert.equal(await node.read(evil, 'calledWell'), false);
  assert.equal(await balance(evil, bob), 400n);
});

test('neither the zero address nor the account itself is a destination', async () => {
  const account = await makeAccount(node);
  await node.client.sendTransaction({ to: account.address, value: 10n });
  for (const to of [zeroAddress, account.address]) {
    const call = account.signed([{ to, value: 1n, gas: 50_000n, data: '0x' }]);
    assert.equal(await account.send(call), 'reverted');
    assert.equal(await account.isUsed(call.execute.nonce), false);
  }
});

test('nobody but the account makes its calls', async () => {
  const account = await makeAccount(node);
  await assert.rejects(node.write(account, 'perform', [[transferCall(null, bob, 1n)]]), /OnlySelf/);
});

test('no calls at all use a nonce up, so that nothing else can', async () => {
  const account = await makeAccount(node);
  const payment = account.signed([transferCall(null, bob, 1n)]);
  assert.equal(await account.send(account.signed([], { nonce: payment.execute.nonce })), 'done');
  assert.equal(await account.send(payment), 'reverted');
});
