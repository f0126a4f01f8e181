export { createChain } from './chain.ts';
export type { Chain, ChainOptions, ChainState, SignedCall, SweepOf } from './chain.ts';
export type { BalanceOf } from './balances.ts';
export { createDescribe } from './describe.ts';
export { NoNode } from './nodes.ts';
export type { Described, DescribedMovement } from './describe.ts';
export { decodeExecute, encodeExecute, executeDigest, executeKind, transferCall } from './sending/execute.ts';
export type { AccountCall, Execute, PublicPoint, SchnorrSignature } from './sending/execute.ts';
export {
  countUnbooked,
  hasUnbooked,
  listUnbooked,
  lockUnbooked,
  markBooked,
  transfersOf,
} from './sending/unbooked-store.ts';
export type { UnbookedCall, UnbookedTransfer } from './sending/unbooked-store.ts';
export { accountAddress, contracts, forwarderAddress } from './addresses.ts';
export {
  importRelayerKey,
  listRelayers,
  loadRelayerKey,
  rotateRelayerKeys,
  useRelayer,
} from './sending/relayer-key.ts';
export type { RelayerKey } from './sending/relayer-key.ts';
export type { StuckTransfer } from './watching/stuck-store.ts';
export { sandboxChain, sandboxRelayerKey, startSandbox } from './local/sandbox.ts';
export type { Sandbox } from './local/sandbox.ts';
export type { Trial, TrialOf } from './trial.ts';
export { coinAsset, tokenAsset } from './token.ts';
export type { Coin, ListedChain, Token } from './token.ts';
export type * from './types.ts';
