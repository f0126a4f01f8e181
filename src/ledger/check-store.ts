import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import type { Queries } from '../platform/database.ts';

/** The sums of one asset over all ledger accounts of a company, in minor units: equal where the books balance. */
export interface AssetCheck {
  readonly asset: Asset;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly held: bigint;
  readonly accounts: number;
}

/** The last sealed block. */
export interface LastSeal {
  readonly block: bigint;
  /** The number of entries that are sealed up to its end. */
  readonly entries: bigint;
  readonly sealedAt: Date;
}

const sumsStatement = sql(
  'ledger.check',
  `SELECT asset, sum(debits)::text AS debits, sum(credits)::text AS credits, sum(held)::text AS held, count(*)::int AS accounts
   FROM ledger_accounts WHERE company_id = $1 GROUP BY asset ORDER BY asset`,
);

/** Whether a company's balances balance: cheap, and no substitute for `cardwright ledger verify`, which recomputes them. */
export async function checkBalances(queries: Queries, company: Id<'company'>): Promise<AssetCheck[]> {
  const rows = await queries.query<{
    asset: Asset;
    debits: string;
    credits: string;
    held: string;
    accounts: number;
  }>(sumsStatement, [company]);
  return rows.map(({ asset, debits, credits, held, accounts }) => ({
    asset,
    debits: BigInt(debits),
    credits: BigInt(credits),
    held: BigInt(held),
    accounts,
  }));
}

const sealStatement = sql(
  'ledger.last_seal',
  `SELECT block, first_position + entries AS entries, sealed_at AS "sealedAt" FROM ledger_seals ORDER BY block DESC LIMIT 1`,
);

export const lastSeal = async (queries: Queries): Promise<LastSeal | undefined> =>
  (await queries.query<LastSeal>(sealStatement))[0];
