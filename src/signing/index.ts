export type {
  Describe,
  Description,
  KeyId,
  Movement,
  PublicPoint,
  Signature,
  SignerAddress,
  SignerNumber,
} from './types.ts';
export { decodeSignature, encodeSignature, isUsable, publicPoint, verify } from './protocol/suite.ts';
export { createIdentity, readIdentity } from './protocol/identity.ts';
export type { Identity } from './protocol/identity.ts';
export { Refusal } from './protocol/refusal.ts';
export type { RefusalCode } from './protocol/refusal.ts';
export type { Policy } from './protocol/bodies.ts';
export { createCoordinator } from './coordinator/coordinator.ts';
export type { Coordinator, CoordinatorOptions, SignerHealth } from './coordinator/coordinator.ts';
export { SigningFailed } from './coordinator/failed.ts';
export type { Signed } from './coordinator/sign.ts';
export { createAdministrator } from './coordinator/administrator.ts';
export type { Administrator } from './coordinator/administrator.ts';
export { createKeys, writeConfiguration } from './signer/configuration.ts';
export type { SignerConfiguration } from './signer/configuration.ts';
export { runSigner } from './signer/run-signer.ts';
export type { RunningSigner, SignerOptions } from './signer/run-signer.ts';
export { runSignerProcess } from './local/signer-process.ts';
export { startLocalSigners } from './local/start-local-signers.ts';
export type { LocalSigners, LocalSignersOptions } from './local/start-local-signers.ts';
