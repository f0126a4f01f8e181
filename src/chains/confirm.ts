import type { Hash } from 'viem';
import { present } from '../kernel/assert.ts';
import { readHeader } from './blocks.ts';
import type { RawLog } from './blocks.ts';
import { isFoundByBalance } from './coin-balances.ts';
import { readCoinMoves } from './coins.ts';
import { confirmedBlock } from './context.ts';
import type { ChainContext } from './context.ts';
import { findCoins, readExecuted, readTransfer } from './find.ts';
import type { Found } from './find.ts';
import { NodeBehind, NodeWrong } from './nodes.ts';
import type { ChainNode } from './nodes.ts';
import { readReceipts } from './receipts.ts';
import { lockExecuted, settleExecuted } from './settle.ts';
import * as store from './store.ts';
import { creditKey, transferOf } from './transfer.ts';

/** At most this many in one unit of work. */
const mostAtOnce = 500;

/**
 * Confirms what has enough blocks on top of it: reads it again from the canonical receipts and tells listeners, in one
 * unit of work with the mark that it is done. Answers how many there were; call again until there are none.
 *
 * @throws NoNode when no node had the receipts as they were seen
 */
export async function confirm(context: ChainContext): Promise<number> {
  const { chainId, database } = context;
  const cursor = await store.readCursor(database, chainId);
  if (cursor === undefined || cursor.halted !== null) return 0;
  const due = await store.dueObservations(database, chainId, confirmedBlock(context, cursor), mostAtOnce);
  if (due.length === 0) return 0;
  // Before the unit of work, not in it: a slow node must not keep a database transaction open, which would hold back
  // the ledger's seals. What matters is checked in it: that the blocks of these receipts are still on the chain.
  const again = await context.nodes.use((node) => readAgain(context, node, due));

  return await database.work(async (tx) => {
    const now = await store.lockCursor(tx, chainId);
    if (now === undefined || now.halted !== null) return 0;
    // What was orphaned meanwhile is no longer seen, and stays out. It may even have been orphaned and come back, with
    // fewer blocks on top.
    const deep = again.filter(({ blockNumber }) => blockNumber <= confirmedBlock(context, now));
    const still = new Set((await store.confirmObservations(tx, chainId, deep)).map(placeOf));
    const confirmed = deep.filter((observation) => still.has(placeOf(observation)));
    const credits = await store.insertCredits(tx, chainId, confirmed);
    const rounds = new Map(credits.map((credit) => [identity(credit), credit]));
    const transfers = confirmed
      .filter(({ kind }) => kind !== 'executed')
      .map((observation) =>
        Object.assign(transferOf(context, Object.assign({ head: now.number }, observation)), {
          creditKey: creditKey(
            chainId,
            present(rounds.get(identity(observation)), 'the credit of a transfer'),
          ),
        }),
      );
    const executed = confirmed.filter(({ kind }) => kind === 'executed');
    const calls = await lockExecuted(tx, context, executed);
    if (transfers.length > 0) await context.listeners.confirmed(tx, transfers, calls.map(keyOf));
    await settleExecuted(tx, context, executed, calls, now.number);
    return confirmed.length;
  });
}

/** The same observations, with everything in them as the chain has it now. */
async function readAgain(
  context: ChainContext,
  node: ChainNode,
  due: readonly store.Observation[],
): Promise<readonly store.Observation[]> {
  const listed = new Set(context.everListed.map(({ address }) => address.toLowerCase()));
  const fromLogs = due.filter(({ kind }) => kind !== 'coin');
  const receipts = await readReceipts(node, fromLogs);
  const coins = await readCoins(context, node, due);
  return due.map((seen) => {
    const found =
      seen.kind === 'coin'
        ? coins.get(identity(seen))
        : readLog(receipts.get(seen.transactionHash)?.logs[seen.ordinal], seen.kind, listed);
    // The block is in our window by its hash, and a block does not change: this node is not telling the truth.
    if (found === undefined || !sameParties(found, seen))
      throw new NodeWrong(`${seen.transactionHash} is not what it was when it was seen`);
    return Object.assign({}, seen, found);
  });
}

function readLog(
  log: RawLog | undefined,
  kind: Found['kind'],
  listed: ReadonlySet<string>,
): Partial<Found> | undefined {
  if (log === undefined) return undefined;
  return kind === 'token' ? readTransfer(log, listed) : readExecuted(log);
}

/** What decided that it is ours must not have changed. */
const sameParties = (one: Partial<Found>, other: Partial<Found>): boolean =>
  one.contract === other.contract && one.from === other.from && one.to === other.to;

async function readCoins(
  context: ChainContext,
  node: ChainNode,
  due: readonly store.Observation[],
): Promise<ReadonlyMap<string, Found>> {
  const { coins: tracing } = context;
  const coins = due.filter(({ kind }) => kind === 'coin');
  const noTraces = tracing === 'balances' || tracing === 'off';
  // Balances were read at confirmed blocks in the first place; a node may have come to offer traces since.
  const asSeen = noTraces ? coins : coins.filter(isFoundByBalance);
  const known = new Map<string, Found>(asSeen.map((seen) => [identity(seen), seen]));
  if (noTraces || asSeen.length === coins.length) return known;
  const blocks = new Set(coins.filter((seen) => !isFoundByBalance(seen)).map(({ blockHash }) => blockHash));
  const moves = await Promise.all(
    [...blocks].map(async (hash) => {
      const header = await readHeader(node, { hash });
      if (header === undefined) throw new NodeBehind(`it does not have block ${hash}`);
      return await readCoinMoves(node, header, tracing);
    }),
  );
  for (const found of findCoins(moves.flat())) known.set(identity(found), found);
  return known;
}

const keyOf = ({ key }: { readonly key: string }): string => key;
const identity = (of: { transactionHash: Hash; kind: string; ordinal: number }): string =>
  `${of.transactionHash}:${of.kind}:${of.ordinal}`;
const placeOf = (of: { blockHash: Hash; transactionHash: Hash; kind: string; ordinal: number }): string =>
  `${of.blockHash}:${identity(of)}`;
