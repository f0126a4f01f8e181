export { openPinBlock, sealPinBlock, type ZoneKey } from './pin-block.ts';
export { isPan, sandboxBin, type Pan } from './pan.ts';
export { createVault, type CvvOwner, type Vault } from './vault.ts';
export type { CardVersion, KnownPan } from './store.ts';
export { opensVault } from './keys.ts';
export { rotateVault, type Rotated } from './rotate.ts';
