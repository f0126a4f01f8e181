import { notFound } from '../../kernel/failures.ts';
import type { Database } from '../../platform/database.ts';
import type { Assets, HaltedToken } from '../wallets.ts';
import { listHalts, resumeToken } from './halts-store.ts';

/** Tokens of which nothing is credited, for the operator. */
export async function haltedTokens(database: Database, assets: Assets): Promise<readonly HaltedToken[]> {
  const halts = await listHalts(database);
  return halts.flatMap(({ asset, since, reason }) => {
    // One that was taken off the list is credited no more anyway.
    const listed = assets.of(asset);
    return listed === undefined ? [] : [{ chain: listed.chain, symbol: listed.symbol, since, reason }];
  });
}

/** @throws Failure NOT_FOUND when it is not halted */
export async function creditAgain(database: Database, assets: Assets, token: string): Promise<void> {
  const listed = assets.list().find(({ chain, symbol }) => `${chain}:${symbol}` === token);
  const halted = listed !== undefined && (await database.work((tx) => resumeToken(tx, listed.asset)));
  if (!halted) throw notFound('halted token');
}
