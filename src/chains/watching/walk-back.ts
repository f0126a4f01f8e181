import type { Hash } from 'viem';
import { invariant, present } from '../../kernel/assert.ts';
import { isDatabaseGone } from '../../platform/database-gone.ts';
import type { Tx } from '../../platform/database.ts';
import { readHeader } from './blocks.ts';
import { rewindBalances } from './coin-balances-store.ts';
import type { ChainContext } from '../context.ts';
import { takeBackSpent } from '../sending/finish.ts';
import { unmine } from './mined.ts';
import { openSticking } from './stuck.ts';
import { lockLeft, returnCalls } from '../sending/settle.ts';
import * as store from '../store.ts';
import { creditKey, transferOf } from '../sending/transfer.ts';

/** Where a chain left our blocks, and how far they were read. */
interface Branch {
  readonly cursor: store.Cursor;
  readonly ancestor: bigint;
  readonly hash: Hash;
}

/**
 * Takes back everything above block `ancestor`, in one unit of work: observations are orphaned, credits and what was paid for gas
 * cancelled, and listeners told; sends are under way again. The blocks that the chain has there now are read afterwards, as any others.
 * Where something cannot be taken back, it goes on without: see {@link takeBackLeft} and `takeBackLeftSpent`.
 */
export async function walkBack(context: ChainContext, to: Branch): Promise<void> {
  const { log, name } = context;
  let gone;
  try {
    gone = await leave(context, to, 'orphaned');
  } catch (error) {
    if (isDatabaseGone(error)) throw error;
    log.warn(
      { err: error, chain: name },
      'what has left the chain cannot be taken back together: it is tried one by one',
    );
    gone = await leave(context, to, 'leaving');
  }
  if (gone === undefined) return;
  const depth = Number(to.cursor.number - to.ancestor);
  log.warn({ chain: name, depth, ...gone }, 'the chain took another branch');
}

/** @param as `leaving` takes nothing back yet */
async function leave(
  context: ChainContext,
  to: Branch,
  as: 'leaving' | 'orphaned',
): Promise<{ readonly orphans: number; readonly credited: number } | undefined> {
  const { chainId } = context;
  return await context.database.work(async (tx) => {
    const now = await store.lockCursor(tx, chainId);
    if (now === undefined || now.hash !== to.cursor.hash) return undefined;
    const orphans = await store.leaveObservations(tx, chainId, to.ancestor, as);
    await store.dropBlocks(tx, chainId, to.ancestor);
    await store.shortenBackScans(tx, chainId, to.ancestor);
    await rewindBalances(tx, chainId, to.ancestor);
    await store.moveCursor(tx, chainId, to.ancestor, to.hash);
    await unmine(tx, context, to.ancestor);
    const credited =
      as === 'leaving' ? 0 : await takeBack(tx, context, await told(tx, chainId, orphans), now.number);
    await takeBackSpent(tx, context, to.ancestor, as === 'leaving');
    return { orphans: orphans.length, credited };
  });
}

/** Without those that have left another block before and are still to be taken back: nobody was told that they had come again. */
async function told(
  tx: Tx,
  chainId: number,
  orphans: readonly store.Observation[],
): Promise<readonly store.Observation[]> {
  const leaving = new Set((await store.leavingObservations(tx, chainId)).map(identity));
  return orphans.filter((orphan) => !leaving.has(identity(orphan)));
}

/** Tells listeners of orphaned observations, and cancels the credits of those that had one. Answers how many. */
async function takeBack(
  tx: Tx,
  context: ChainContext,
  orphans: readonly store.Observation[],
  head: bigint,
): Promise<number> {
  const { chainId } = context;
  const cancelled = await store.cancelCredits(tx, chainId, orphans);
  const keys = new Map(cancelled.map((credit) => [identity(credit), creditKey(chainId, credit)]));
  const transfers = orphans
    .filter(({ kind }) => kind !== 'executed')
    .map((orphan) =>
      Object.assign(transferOf(context, Object.assign({ head }, orphan)), {
        creditKey: keys.get(identity(orphan)),
      }),
    );
  const calls = await lockLeft(
    tx,
    context,
    orphans.filter((orphan) => orphan.kind === 'executed' && keys.has(identity(orphan))),
  );
  if (transfers.length > 0)
    await context.listeners.orphaned(
      tx,
      transfers,
      calls.map(({ key }) => key),
    );
  await returnCalls(tx, context, calls);
  return cancelled.length;
}

/**
 * Takes back what has left the chain and could not be taken back with the rest: together where that goes, and what cannot be is
 * tried again after a while, and holds up only what comes to and from its addresses. Answers how many were taken back.
 *
 * @throws Stuck for those that could not be, after all others are done
 */
export async function takeBackLeft(context: ChainContext): Promise<number> {
  const { chainId, database } = context;
  const all = await store.leavingObservations(database, chainId);
  if (all.length === 0) return 0;
  const sticking = await openSticking(
    context,
    'what has left the chain cannot be taken back: it waits, with what comes to or from the same addresses',
  );
  // One of them for each transfer: the stay that was booked, if any was. Of the others nobody was told.
  const each = new Map<string, store.Leaving>();
  for (const left of all) if (left.credited || !each.has(identity(left))) each.set(identity(left), left);
  const others = all.filter((left) => each.get(identity(left)) !== left);
  if (others.length > 0)
    await database.work(async (tx) => {
      await store.lockCursor(tx, chainId);
      await store.orphanObservations(tx, chainId, others);
    });
  const done = await sticking.tell(
    [...each.values()].filter((left) => !sticking.rests(left)),
    (some) =>
      database.work(async (tx) => {
        const now = await store.lockCursor(tx, chainId);
        if (now === undefined || now.halted !== null) return 0;
        const gone = await store.orphanObservations(tx, chainId, some);
        await takeBack(tx, context, gone, now.number);
        // Mined again meanwhile, it was taken for what was not taken back yet, and nobody was told.
        const again = (await store.seenAgain(tx, chainId, gone)).filter(({ kind }) => kind !== 'executed');
        if (again.length > 0)
          await context.listeners.observed(
            tx,
            again.map((seen) => transferOf(context, Object.assign({ head: now.number }, seen))),
          );
        return gone.length;
      }),
  );
  await sticking.close();
  return done;
}

/**
 * Takes back everything above block `number`, whatever the chain has there now, and goes on from it: the operator's way on
 * after a reorganisation deeper than the window.
 */
export async function walkBackTo(context: ChainContext, number: bigint): Promise<void> {
  const cursor = present(await store.readCursor(context.database, context.chainId), 'a chain that was read');
  const header = await context.nodes.use((node) => readHeader(node, number));
  invariant(
    header !== undefined && number <= cursor.number,
    'the block to go back to is on the chain and behind us',
  );
  await walkBack(context, { cursor, ancestor: number, hash: header.hash });
}

const identity = (of: { transactionHash: Hash; kind: string; ordinal: number }): string =>
  `${of.transactionHash}:${of.kind}:${of.ordinal}`;
