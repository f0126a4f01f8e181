import { invariant } from './assert.ts';

/**
 * What an amount is of, with the number of decimals of its minor unit, which never changes:
 * `USD/2`, `CARD/2` (a claim of a card inside the holding), `POLYGON:USDC/6`, `POLYGON:POL/18`.
 */
export type Asset = `${string}/${number}`;

export const USD: Asset = 'USD/2';
export const CARD: Asset = 'CARD/2';

/** The number of decimals of an asset. */
export function scaleOf(asset: Asset): number {
  const scale = Number(asset.slice(asset.lastIndexOf('/') + 1));
  invariant(Number.isInteger(scale) && scale >= 0 && scale <= 36, `asset ${asset} has a scale`);
  return scale;
}
