import type { Asset } from '../../kernel/assets.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';

/** A token of which nothing is credited. */
export interface TokenHalt {
  readonly asset: Asset;
  readonly since: Date;
  /** What was seen, in a sentence. */
  readonly reason: string;
}

const listStatement = sql(
  'wallets.tokenHalts',
  'SELECT asset, since, reason FROM wallet_token_halts ORDER BY asset',
);
const haltStatement = sql(
  'wallets.haltToken',
  'INSERT INTO wallet_token_halts (asset, since, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
);
const resumeStatement = sql('wallets.resumeToken', 'DELETE FROM wallet_token_halts WHERE asset = $1');

export const listHalts = (queries: Queries): Promise<readonly TokenHalt[]> =>
  queries.query<TokenHalt>(listStatement);

/** The tokens of which nothing is credited now. */
export const haltedAssets = async (queries: Queries): Promise<ReadonlySet<Asset>> =>
  new Set((await listHalts(queries)).map(({ asset }) => asset));

/** Stops crediting a token; the first reason stays. */
export const haltToken = (tx: Tx, { asset, since, reason }: TokenHalt): Promise<number> =>
  tx.execute(haltStatement, [asset, since, reason]);

/** Credits it again; answers whether it was halted. */
export const resumeToken = async (queries: Queries, asset: Asset): Promise<boolean> =>
  (await queries.execute(resumeStatement, [asset])) > 0;
