import { encodeAbiParameters, encodePacked, getContractAddress, zeroHash } from 'viem';
import type { Address, Hex } from 'viem';
import known from '../../contracts/artifacts/addresses.json' with { type: 'json' };
import account from '../../contracts/artifacts/ThresholdAccount.json' with { type: 'json' };
import factory from '../../contracts/artifacts/Factory.json' with { type: 'json' };
import type { PublicPoint } from './sending/execute.ts';

/** Where our contracts stand on every chain, and what code must be there. */
export const contracts = {
  deterministicDeployer: known.deterministicDeployer as Address,
  factory: known.factory as Address,
  factoryCodeHash: known.factoryCodeHash as Hex,
  factoryInitCode: factory.bytecode as Hex,
} as const;

/** What is sent to the deterministic deployer so that the factory stands where it should: salt, then init code. */
export const factoryDeployment: Hex = `${zeroHash}${contracts.factoryInitCode.slice(2)}`;

const create2 = (salt: Hex, bytecode: Hex): Address =>
  getContractAddress({ opcode: 'CREATE2', from: contracts.factory, salt, bytecode });

/** The address of the threshold account of `key`, made or not, the same on all chains. */
export function accountAddress(key: PublicPoint, salt: Hex = zeroHash): Address {
  const parameters = encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [key.x, key.y]);
  return create2(salt, `${account.bytecode as Hex}${parameters.slice(2)}`);
}

/** The deposit address that forwards to `holding`, made or not, the same on all chains. See Factory.sol for the bytes. */
export function forwarderAddress(holding: Address, salt: Hex): Address {
  return create2(
    salt,
    encodePacked(
      ['bytes', 'address', 'bytes', 'address'],
      [
        '0x6100473d81600a3d39f336600557005b363d3d373d3d3d363d73',
        known.forwarderCode as Address,
        '0x5af43d82803e903d91603157fd5bf3',
        holding,
      ],
    ),
  );
}
