import type { Minimums, WalletAsset, WalletKind } from '../types.ts';

const usd = 1_000_000n;

/** Whether an amount of an asset is worth at least `least` micro-dollars at its listed price; exact. */
export const isWorth = (
  { usdPrice, decimals }: Pick<WalletAsset, 'usdPrice' | 'decimals'>,
  amount: bigint,
  least: bigint,
): boolean => amount * usdPrice >= least * 10n ** BigInt(decimals);

/** What a deposit must be worth at least, unless its chain says otherwise: cards 10 USD, virtual wallets 1, treasury 1. */
export const defaultMinimums: Minimums = { cards: 10n * usd, virtual: usd, treasury: usd };

/**
 * Whether a deposit is large enough for its kind of wallet: at the listed price, before commission, each transfer by itself.
 * What comes straight to a holding wallet or to the relayer is from the company or the operator, and has no minimum.
 */
export function isEnough(minimums: Minimums, kind: WalletKind, asset: WalletAsset, amount: bigint): boolean {
  const least: Readonly<Record<WalletKind, bigint>> = {
    treasury: minimums.treasury,
    virtual: minimums.virtual,
    card: minimums.cards,
    program: minimums.cards,
    holding: 0n,
    relayer: 0n,
  };
  return isWorth(asset, amount, least[kind]);
}
