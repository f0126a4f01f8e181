import type { Trial } from '../../chains/index.ts';
import { withLease } from '../../platform/lease.ts';
import { chainNow } from '../chain-states.ts';
import type { DepositParts } from '../deposits/incoming.ts';
import type { WalletsParts } from '../parts.ts';
import type { WalletAsset, WalletChain } from '../types.ts';
import { dropTrial, haltToken, listProofs, proveToken } from './proofs-store.ts';
import type { Proof } from './proofs-store.ts';
import { release } from './release.ts';
import { relist } from './relist.ts';

export type TryParts = DepositParts &
  Pick<WalletsParts, 'plain' | 'chains'> & {
    /** What trials have shown that wait for their confirmations, by the hash of the chain transaction and the token. */
    readonly compared: Map<string, Trial>;
    /** How often one could not be read; nodes are away now and then, and that is no reason yet to wait for another one. */
    readonly missed: Map<string, number>;
  };

/** In rounds, of which there is one a second. */
const mostMisses = 60;

/**
 * Looks at the trials of unproved tokens, credits what waited for them, and takes what waits of tokens that are listed as inexact
 * by now to what is credited after the sweep. One process at a time does it; everything in it may be broken off anywhere.
 */
export async function tryTokens(parts: TryParts): Promise<number> {
  const counts = await Promise.all(parts.chains.map((chain) => tryChain(parts, chain)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function tryChain(parts: TryParts, listed: WalletChain): Promise<number> {
  const leased = await withLease(parts.plain, `tokens of ${listed.name}`, async () => {
    const proofs = new Map((await listProofs(parts.plain)).map((proof) => [proof.asset, proof]));
    let done = 0;
    for (const asset of parts.assets.list(listed.name)) {
      if (asset.address === null) continue;
      if (!asset.exact) {
        done += await relist(parts, asset);
        continue;
      }
      const proof = proofs.get(asset.asset);
      const ofThis = proof?.address === asset.address ? proof : undefined;
      const concluded = ofThis?.state === 'unproved' && (await conclude(parts, listed, asset, ofThis));
      if (concluded) done += 1;
      const state = concluded === 'proved' ? 'proved' : (ofThis?.state ?? 'unproved');
      if (concluded !== 'mismatched' && state !== 'mismatched')
        done += await release(parts, listed, asset, state);
    }
    return done;
  });
  return leased.held ? leased.result : 0;
}

/**
 * Compares the trial of a token with the balances that it left as soon as it is mined, and concludes from it when it has its
 * confirmations. A process that has died in between compares again; where no node has the balances any more the next transfer
 * is the trial.
 */
async function conclude(
  { plain, clock, log, compared, missed }: TryParts,
  listed: WalletChain,
  { asset, symbol }: WalletAsset,
  { address, trial, confirmed }: Proof,
): Promise<'proved' | 'mismatched' | false> {
  const chain = chainNow(listed);
  if (chain === undefined || trial === null) return false;
  const { transactionHash, sender, recipient } = trial;
  const of = { transactionHash, token: address, from: sender, to: recipient };
  const key = `${transactionHash} ${asset}`;
  const seen =
    compared.get(key) ??
    (await chain.readTrial(of).catch((error: unknown) => {
      log.warn({ err: error, asset, transactionHash }, 'the trial of a token cannot be read');
      const misses = (missed.get(key) ?? 0) + 1;
      missed.set(key, misses);
      return confirmed && misses >= mostMisses ? 'forgotten' : undefined;
    }));
  if (seen === 'forgotten') {
    missed.delete(key);
    await plain.work((tx) => dropTrial(tx, asset, transactionHash));
    return false;
  }
  if (seen === undefined) return false;
  compared.set(key, seen);
  if (!confirmed) return false;
  compared.delete(key);
  const at = clock.now();
  if (seen.exact) {
    const proved = await plain.work((tx) => proveToken(tx, { asset, address, transactionHash, at }));
    if (proved > 0)
      log.info(
        { asset, transactionHash },
        'a token moves what its logs say: it is credited at once from now on',
      );
    return proved > 0 && 'proved';
  }
  if (showsNothing(seen)) {
    await plain.work((tx) => dropTrial(tx, asset, transactionHash));
    return false;
  }
  const reason = sentenceOf(seen, symbol);
  await plain.work((tx) => haltToken(tx, { asset, address, since: at, reason }));
  log.error(
    { asset, transactionHash, reason },
    'a token moves other than its logs say: nothing of it is credited',
  );
  return 'mismatched';
}

/**
 * The balances are as the logs say, and nothing was moved; or more was sent in the same transaction, to others: by a fee that
 * is logged, or by signers who were asked for more than one transfer. Of sweeps that is told by what they should have moved.
 */
const showsNothing = ({ moved, elsewhere, sender, receiver }: Trial): boolean =>
  (elsewhere || moved === 0n) && sender.byBalance === sender.byLogs && receiver.byBalance === receiver.byLogs;

const sentenceOf = ({ transactionHash, sender, receiver, moved }: Trial, symbol: string): string =>
  `${transactionHash} moved ${moved} minor units of ${symbol} by its log. The balance of the sender changed by ${sender.byBalance}, by the logs of the block ${sender.byLogs}; that of the receiver by ${receiver.byBalance}, by the logs ${receiver.byLogs}.`;
