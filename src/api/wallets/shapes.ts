import { z } from 'zod';
import type { TokenBalance, Wallet } from '../../wallets/index.ts';
import { idText } from '../fields.ts';
import { tokenAmountShape, tokenNumber } from '../money.ts';

/** What of one token is on a wallet, in an answer. All listed tokens are there, zeros too; the native coin comes last. */
export const balanceShape = z
  .object({
    name: z.string(),
    symbol: z.string(),
    balance: tokenAmountShape,
    token_address: z.string().nullable().describe('Null for the native coin.'),
  })
  .meta({ id: 'TokenBalance' });

const wallet = {
  alias: z.string(),
  wallet_address: z.string(),
  blockchain: z.string().meta({ examples: ['POLYGON'] }),
};
const enabled = z.boolean();

export const treasuryWalletShape = z
  .object({ id: idText('wallet'), ...wallet, enabled })
  .meta({ id: 'TreasuryWallet' });

export const virtualWalletShape = z
  .object({
    id: idText('virtualWallet'),
    alias: z.string(),
    client_id: z.string().nullable().describe('The client it is assigned to.'),
    wallet_address: wallet.wallet_address,
    blockchain: wallet.blockchain,
    enabled: enabled.describe('A disabled wallet cannot send; deposits to it are still booked.'),
  })
  .meta({ id: 'VirtualWallet' });

export const holdingWalletShape = z.object({ id: idText('wallet'), ...wallet }).meta({ id: 'HoldingWallet' });

export const showBalances = (balances: readonly TokenBalance[]): unknown[] =>
  balances.map(({ name, symbol, balance, decimals, address }) => ({
    name,
    symbol,
    balance: tokenNumber(balance, decimals),
    token_address: address,
  }));

export const showTreasuryWallet = ({ id, alias, address, chain, enabled }: Wallet) => ({
  id,
  alias,
  wallet_address: address,
  blockchain: chain,
  enabled,
});

export const showVirtualWallet = ({ id, alias, client, address, chain, enabled }: Wallet) => ({
  id,
  alias,
  client_id: client,
  wallet_address: address,
  blockchain: chain,
  enabled,
});

export const showHoldingWallet = ({ id, alias, address, chain }: Wallet) => ({
  id,
  alias,
  wallet_address: address,
  blockchain: chain,
});
