import type { Address } from 'viem';
import { bulkInsert } from '../../platform/bulk.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';

/**
 * What an address had when it changed last, and has had at every comparison since; unknown (null) when that is to be read anew. The row
 * with an empty address has the block of the last comparison.
 */
export interface KnownBalance {
  readonly address: Address | '';
  readonly balance: bigint | null;
  readonly number: bigint;
}

const readStatement = sql(
  'chains.readCoinBalances',
  `SELECT address, balance, number FROM chain_coin_balances WHERE chain_id = $1`,
);
const comparedStatement = sql(
  'chains.coinsCompared',
  `SELECT number FROM chain_coin_balances WHERE chain_id = $1 AND address = ''`,
);
// What an address had between two comparisons is not known, so not at the block that is left either.
const rewindStatement = sql(
  'chains.rewindCoinBalances',
  `UPDATE chain_coin_balances SET number = $2, balance = NULL
   WHERE chain_id = $1 AND (SELECT number FROM chain_coin_balances WHERE chain_id = $1 AND address = '') > $2`,
);

/** All known balances, with the block of the last comparison under an empty address. */
export const readKnownBalances = (queries: Queries, chainId: number): Promise<KnownBalance[]> =>
  queries.query(readStatement, [chainId]);

/** The block of the last comparison. */
export const readCompared = async (queries: Queries, chainId: number): Promise<bigint | undefined> =>
  (await queries.query<{ number: bigint }>(comparedStatement, [chainId]))[0]?.number;

/** Writes these and no others: an address whose balance stays needs no write. */
export const saveBalances = bulkInsert<KnownBalance & { readonly chainId: number }>(
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

/** Where balances were compared above block `number`, all are to be read anew from there. */
export const rewindBalances = (tx: Tx, chainId: number, number: bigint): Promise<number> =>
  tx.execute(rewindStatement, [chainId, number]);
