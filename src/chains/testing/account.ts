import { encodeFunctionData, maxUint64, zeroHash } from 'viem';
import type { Hex } from 'viem';
import factoryArtifact from '../../../contracts/artifacts/Factory.json' with { type: 'json' };
import accountArtifact from '../../../contracts/artifacts/ThresholdAccount.json' with { type: 'json' };
import { contracts, factoryDeployment } from '../addresses.ts';
import { executeDigest } from '../sending/execute.ts';
import type { AccountCall, Execute } from '../sending/execute.ts';
import { frostKey } from './frost-key.ts';
import type { FrostKey, SchnorrSignature } from './frost-key.ts';
import type { Artifact, Contract, TestNode } from './node.ts';

export const aliceKey =
  frostKey(0xa11ce_a11ce_a11ce_a11ce_a11ce_a11ce_a11ce_a11ce_a11ce_a11ce_a11ce_a11ce_an);

/** A threshold account on a test node, with two of its signers at hand. */
export interface TestAccount extends Contract {
  readonly key: FrostKey;
  /** A signed `execute`, to be sent as it is. */
  signed(calls: readonly AccountCall[], options?: Partial<Execute>): SignedExecute;
  /** Sends `execute`; the nonce stands in `call`. */
  send(call: SignedExecute, options?: { gas?: bigint }): Promise<'reverted' | 'failed' | 'done'>;
  isUsed(nonce: bigint): Promise<boolean>;
}

export interface SignedExecute {
  readonly execute: Execute;
  readonly signature: SchnorrSignature;
  readonly data: Hex;
}

export async function makeAccount(
  node: TestNode,
  artifact: Artifact = accountArtifact,
  key: FrostKey = aliceKey,
): Promise<TestAccount> {
  return accountAt(node, await node.deploy(artifact, [key.x, key.y]), key);
}

export function accountAt(node: TestNode, contract: Contract, key: FrostKey = aliceKey): TestAccount {
  let nextNonce = 0n;
  return {
    ...contract,
    key,
    signed(calls, options = {}) {
      const execute: Execute = {
        chainId: node.client.chain.id,
        account: contract.address,
        calls,
        nonce: nextNonce++,
        deadline: maxUint64,
        ...options,
      };
      const signature = key.sign(executeDigest(execute));
      return { execute, signature, data: executeCalldata(execute, signature) };
    },
    async send(call, options) {
      const receipt = await node.send(contract.address, call.data, options);
      if (receipt.status === 'reverted') return 'reverted';
      const log = receipt.logs.find(
        ({ address }) => address.toLowerCase() === contract.address.toLowerCase(),
      );
      return BigInt(log?.data ?? '0x0') === 1n ? 'done' : 'failed';
    },
    isUsed: (nonce) => node.read(contract, 'isUsed', [nonce]),
  };
}

export const executeCalldata = (execute: Execute, signature: SchnorrSignature): Hex =>
  encodeFunctionData({
    abi: accountArtifact.abi,
    functionName: 'execute',
    args: [execute.calls, execute.nonce, execute.deadline, signature],
  });

/** The factory, where it stands on every chain. */
export async function makeFactory(node: TestNode): Promise<Contract> {
  const receipt = await node.send(contracts.deterministicDeployer, factoryDeployment);
  if (receipt.status !== 'success') throw new Error('the factory was not made');
  return { address: contracts.factory, abi: factoryArtifact.abi as Contract['abi'] };
}

export const saltOf = (number: number): Hex =>
  `${zeroHash.slice(0, -8) as Hex}${number.toString(16).padStart(8, '0')}`;
