import type { Address } from 'viem';
import { bulkInsert } from '../platform/bulk.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';

/** What an address had at a block; unknown (null) when that is to be read anew. */
export interface KnownBalance {
  readonly address: Address;
  readonly balance: bigint | null;
  readonly number: bigint;
}

const readStatement = sql(
  'chains.readCoinBalances',
  `SELECT address, balance, number FROM chain_coin_balances WHERE chain_id = $1`,
);
const rewindStatement = sql(
  'chains.rewindCoinBalances',
  `UPDATE chain_coin_balances SET number = $2, balance = NULL WHERE chain_id = $1 AND number > $2`,
);

/** All known balances, with the mark of the beginning under an empty address. */
export const readKnownBalances = (
  queries: Queries,
  chainId: number,
): Promise<(Omit<KnownBalance, 'address'> & { readonly address: Address | '' })[]> =>
  queries.query(readStatement, [chainId]);

export const saveBalances = bulkInsert<
  Omit<KnownBalance, 'address'> & { readonly address: Address | ''; readonly chainId: number }
>(
  'chains.saveCoinBalances',
  'chain_coin_balances',
  [
    ['chain_id', 'int8', ({ chainId }) => BigInt(chainId)],
    ['address', 'text', ({ address }) => address],
    ['balance', 'amount', ({ balance }) => balance],
    ['number', 'int8', ({ number }) => number],
  ],
  'ON CONFLICT (chain_id, address) DO UPDATE SET balance = excluded.balance, number = excluded.number',
);

/** Balances above block `number` are to be read anew from there. */
export const rewindBalances = (tx: Tx, chainId: number, number: bigint): Promise<number> =>
  tx.execute(rewindStatement, [chainId, number]);
