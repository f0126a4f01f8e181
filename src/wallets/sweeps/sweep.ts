import type { Chain } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import { randomBytes } from '../../platform/random.ts';
import { custodyAccount } from '../accounts.ts';
import { chainNow } from '../chain-states.ts';
import type { WalletAsset, WalletChain } from '../types.ts';
import type { Assets } from '../wallets.ts';
import { readTokenStates } from '../tokens/states.ts';
import { isTrial } from '../tokens/trial-size.ts';
import { batchesOf } from './batches.ts';
import { sweepInexact } from './inexact.ts';
import type { InexactParts } from './inexact.ts';
import * as store from './store.ts';
import type { Due } from './store.ts';
import { halvesOf, refusalOf } from './refused.ts';
import { isWorthSweeping } from './worth.ts';

export type SweepParts = InexactParts;

/**
 * Tokens on deposit addresses in one chain transaction. The first one of an address takes 66,000 gas, behind a proxy about twice that: so many
 * stay below the 2^24 that a transaction may have on some chains (EIP-7825).
 */
const mostInBatch = 100;
const mostAtOnce = 1_000;

const seconds = (count: number): number => count * 1_000;
/** As long as one round takes at most. */
const leaseMs = seconds(60);
/** A batch is looked at again so soon. */
const underWayMs = seconds(5);
/** What the chain refuses is looked at again so soon. */
const refusedMs = seconds(60);
/** What is not worth its gas now may be when gas is cheaper; a new deposit is looked at at once. */
const notWorthMs = seconds(3_600);

/**
 * Sends what deposit addresses have to their holding wallets, many in one chain transaction, where it is worth its gas. What
 * arrives is booked from its logs, not here. Any number of workers may; each takes what the others have not taken. Answers
 * how many addresses were sent for.
 */
export async function sweep(parts: SweepParts): Promise<number> {
  const counts = await Promise.all(parts.chains.map((chain) => sweepChain(parts, chain)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function sweepChain(parts: SweepParts, listed: WalletChain): Promise<number> {
  const { plain, log } = parts;
  const now = await parts.now(plain);
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  const chain = chainNow(listed);
  // One that cannot be reached yet is swept later.
  if (chain === undefined) return 0;
  const inexact = await sweepInexact(parts, listed, chain);
  const due = await store.claimSweeps(
    plain,
    listed.name,
    now,
    after(leaseMs),
    mostAtOnce,
    parts.assets.list(listed.name).flatMap(({ asset, exact }) => (exact ? [] : [asset])),
  );
  if (due.length === 0) return inexact;
  const standings = await standingsOf(parts, chain, due);
  const standing = ({ batch }: Due): Standing => (batch === null ? 'over' : (standings.get(batch) ?? 'over'));
  const refused = due.filter((one) => standing(one) === 'refused');
  const waiting = due.filter((one) => standing(one) === 'under way');
  const rest = due.filter((one) => standing(one) !== 'refused' && standing(one) !== 'under way');
  const amounts = await amountsOf(parts, rest);
  const gasPrice = rest.length === 0 ? 0n : await chain.gasPrice();
  const states = await readTokenStates(plain);
  const empty: Due[] = [];
  const notWorth: Due[] = [];
  const worth: Due[] = [];
  for (const one of rest) {
    const amount = amounts.get(one) ?? 0n;
    const asset = parts.assets.of(one.asset);
    if (amount <= 0n) empty.push(one);
    else if (asset !== undefined && isWorthSweeping(asset, amount, listed.coin, gasPrice)) worth.push(one);
    else if (asset !== undefined && isWanted(asset, amount)) worth.push(one);
    else notWorth.push(one);
  }
  /** One sweep of a token that was not proved yet is made whatever it costs: its deposits wait for it. */
  function isWanted(asset: WalletAsset, amount: bigint): boolean {
    const isTried = [...waiting, ...refused, ...worth].some((other) => other.asset === asset.asset);
    return !isTried && states(asset) === 'unproved' && isTrial(asset, amount);
  }
  /** One that was swept, to which nothing came since, and that is not empty: its token failed, or its batch did. Ever later, up to some hours. */
  function triesOf(one: Due): number {
    if (one.batch === null || one.deposits !== one.plannedDeposits) return 0;
    return one.tries + (standing(one) === 'given up' ? 0 : 1);
  }
  const toDivide = Map.groupBy(
    worth.filter((one) => standing(one) !== 'over'),
    ({ batch }) => batch,
  );
  const batches = [
    ...batchesOf(
      worth.filter((one) => standing(one) === 'over'),
      mostInBatch,
    ),
    ...[...toDivide.values()].flatMap(halvesOf),
  ].map((rows) => ({ key: `sweep/${randomBytes(16).toString('hex')}`, rows }));
  await plain.work(async (tx) => {
    await store.lockSweeps(tx, due);
    for (const { key, rows } of batches) await chain.submitSweep(tx, key, sweepsOf(parts.assets, rows));
    await store.finishSweeps(tx, empty);
    await store.planSweeps(tx, [
      ...waiting.map((one) => Object.assign({}, one, { dueAt: after(underWayMs) })),
      ...refused.map((one) => Object.assign({}, one, { dueAt: after(refusedMs) })),
      ...notWorth.map((one) => Object.assign({}, one, { dueAt: after(notWorthMs) })),
      ...batches.flatMap(({ key, rows }) =>
        rows.map((one) => {
          const tries = triesOf(one);
          const dueAt = after(underWayMs * 2 ** Math.min(tries, 12));
          return { ...one, batch: key, tries, dueAt };
        }),
      ),
    ]);
  });
  const left = worth.filter((one) => triesOf(one) >= 4);
  if (left.length > 0)
    log.warn(
      { chain: listed.name, wallets: left.map(({ wallet, asset }) => `${wallet} ${asset}`) },
      'sweeps leave something behind',
    );
  if (worth.length > 0)
    log.info(
      { chain: listed.name, addresses: worth.length, batches: batches.length },
      'deposit addresses are swept',
    );
  return worth.length + inexact;
}

/**
 * How the batch stands that was to sweep something: it may still do so; it will not, as it has or was lost; the chain refuses it, and
 * it is a single one; it was given up for that, or cost gas and did nothing, and is to be divided.
 */
type Standing = 'under way' | 'over' | 'refused' | 'given up' | 'reverted';

/** How the batches stand that were to sweep these; those of several that the chain refuses are given up. */
async function standingsOf(
  { log }: SweepParts,
  chain: Chain,
  rows: readonly Due[],
): Promise<ReadonlyMap<string, Standing>> {
  const batches = Map.groupBy(
    rows.filter(({ batch }) => batch !== null),
    ({ batch }) => batch ?? '',
  );
  const standings = await Promise.all(
    [...batches].map(async ([key, ofOne]): Promise<readonly [string, Standing]> => {
      const { send } = await chain.readOutgoing(key);
      if (send === undefined) return [key, 'over'];
      if (send.state === 'done') return [key, send.lastError === null ? 'over' : 'reverted'];
      if (send.state === 'dropped') return [key, 'given up'];
      const reason = refusalOf(send);
      if (reason === undefined) return [key, 'under way'];
      log.error(
        {
          chain: chain.name,
          send: key,
          reason,
          wallets: ofOne.map(({ wallet, asset }) => `${wallet} ${asset}`),
        },
        'a sweep is refused by the chain',
      );
      if (ofOne.length === 1) return [key, 'refused'];
      return [key, (await chain.dropSweep(key, reason)) ? 'given up' : 'under way'];
    }),
  );
  return new Map(standings);
}

/** What there is to sweep: what the books say that each address has. */
async function amountsOf(
  { plain, ledger }: SweepParts,
  rows: readonly Due[],
): Promise<ReadonlyMap<Due, bigint>> {
  const books = await ledger.balances(
    plain,
    rows.map(({ company, wallet, asset }) => custodyAccount(company, wallet, asset)),
  );
  return new Map(rows.map((row, at) => [row, present(books[at], 'a balance').posted]));
}

const sweepsOf = (assets: Assets, rows: readonly Due[]): Parameters<Chain['submitSweep']>[2] =>
  [...Map.groupBy(rows, ({ address }) => address).values()].map((ofOne) => {
    const { holding, salt } = present(ofOne[0], 'a deposit address');
    return { holding, salt, tokens: ofOne.map(({ asset }) => tokenOf(assets, asset)) };
  });

const tokenOf = (assets: Assets, asset: Due['asset']): WalletAsset['address'] =>
  present(assets.of(asset), 'a listed asset').address;
