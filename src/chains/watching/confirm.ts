import type { Hash } from 'viem';
import { present } from '../../kernel/assert.ts';
import { readHeader } from './blocks.ts';
import type { RawLog } from './blocks.ts';
import { isFoundByBalance } from './coin-balances.ts';
import { readCoinMoves } from './coins.ts';
import { confirmedBlock } from '../context.ts';
import type { ChainContext } from '../context.ts';
import { findCoins, isFoundInLog, readExecuted, readTransfer } from './find.ts';
import type { Found } from './find.ts';
import { asError, isAway, NodeBehind, NodeWrong, readEach } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';
import { readReceipts } from './receipts.ts';
import type { Resting } from './resting.ts';
import { openSticking } from './stuck.ts';
import { placeOf } from './stuck-store.ts';
import { lockExecuted, settleExecuted } from '../sending/settle.ts';
import * as store from '../store.ts';
import { creditKey, transferOf } from '../sending/transfer.ts';

/** At most this many in one unit of work. */
const mostAtOnce = 500;

/**
 * Confirms what has enough blocks on top of it: reads it again from the canonical receipts and tells listeners, in one
 * unit of work with the mark that it is done. Answers how many there were; call again until there are none. What no node has as it was
 * seen, and what cannot be booked, is tried again later, and holds up only what has an address of ours in common with it.
 *
 * @throws NoNode for what no node had, and Stuck for what could not be booked, after all else is done
 */
export async function confirm(context: ChainContext, resting: Resting): Promise<number> {
  const { chainId, database, clock } = context;
  const cursor = await store.readCursor(database, chainId);
  if (cursor === undefined || cursor.halted !== null) return 0;
  const deepest = confirmedBlock(context, cursor);
  const all = await store.dueObservations(database, chainId, deepest, mostAtOnce + resting.waiting());
  if (all.length === 0) return 0;
  const sticking = await openSticking(
    context,
    'what is confirmed cannot be booked: it waits, with what came to or from the same addresses after it',
  );
  const rests = resting.of(all.map(placeOf), clock.now());
  // What has left the chain and is not taken back yet: the books say more of its addresses than there is.
  const leaving = (await store.leavingObservations(database, chainId)).flatMap(oursIn);
  const due = behindNothing(
    all,
    (seen) => !rests.has(placeOf(seen)) && !sticking.rests(seen),
    new Set(leaving),
  );
  if (due.length === 0) return 0;
  // Before the unit of work, not in it: a slow node must not keep a database transaction open, which would hold back
  // the ledger's seals. What matters is checked in it: that the blocks of these receipts are still on the chain.
  const { found, failure } = await readEach(context.nodes, due, (node, some) =>
    readAgain(context, node, some),
  );
  if (failure !== undefined && !failure.errors.every(isAway))
    resting.failed(due.filter((seen) => !found.has(seen)).map(placeOf), clock.now());
  /** Addresses of ours of which something waits, so that what is behind it does. */
  const waiting = new Set(leaving);
  const told = new Set<string>();
  const again = behindNothing(all, (seen) => found.has(seen), waiting).flatMap(
    (seen) => found.get(seen) ?? [],
  );
  const confirmed = await sticking.tell(
    again,
    async (some) => {
      const now = behindNothing(some, () => true, waiting);
      const confirmed = now.length === 0 ? 0 : await tell(context, now);
      for (const seen of now) told.add(placeOf(seen));
      return confirmed;
    },
    (seen) => {
      for (const address of oursIn(seen)) waiting.add(address);
    },
  );
  resting.keep(all.map(placeOf).filter((place) => !told.has(place)));
  if (failure !== undefined) throw failure;
  await sticking.close();
  return confirmed;
}

/**
 * Those that need not wait for any that is not there, nor for these addresses, to which those of all that wait are added. Of one address
 * everything is told in the order of the chain: a sweep must not be told before all that it swept.
 */
function behindNothing(
  all: readonly store.Observation[],
  isThere: (seen: store.Observation) => boolean,
  waiting = new Set<string>(),
): readonly store.Observation[] {
  return all.filter((seen) => {
    const ours = oursIn(seen);
    if (isThere(seen) && !ours.some((address) => waiting.has(address))) return true;
    for (const address of ours) waiting.add(address);
    return false;
  });
}

function oursIn({ kind, contract, from, to, fromOurs, toOurs }: store.Observation): readonly string[] {
  const parties = kind === 'executed' ? [contract] : [fromOurs ? from : null, toOurs ? to : null];
  return parties.filter((party) => party !== null);
}

/** Marks and tells, in one unit of work, what is still on the chain and deep enough. */
async function tell(context: ChainContext, again: readonly store.Observation[]): Promise<number> {
  const { chainId, database } = context;
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

/** The same observations, with everything in them as the chain has it now, or why this node cannot say. */
async function readAgain(
  context: ChainContext,
  node: ChainNode,
  due: readonly store.Observation[],
): Promise<readonly (store.Observation | Error)[]> {
  const listed = new Set(context.everListed.map(({ address }) => address.toLowerCase()));
  const fromLogs = due.filter(({ kind }) => kind !== 'coin');
  const receipts = await readReceipts(node, fromLogs);
  const coins = await readCoins(context, node, due);
  return due.map((seen) => {
    const source = seen.kind === 'coin' ? coins.get(seen.blockHash) : receipts.get(seen.transactionHash);
    if (source instanceof Error) return source;
    const found =
      source !== undefined && 'logs' in source
        ? readLog(source.logs[seen.ordinal], seen.kind, listed)
        : source?.get(identity(seen));
    // The block is in our window by its hash, and a block does not change: this node is not telling the truth.
    if (found === undefined || !sameParties(found, seen))
      return new NodeWrong(`${seen.transactionHash} is not what it was when it was seen`);
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

/** Native coin in the blocks of these, block by block. */
async function readCoins(
  { coins: tracing }: ChainContext,
  node: ChainNode,
  due: readonly store.Observation[],
): Promise<ReadonlyMap<Hash, ReadonlyMap<string, Found> | Error>> {
  const ofBlocks = Map.groupBy(
    due.filter(({ kind }) => kind === 'coin'),
    ({ blockHash }) => blockHash,
  );
  const read = async (hash: Hash, seen: readonly store.Observation[]): Promise<Map<string, Found>> => {
    // Balances were read at confirmed blocks in the first place; a node may have come to offer traces since.
    const noTraces = tracing === 'balances' || tracing === 'off';
    const asSeen: readonly Found[] = noTraces
      ? seen
      : seen.filter((found) => isFoundByBalance(found) || isFoundInLog(found));
    const known = new Map(asSeen.map((found) => [identity(found), found]));
    if (noTraces || asSeen.length === seen.length) return known;
    const header = await readHeader(node, { hash });
    if (header === undefined) throw new NodeBehind(`it does not have block ${hash}`);
    for (const found of findCoins(await readCoinMoves(node, header, tracing)))
      known.set(identity(found), found);
    return known;
  };
  return new Map(
    await Promise.all(
      [...ofBlocks].map(async ([hash, seen]) => [hash, await read(hash, seen).catch(asError)] as const),
    ),
  );
}

const keyOf = ({ key }: { readonly key: string }): string => key;
const identity = (of: { transactionHash: Hash; kind: string; ordinal: number }): string =>
  `${of.transactionHash}:${of.kind}:${of.ordinal}`;
