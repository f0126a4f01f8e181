import {
  decodeAbiParameters,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionData,
  hashTypedData,
} from 'viem';
import type { Address, Hex } from 'viem';
import { invariant } from '../../kernel/assert.ts';
import { factoryAbi, testTokenAbi } from '../abi.ts';

/** One call that a threshold account makes. `gas` is at least what the callee gets; `value` is in wei. */
export interface AccountCall {
  readonly to: Address;
  readonly value: bigint;
  readonly gas: bigint;
  readonly data: Hex;
}

/** What is signed for a threshold account: all the calls happen, or none, once, until the deadline. */
export interface Execute {
  readonly chainId: number;
  readonly account: Address;
  readonly calls: readonly AccountCall[];
  /** Of the account, not of the relayer; any number that was not used, in any order. */
  readonly nonce: bigint;
  /** The last second, since 1970 by the block's clock, in which it can happen. */
  readonly deadline: bigint;
}

/** A Schnorr signature over secp256k1: the point R in affine coordinates, and z. */
export interface SchnorrSignature {
  readonly rx: bigint;
  readonly ry: bigint;
  readonly z: bigint;
}

/** A group key as affine coordinates. */
export interface PublicPoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** The `kind` under which signers know an {@link Execute}. */
export const executeKind = 'evm.execute';

const types = {
  Execute: [
    { name: 'calls', type: 'Call[]' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint64' },
  ],
  Call: [
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'gas', type: 'uint256' },
    { name: 'data', type: 'bytes' },
  ],
} as const;

/** The EIP-712 digest that the account verifies. */
export function executeDigest({ chainId, account, calls, nonce, deadline }: Execute): Hex {
  return hashTypedData({
    domain: { name: 'ThresholdAccount', version: '1', chainId, verifyingContract: account },
    types,
    primaryType: 'Execute',
    message: { calls, nonce, deadline },
  });
}

const wire = [
  { name: 'chainId', type: 'uint256' },
  { name: 'account', type: 'address' },
  { name: 'calls', type: 'tuple[]', components: types.Call },
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint64' },
] as const;

/** The message as signers get it: the ABI encoding of everything that the digest is made of. */
export function encodeExecute({ chainId, account, calls, nonce, deadline }: Execute): Uint8Array {
  const text = encodeAbiParameters(wire, [BigInt(chainId), account, [...calls], nonce, deadline]);
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

/**
 * Reads what {@link encodeExecute} wrote, and nothing else: every message has one form.
 *
 * @throws when the bytes are anything but that
 */
export function decodeExecute(bytes: Uint8Array): Execute {
  const [chainId, account, calls, nonce, deadline] = decodeAbiParameters(wire, bytes);
  const execute = { chainId: Number(chainId), account, calls, nonce, deadline };
  invariant(chainId <= BigInt(Number.MAX_SAFE_INTEGER), 'a chain id is a safe integer');
  invariant(Buffer.compare(encodeExecute(execute), bytes) === 0, 'a message to sign is in its one form');
  return execute;
}

/** A call that transfers `amount` minor units of a token, or of the native coin when `token` is null. */
export function transferCall(
  token: Address | null,
  to: Address,
  amount: bigint,
  gas = 200_000n,
): AccountCall {
  if (token === null) return { to, value: amount, gas, data: '0x' };
  const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'transfer', args: [to, amount] });
  return { to: token, value: 0n, gas, data };
}

/** What the relayer sends to the factory, which makes the account unless it is there and has it execute. */
export function executeData(key: PublicPoint, salt: Hex, call: Execute, signature: SchnorrSignature): Hex {
  return encodeFunctionData({
    abi: factoryAbi,
    functionName: 'execute',
    args: [key.x, key.y, salt, [...call.calls], call.nonce, call.deadline, signature],
  });
}

/** Reads what {@link executeData} wrote; undefined for anything else. */
export function readExecute(data: Hex): Pick<Execute, 'calls' | 'nonce' | 'deadline'> | undefined {
  try {
    const { functionName, args } = decodeFunctionData({ abi: factoryAbi, data });
    if (functionName !== 'execute') return undefined;
    const [, , , calls, nonce, deadline] = args;
    return { calls, nonce, deadline };
  } catch {
    return undefined;
  }
}
