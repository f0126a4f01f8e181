import { secp256k1 } from '@noble/curves/secp256k1.js';
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { encodeFunctionData, keccak256, toHex, zeroAddress } from 'viem';
import type { Address, Hex } from 'viem';
import callee from '../../../contracts/artifacts/Callee.json' with { type: 'json' };
import factoryArtifact from '../../../contracts/artifacts/Factory.json' with { type: 'json' };
import failing from '../../../contracts/artifacts/FailingToken.json' with { type: 'json' };
import harnessArtifact from '../../../contracts/artifacts/Harness.json' with { type: 'json' };
import reentrant from '../../../contracts/artifacts/ReentrantToken.json' with { type: 'json' };
import accountArtifact from '../../../contracts/artifacts/ThresholdAccount.json' with { type: 'json' };
import { compile, readSources } from '../../../scripts/contracts.ts';
import type { Compiled } from '../../../scripts/contracts.ts';
import { transferCall } from '../sending/execute.ts';
import { aliceKey, executeCalldata, makeAccount } from '../testing/account.ts';
import type { TestAccount } from '../testing/account.ts';
import { testNode } from '../testing/node.ts';
import type { Artifact, Contract } from '../testing/node.ts';

/*
 * Each check of the contracts is removed singly. The attack that it stops is made on the contract as it is, where it must
 * be refused, and on the one without the check, where it must succeed: so each check is there for a reason that a test
 * can see, and none can be lost unnoticed.
 */

const node = await testNode();
const bob: Address = '0x00000000000000000000000000000000000000b0';
const field = secp256k1.Point.Fp;
const { p, n } = secp256k1.Point.CURVE();

/** Whether the attack got through. */
type Attack = (contract: { account: Artifact; harness: Artifact; factory: Artifact }) => Promise<boolean>;

interface Check {
  readonly file: 'Frost.sol' | 'ThresholdAccount.sol' | 'Factory.sol' | 'DepositForwarder.sol';
  /** As it stands in the source, once. */
  readonly text: string;
  /** What stands there instead; default nothing. */
  readonly instead?: string;
  /** Removed with it, where another check would refuse the attack as well. */
  readonly and?: string;
  readonly stops: string;
  readonly attack: Attack;
}

const address = (point: { x: bigint; y: bigint }): Address =>
  `0x${keccak256(toHex((point.x << 256n) | point.y, { size: 64 })).slice(-40)}`;

/** A point of the curve whose x is the next from `start` on that has one. */
function pointFrom(start: bigint): { x: bigint; y: bigint } {
  for (let x = start; ; x += 1n) {
    const square = field.create(x ** 3n + 7n);
    // Euler's criterion: half of all x have no point.
    if (field.eql(field.pow(square, (p - 1n) / 2n), 1n)) return { x: field.create(x), y: field.sqrt(square) };
  }
}

/** A point of the curve with a tiny y: p is 7 modulo 9, so a cube's root is its power (p + 2) / 9. */
function pointWithSmallY(): { x: bigint; y: bigint } {
  for (let y = 1n; ; y += 1n) {
    const cube = field.create(y * y - 7n);
    const x = field.pow(cube, (p + 2n) / 9n);
    if (field.eql(field.pow(x, 3n), cube)) return { x, y };
  }
}

/** Whether a call of the harness passes. */
const passes =
  (functionName: string, args: readonly unknown[]): Attack =>
  async ({ harness }) => {
    const contract = await node.deploy(harness);
    return await node.read(contract, functionName, args).then(
      () => true,
      () => false,
    );
  };

const becomesKey =
  (x: bigint, y: bigint): Attack =>
  async ({ account }) =>
    await node.deploy(account, [x, y]).then(
      () => true,
      () => false,
    );

async function fundedAccount(artifact: Artifact, token?: Contract): Promise<TestAccount> {
  const account = await makeAccount(node, artifact);
  await node.client.setBalance({ address: account.address, value: 1_000n });
  if (token) await node.write(token, 'mint', [account.address, 1_000n]);
  return account;
}

const moved = (before: bigint, after: bigint): boolean => after !== before;
const coins = (of: Address): Promise<bigint> => node.client.getBalance({ address: of });

const small = pointFrom(1n);
const smallY = pointWithSmallY();
const highX = pointFrom(n);
/** With c and z chosen freely, no hash in the way. */
const c = 12345n;
const response = 678n;
const equationPoint = secp256k1.Point.BASE.multiply(response)
  .add(secp256k1.Point.BASE.multiply(secp256k1.Point.Fn.create(c * aliceKey.secret)).negate())
  .toAffine();
const equation = (over: { c?: bigint; z?: bigint; signer?: Address }): readonly unknown[] => [
  aliceKey.x,
  aliceKey.y,
  over.c ?? c,
  over.z ?? response,
  over.signer ?? address(equationPoint),
];

const checks: readonly Check[] = [
  {
    file: 'Frost.sol',
    text: 'if (x >= N) revert KeyNotCanonical();',
    stops: 'a key that can never sign, because its x is above the order',
    attack: becomesKey(highX.x, highX.y),
  },
  {
    file: 'Frost.sol',
    text: 'if (y >= P) revert KeyNotCanonical();',
    stops: 'a key written with the wrong parity',
    attack: becomesKey(smallY.x, smallY.y + p),
  },
  {
    file: 'Frost.sol',
    text: 'if (!onCurve(x, y)) revert KeyNotOnCurve();',
    stops: 'a key off the curve',
    attack: becomesKey(aliceKey.x, aliceKey.y + 1n),
  },
  {
    file: 'Frost.sol',
    text: 'if (rx >= P) revert NonceNotCanonical();',
    stops: 'a second way to write R, in x',
    attack: passes('checkNonce', [small.x + p, small.y]),
  },
  {
    file: 'Frost.sol',
    text: 'if (ry >= P) revert NonceNotCanonical();',
    stops: 'a second way to write R, in y',
    attack: passes('checkNonce', [smallY.x, smallY.y + p]),
  },
  {
    file: 'Frost.sol',
    text: 'if (!onCurve(rx, ry)) revert NonceNotOnCurve();',
    stops: 'an R off the curve',
    attack: passes('checkNonce', [small.x, small.y + 1n]),
  },
  {
    file: 'Frost.sol',
    text: 'checkNonce(rx, ry);\n        checkEquation',
    instead: 'checkEquation',
    stops: 'signatures whose R was not looked at',
    attack: async ({ harness }) => {
      const contract = await node.deploy(harness);
      const args = [aliceKey.x, aliceKey.y, toHex(1n, { size: 32 }), small.x, small.y + 1n, 5n];
      // The address of R stands behind it, so what shows is only who refuses.
      return await node.read(contract, 'verify', args).then(
        () => true,
        (error: unknown) => !String(error).includes('NonceNotOnCurve'),
      );
    },
  },
  {
    file: 'Frost.sol',
    text: 'if (z >= N) revert ResponseNotCanonical();',
    stops: 'a second way to write z',
    attack: passes('checkEquation', equation({ z: response + n })),
  },
  {
    file: 'Frost.sol',
    text: 'if (c == 0) revert ChallengeIsZero();',
    stops: 'an equation without the key',
    attack: async ({ harness }) => {
      const contract = await node.deploy(harness);
      // The precompile refuses s = N too, so what shows is only who refuses.
      return await node.read(contract, 'checkEquation', equation({ c: 0n })).then(
        () => true,
        (error: unknown) => !String(error).includes('ChallengeIsZero'),
      );
    },
  },
  {
    file: 'Frost.sol',
    text: 'if (recovered == address(0)) revert NoSigner();',
    stops: 'the precompile’s “no” taken for an address',
    attack: passes(
      'checkEquation',
      equation({ z: secp256k1.Point.Fn.create(c * aliceKey.secret), signer: zeroAddress }),
    ),
  },
  {
    file: 'Frost.sol',
    text: 'if (recovered != signer) revert OtherSigner();',
    stops: 'anybody’s signature',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      const before = await coins(bob);
      const { execute } = account.signed([transferCall(null, bob, 1n)]);
      const data = executeCalldata(execute, { rx: small.x, ry: small.y, z: 1n });
      await node.send(account.address, data);
      return moved(before, await coins(bob));
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'Frost.verify(keyX, keyY, digest, signature.rx, signature.ry, signature.z);',
    stops: 'no signature at all',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      const before = await coins(bob);
      const { execute } = account.signed([transferCall(null, bob, 1n)]);
      await node.send(account.address, executeCalldata(execute, { rx: 0n, ry: 0n, z: 0n }));
      return moved(before, await coins(bob));
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'Frost.checkKey(x, y);',
    stops: 'a key that was not looked at',
    attack: becomesKey(0n, 0n),
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (block.timestamp > deadline) revert Expired();',
    stops: 'a payment long given up',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      return (await account.send(account.signed([], { deadline: 1n }))) === 'done';
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (used.get(nonce)) revert NonceUsed();',
    stops: 'a payment made twice',
    attack: paysTwice,
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'used.set(nonce);',
    stops: 'a payment made twice',
    attack: paysTwice,
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'used.set(nonce);\n        bool ok;\n        try this.perform(calls) {\n            ok = true;',
    instead:
      'bool ok;\n        try this.perform(calls) {\n            ok = true;\n            used.set(nonce);',
    // A second line stands behind the order: a callee never has the gas for the call that it is in.
    and: 'if (gasleft() < (needed * 64 * 64) / (63 * 63)) revert NotEnoughGas();',
    stops: 'a payment made twice by a token that calls back',
    attack: async ({ account: artifact }) => {
      const token = await node.deploy(reentrant);
      const account = await fundedAccount(artifact, token);
      const call = account.signed([transferCall(token.address, bob, 400n, 2_000_000n)]);
      await node.write(token, 'arm', [account.address, call.data]);
      await account.send(call, { gas: 8_000_000n });
      return await node.read<boolean>(token, 'calledWell');
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (calls[i].to == address(0)) revert BadDestination();',
    stops: 'money burnt',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      return (await account.send(account.signed([transferCall(null, zeroAddress, 1n)]))) === 'done';
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (calls[i].to == address(this)) revert BadDestination();',
    stops: 'calls hidden in a call of the account to itself',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      const data = encodeFunctionData({
        abi: accountArtifact.abi,
        functionName: 'perform',
        args: [[transferCall(null, bob, 1n, 50_000n)]],
      });
      const call = account.signed([{ to: account.address, value: 0n, gas: 300_000n, data }]);
      return (await account.send(call)) === 'done';
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (gasleft() < (needed * 64 * 64) / (63 * 63)) revert NotEnoughGas();',
    stops: 'a nonce used up by a sender who gives too little gas',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      const data = encodeFunctionData({
        abi: accountArtifact.abi,
        functionName: 'isUsed',
        args: [0n],
      });
      const other = await makeAccount(node);
      const call = account.signed([{ to: other.address, value: 0n, gas: 500_000n, data }]);
      for (let gas = 60_000n; gas < 400_000n; gas += 1_000n) {
        if ((await account.send(call, { gas })) === 'reverted') continue;
        return true;
      }
      return false;
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (msg.sender != address(this)) revert OnlySelf();',
    stops: 'anybody making calls in the account’s name',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      const before = await coins(bob);
      await node.write(account, 'perform', [[transferCall(null, bob, 1n)]]).catch(() => undefined);
      return moved(before, await coins(bob));
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (c.data.length > 0 && c.to.code.length == 0) return false;',
    stops: 'a transfer of a token that is not there, taken for done',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      return (await account.send(account.signed([transferCall(bob, bob, 1n)]))) === 'done';
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'if (isTransfer && size > 0 && (size < 32 || answer != 1)) return false;',
    stops: 'a token’s “false” taken for done',
    attack: async ({ account: artifact }) => {
      const token = await node.deploy(failing);
      const account = await fundedAccount(artifact, token);
      await node.write(token, 'fail', [2]);
      return (await account.send(account.signed([transferCall(token.address, bob, 1n)]))) === 'done';
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'block.chainid, address(this)));',
    instead: 'uint256(31337), address(this)));',
    stops: 'a payment made again on another chain',
    attack: async ({ account: artifact }) => {
      const account = await fundedAccount(artifact);
      const call = account.signed([]);
      const digest = (): Promise<Hex> => node.read(account, 'executeDigest', [[], call.execute.nonce, 1n]);
      const here = await digest();
      await node.client.request({ method: 'anvil_setChainId' as never, params: [1234] as never });
      const there = await digest();
      await node.client.request({ method: 'anvil_setChainId' as never, params: [31337] as never });
      return here === there;
    },
  },
  {
    file: 'ThresholdAccount.sol',
    text: 'block.chainid, address(this)));',
    instead: 'block.chainid, address(1)));',
    stops: 'a payment made again from another account of the same key',
    attack: async ({ account: artifact }) => {
      const [one, other] = [await fundedAccount(artifact), await fundedAccount(artifact)];
      const digest = (account: TestAccount): Promise<Hex> =>
        node.read(account, 'executeDigest', [[], 1n, 1n]);
      return (await digest(one)) === (await digest(other));
    },
  },
  {
    file: 'Factory.sol',
    text: 'if (holding == address(0)) revert NoHolding();',
    stops: 'a deposit address whose money could never be moved',
    attack: async ({ factory }) => {
      const contract = await node.deploy(factory);
      return await node.write(contract, 'makeForwarder', [zeroAddress, toHex(1n, { size: 32 })]).then(
        () => true,
        () => false,
      );
    },
  },
  {
    file: 'Factory.sol',
    text: 'if (gasleft() < GAS_FOR_MAKING + GAS_FOR_TOKEN * sweeps[i].tokens.length) revert NotEnoughGas();',
    stops: 'a sweep that succeeds and has moved nothing, for want of gas',
    attack: async ({ factory }) => await sweepsNothing(factory, 'sweep'),
  },
  {
    file: 'DepositForwarder.sol',
    text: 'if (gasleft() < GAS_FOR_TOKEN + GAS_FOR_TOKEN / 16) revert NotEnoughGas();',
    stops: 'a sweep that succeeds and has moved nothing, for want of gas',
    attack: async ({ factory }) => await sweepsNothing(factory, 'sweepOne'),
  },
];

/** Whether a sweep with too little gas passes for one, and leaves the token where it was. */
async function sweepsNothing(artifact: Artifact, functionName: 'sweep' | 'sweepOne'): Promise<boolean> {
  const factory = await node.deploy(artifact);
  const token = await node.deploy(reentrant);
  const salt = toHex(1n, { size: 32 });
  await node.write(factory, 'makeForwarder', [bob, salt]);
  const forwarder = await node.read<Address>(factory, 'predictForwarder', [bob, salt]);
  await node.write(token, 'mint', [forwarder, 5n]);
  // A token that takes long: the 64th that is kept back is then enough to report a failure.
  const slow = await node.deploy(callee);
  const work = encodeFunctionData({ abi: callee.abi, functionName: 'work', args: [500n] });
  await node.write(token, 'arm', [slow.address, work]);
  const sweep = { holding: bob, salt, tokens: [token.address] };
  const args = functionName === 'sweep' ? [[sweep]] : [sweep];
  const data = encodeFunctionData({ abi: factory.abi, functionName, args });
  for (let gas = 60_000n; gas < 800_000n; gas += 10_000n) {
    const receipt = await node.send(factory.address, data, { gas });
    if (receipt.status === 'success') return (await node.read(token, 'balanceOf', [forwarder])) === 5n;
  }
  return false;
}

async function paysTwice({ account: artifact }: { account: Artifact }): Promise<boolean> {
  const account = await fundedAccount(artifact);
  const before = await coins(bob);
  const call = account.signed([transferCall(null, bob, 1n)]);
  await account.send(call);
  await account.send(call);
  return (await coins(bob)) === before + 2n;
}

const original = { account: accountArtifact, harness: harnessArtifact, factory: factoryArtifact };
let sources: Record<string, string>;
let compiled: Readonly<Record<string, Compiled>>;

before(async () => {
  sources = await readSources();
  const variants: Record<string, string> = {};
  checks.forEach((check, at) => {
    for (const file of ['Frost.sol', 'ThresholdAccount.sol', 'test/Harness.sol'])
      variants[`${at}/${file}`] = sources[file]!;
    if (check.file === 'Factory.sol' || check.file === 'DepositForwarder.sol')
      for (const file of ['Factory.sol', 'DepositForwarder.sol']) variants[`${at}/${file}`] = sources[file]!;
    const source = sources[check.file]!;
    assert.equal(source.split(check.text).length, 2, `“${check.text}” stands once in ${check.file}`);
    const without = source.replace(check.text, () => check.instead ?? '');
    variants[`${at}/${check.file}`] = check.and === undefined ? without : without.replace(check.and, '');
  });
  compiled = compile(variants, { forTest: true });
});

checks.forEach((check, at) => {
  test(`${check.file} stops ${check.stops}`, async () => {
    assert.equal(await check.attack(original), false, 'the contract refuses');
    const without = {
      account: compiled[`${at}/ThresholdAccount.sol:ThresholdAccount`]!,
      harness: compiled[`${at}/test/Harness.sol:Harness`]!,
      factory: compiled[`${at}/Factory.sol:Factory`] ?? factoryArtifact,
    };
    assert.equal(await check.attack(without), true, 'without the check it succeeds');
  });
});

test('no check stands in the sources that is not removed here', () => {
  const removed = new Set(checks.map(({ text }) => text));
  const left = ['Frost.sol', 'ThresholdAccount.sol', 'Factory.sol', 'DepositForwarder.sol']
    .flatMap((file) => sources[file]!.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.startsWith('if ') && !removed.has(line))
    .sort();
  assert.deepEqual(
    left,
    [
      // Not checks: what is there already is not made again, what is empty is not moved.
      'if (address(account).code.length == 0) new ThresholdAccount{salt: salt}(x, y);',
      'if (address(forwarder).code.length > 0) return forwarder;',
      'if (amount == 0) return;',
      'if (amount == 0) return;',
      // Each turns the failure of a call into one of the step around it; see forwarder.test.ts and account.test.ts.
      'if (!ok) revert NothingMoved();',
      'if (!succeeds(calls[i])) revert CallFailed(i);',
      'if (made != address(forwarder)) revert NotMade();',
      'if (token == NATIVE) {',
    ].sort(),
  );
});
