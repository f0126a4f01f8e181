import { notFound } from '../../kernel/failures.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queries } from '../../platform/database.ts';
import type { Assets, HaltedToken, TokenStanding } from '../wallets.ts';
import { listProofs, resumeToken } from './proofs-store.ts';

/** Every listed token and how it stands, for the operator. */
export async function listTokens(queries: Queries, assets: Assets): Promise<readonly TokenStanding[]> {
  const proofs = new Map((await listProofs(queries)).map((proof) => [proof.asset, proof]));
  return assets.list().flatMap((asset): TokenStanding[] => {
    if (asset.address === null) return [];
    const nothing = { transactionHash: null, since: null, reason: null };
    if (!asset.exact) return [{ asset, state: 'inexact', ...nothing }];
    const proof = proofs.get(asset.asset);
    // Tried with another contract: that says nothing of this one.
    if (proof?.address !== asset.address) return [{ asset, state: 'unproved', ...nothing }];
    const { state, since, reason, trial } = proof;
    return [{ asset, state, since, reason, transactionHash: trial?.transactionHash ?? null }];
  });
}

/** Tokens of which nothing is credited, for the operator. */
export async function haltedTokens(queries: Queries, assets: Assets): Promise<readonly HaltedToken[]> {
  const tokens = await listTokens(queries, assets);
  return tokens.flatMap(({ asset: { chain, symbol }, state, since, reason }) =>
    state === 'mismatched' && since !== null ? [{ chain, symbol, since, reason: reason ?? '' }] : [],
  );
}

/** Has a halted token tried again with its next transfer. @throws Failure NOT_FOUND when it is not halted */
export async function tryAgain(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  assets: Assets,
  token: string,
): Promise<void> {
  const listed = assets.list().find(({ chain, symbol }) => `${chain}:${symbol}` === token);
  const halted =
    listed !== undefined && (await database.work((tx) => resumeToken(tx, listed.asset, clock.now())));
  if (!halted) throw notFound('halted token');
}
