import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex, encodeFunctionData, getAddress } from 'viem';
import type { Address, Hex } from 'viem';
import { testTokenAbi } from './abi.ts';
import { createDescribe } from './describe.ts';
import { decodeExecute, encodeExecute, executeDigest, executeKind, transferCall } from './sending/execute.ts';
import type { AccountCall, Execute } from './sending/execute.ts';
import { sandboxChain } from './local/sandbox.ts';

const bob: Address = getAddress('0x00000000000000000000000000000000000000b0');
const [usdc] = sandboxChain.tokens.map(({ address }) => address) as [Address];
const describe = createDescribe([sandboxChain]);

const executeOf = (calls: readonly AccountCall[], over: Partial<Execute> = {}): Execute => ({
  chainId: sandboxChain.chainId,
  account: getAddress('0x00000000000000000000000000000000000000a0'),
  calls,
  nonce: 7n,
  deadline: 1_800_000_000n,
  ...over,
});
const describeCalls = (...calls: readonly AccountCall[]) =>
  describe(executeKind, encodeExecute(executeOf(calls)));

test('a message comes out as it went in', () => {
  const execute = executeOf([transferCall(usdc, bob, 5n), transferCall(null, bob, 6n)]);
  assert.deepEqual(decodeExecute(encodeExecute(execute)), execute);
});

test('every transfer is described, with the digest that the account verifies', () => {
  const execute = executeOf([transferCall(usdc, bob, 5n), transferCall(null, bob, 6n)]);
  const { digest, movements } = describe(executeKind, encodeExecute(execute));
  assert.equal(bytesToHex(digest), executeDigest(execute));
  assert.deepEqual(movements, [
    { destination: bob, asset: 'POLYGON:USDC/6', amount: 5n },
    { destination: bob, asset: 'POLYGON:POL/18', amount: 6n },
  ]);
});

test('no calls at all move nothing', () => {
  assert.deepEqual(describeCalls().movements, []);
});

test('what is not understood in full is not described', () => {
  const transfer = transferCall(usdc, bob, 5n);
  const mint = encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [bob, 5n] });
  const approve = encodeFunctionData({ abi: testTokenAbi, functionName: 'approve', args: [bob, 5n] });
  const bad: Record<string, AccountCall> = {
    'a token that is not listed': { ...transfer, to: bob },
    'an allowance': { ...transfer, data: approve },
    'another function': { ...transfer, data: mint },
    'no function at all': { ...transfer, data: '0x12345678' },
    'bytes behind the arguments': { ...transfer, data: `${transfer.data}00` },
    'fewer arguments': { ...transfer, data: transfer.data.slice(0, -64) as Hex },
    'coin along with a token': { ...transfer, value: 1n },
    'a recipient with dirty upper bytes': {
      ...transfer,
      data: transfer.data.replace('a9059cbb00', 'a9059cbb01') as Hex,
    },
  };
  for (const [what, call] of Object.entries(bad)) assert.throws(() => describeCalls(transfer, call), what);
});

test('a message has one form, for one kind, on a known chain', () => {
  const bytes = encodeExecute(executeOf([]));
  assert.throws(() => describe('evm.other', bytes), /kind/);
  assert.throws(() => describe(executeKind, new Uint8Array([...bytes, 0])));
  assert.throws(() => describe(executeKind, bytes.subarray(0, -1)));
  assert.throws(() => describe(executeKind, encodeExecute(executeOf([], { chainId: 5 }))), /chain 5/);
  assert.throws(() => describe(executeKind, encodeExecute(executeOf([], { deadline: 2n ** 64n }))));
});
