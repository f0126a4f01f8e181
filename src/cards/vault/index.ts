export { isPan, sandboxBin, type Pan } from './pan.ts';
export { createVault, type CvvOwner, type Vault } from './vault.ts';
export type { CardVersion } from './store.ts';
export { rotateVault, type Rotated } from './rotate.ts';
