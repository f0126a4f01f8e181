import type { Hash } from 'viem';
import { invariant, present } from '../../kernel/assert.ts';
import { readHeader } from './blocks.ts';
import { rewindBalances } from './coin-balances-store.ts';
import type { ChainContext } from '../context.ts';
import { takeBackSpent } from '../sending/finish.ts';
import { unmine } from './mined.ts';
import { lockLeft, returnCalls } from '../sending/settle.ts';
import * as store from '../store.ts';
import { creditKey, transferOf } from '../sending/transfer.ts';

/**
 * Takes back everything above block `ancestor`, in one unit of work: observations are orphaned, credits and what was paid for gas
 * cancelled, and listeners told; sends are under way again. The blocks that the chain has there now are read afterwards, as any others.
 */
export async function walkBack(
  context: ChainContext,
  to: { readonly cursor: store.Cursor; readonly ancestor: bigint; readonly hash: Hash },
): Promise<void> {
  const { chainId, name } = context;
  const gone = await context.database.work(async (tx) => {
    const now = await store.lockCursor(tx, chainId);
    if (now === undefined || now.hash !== to.cursor.hash) return undefined;
    const orphans = await store.orphanObservations(tx, chainId, to.ancestor);
    const cancelled = await store.cancelCredits(
      tx,
      chainId,
      orphans.filter(({ state }) => state === 'confirmed'),
    );
    await store.dropBlocks(tx, chainId, to.ancestor);
    await store.shortenBackScans(tx, chainId, to.ancestor);
    await rewindBalances(tx, chainId, to.ancestor);
    await store.moveCursor(tx, chainId, to.ancestor, to.hash);
    await unmine(tx, context, to.ancestor);
    const keys = new Map(cancelled.map((credit) => [identity(credit), creditKey(chainId, credit)]));
    const transfers = orphans
      .filter(({ kind }) => kind !== 'executed')
      .map((orphan) =>
        Object.assign(transferOf(context, Object.assign({ head: now.number }, orphan)), {
          creditKey: keys.get(identity(orphan)),
        }),
      );
    const calls = await lockLeft(
      tx,
      context,
      orphans.filter(({ kind, state }) => kind === 'executed' && state === 'confirmed'),
    );
    if (transfers.length > 0)
      await context.listeners.orphaned(
        tx,
        transfers,
        calls.map(({ key }) => key),
      );
    await returnCalls(tx, context, calls);
    await takeBackSpent(tx, context, to.ancestor);
    return { orphans: orphans.length, credited: cancelled.length };
  });
  if (gone === undefined) return;
  const depth = Number(to.cursor.number - to.ancestor);
  context.log.warn({ chain: name, depth, ...gone }, 'the chain took another branch');
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
