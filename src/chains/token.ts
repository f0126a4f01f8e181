import type { Address } from 'viem';
import type { Asset } from '../kernel/assets.ts';

/** A listed token of a chain. */
export interface Token {
  readonly symbol: string;
  readonly name: string;
  readonly address: Address;
  readonly decimals: number;
  /**
   * Whether a transfer moves exactly what its log says. Inexact ones (fee on transfer, rebasing) are credited after the
   * sweep, by what the holding wallet gained, and never for cards.
   */
  readonly exact: boolean;
  /** The block from which on its transfers count; for a token listed later it starts a scan of what was missed. */
  readonly since?: bigint;
}

/** The native coin of a chain. All have 18 decimals (EIP-20's ether unit; viem assumes it too). */
export interface Coin {
  readonly symbol: string;
  readonly name: string;
}

/** A chain as configuration. */
export interface ListedChain {
  /** As it stands on the wire and in assets: `POLYGON`. */
  readonly name: string;
  readonly chainId: number;
  readonly coin: Coin;
  readonly tokens: readonly Token[];
}

/** `POLYGON:USDC/6` */
export const tokenAsset = (chain: ListedChain, token: Token): Asset =>
  `${chain.name}:${token.symbol}/${token.decimals}`;

/** `POLYGON:POL/18` */
export const coinAsset = (chain: ListedChain): Asset => `${chain.name}:${chain.coin.symbol}/18`;
