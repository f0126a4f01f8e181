import { getAddress, isAddress, isAddressEqual } from 'viem';
import type { Address } from 'viem';
import { coinAsset, tokenAsset } from '../chains/index.ts';
import { scaleOf } from '../kernel/assets.ts';
import type { Asset } from '../kernel/assets.ts';
import { Failure } from '../kernel/failures.ts';
import { defaultMinimums } from './deposits/minimums.ts';
import type { ListedWalletChain, WalletAsset } from './types.ts';
import type { Assets } from './wallets.ts';

/** Everything that may be on the listed chains, by name, asset and address. */
export function createAssets(chains: readonly ListedWalletChain[]): Assets {
  const byChain = new Map(chains.map((chain) => [chain.name, assetsOf(chain)]));
  const all = [...byChain.values()].flat();
  const needed = new Map(chains.map(({ name, confirmations }) => [name, confirmations]));
  const minimums = new Map(chains.map((chain) => [chain.name, chain.minimums ?? defaultMinimums]));
  const byAsset = new Map<Asset, WalletAsset>(all.map((asset) => [asset.asset, asset]));

  return {
    list: (chain) => (chain === undefined ? all : (byChain.get(chain) ?? [])),
    of: (asset) => byAsset.get(asset),
    named: (asset, address = null) => byAsset.get(asset) ?? unlisted(asset, address),
    confirmations: (chain) => needed.get(chain),
    minimums: (chain) => minimums.get(chain) ?? defaultMinimums,
    find(chain, address) {
      const found = (byChain.get(chain) ?? []).find((asset) => sameAddress(asset.address, address));
      if (found === undefined)
        throw new Failure(
          'VAL',
          `${address ?? 'The native coin'} is not a listed token on ${chain}. Give token_address as listed by GET /mpc/tokens/${chain}.`,
        );
      return found;
    },
  };
}

function assetsOf(chain: ListedWalletChain): readonly WalletAsset[] {
  const tokens = chain.tokens.map((token) => ({
    chain: chain.name,
    asset: tokenAsset(chain, token),
    name: token.name,
    symbol: token.symbol,
    address: getAddress(token.address),
    decimals: token.decimals,
    usdPrice: token.usdPrice,
    exact: token.exact,
    forCards: token.forCards && token.exact,
  }));
  const coin = {
    chain: chain.name,
    asset: coinAsset(chain),
    name: chain.coin.name,
    symbol: chain.coin.symbol,
    address: null,
    decimals: 18,
    usdPrice: chain.coin.usdPrice,
    exact: true,
    forCards: false,
  };
  return [...tokens, coin];
}

/** `POLYGON:USDC/6` says the chain, the symbol and the decimals. */
function unlisted(asset: Asset, address: Address | null): WalletAsset {
  const [chain = ''] = asset.split(':', 1);
  const symbol = asset.slice(chain.length + 1, asset.lastIndexOf('/'));
  const decimals = scaleOf(asset);
  return {
    chain,
    asset,
    name: symbol,
    symbol,
    address,
    decimals,
    usdPrice: 0n,
    exact: true,
    forCards: false,
  };
}

function sameAddress(one: Address | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return isAddress(other, { strict: false }) && isAddressEqual(one, other);
}
