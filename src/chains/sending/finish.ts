import { getAddress } from 'viem';
import type { Hash } from 'viem';
import { present } from '../../kernel/assert.ts';
import { readCall } from './calls-store.ts';
import { confirmedBlock } from '../context.ts';
import type { ChainContext } from '../context.ts';
import { gasToTakeBack, leaveGas, markTakenBack, markTold, untoldGas } from './gas-store.ts';
import type { Left, Untold } from './gas-store.ts';
import { isAway, readEach } from '../nodes.ts';
import { gasOf, readReceipts } from '../watching/receipts.ts';
import type { Receipt } from '../watching/receipts.ts';
import type { Resting } from '../watching/resting.ts';
import { openSticking } from '../watching/stuck.ts';
import { nowhere } from '../watching/stuck-store.ts';
import type { Place } from '../watching/stuck-store.ts';
import { markDone, requeueSends } from './sends-store.ts';
import { lockCursor, readBlock, readCursor } from '../store.ts';
import { coinAsset } from '../token.ts';
import type { GasSpent } from '../types.ts';
import type { Tx } from '../../platform/database.ts';

/** At most this many in one unit of work. */
const mostAtOnce = 100;

/**
 * Tells what the relayer's transactions have cost that are mined deep enough, and ends their sends. One that only cost gas is not the
 * end of a signed call, which can still happen: it is sent anew, with a nonce to come. Answers how many. One whose receipt no
 * node has, or that cannot be booked, is tried again later, and holds up no other.
 *
 * @throws NoNode for those whose receipts no node had, and Stuck for those that could not be booked, after all others are done
 */
export async function finish(context: ChainContext, resting: Resting): Promise<number> {
  const { chainId, database, clock } = context;
  const cursor = await readCursor(database, chainId);
  if (cursor === undefined || cursor.halted !== null) return 0;
  const untold = await untoldGas(
    database,
    chainId,
    confirmedBlock(context, cursor),
    mostAtOnce + resting.waiting(),
  );
  if (untold.length === 0) return 0;
  const rests = resting.of(untold.map(nameOf), clock.now());
  const sticking = await openSticking<Spending>(
    context,
    'what the relayer has paid cannot be booked: it waits',
  );
  const due = untold.filter((one) => !rests.has(nameOf(one)) && !sticking.rests(spendingOf(one)));
  if (due.length === 0) return 0;
  const { found, failure } = await readEach(context.nodes, due, async (node, some) => {
    const receipts = await readReceipts(node, some);
    return some.map(({ transactionHash }) => present(receipts.get(transactionHash), 'what was asked for'));
  });
  const mined = due.filter((one) => found.has(one));
  if (failure !== undefined && !failure.errors.every(isAway))
    resting.failed(due.filter((one) => !found.has(one)).map(nameOf), clock.now());
  const told = new Set<Untold>();
  await sticking.tell(mined.map(spendingOf), async (some) => {
    await database.work((tx) => tell(tx, context, some, found));
    for (const { of } of some) told.add(of);
    return some.length;
  });
  resting.keep(untold.filter((one) => !told.has(one)).map(nameOf));
  if (failure !== undefined) throw failure;
  await sticking.close();
  return told.size;
}

async function tell(
  tx: Tx,
  context: ChainContext,
  some: readonly Spending[],
  receipts: ReadonlyMap<Untold, Receipt>,
): Promise<void> {
  const { chainId } = context;
  const now = await lockCursor(tx, chainId);
  if (now === undefined || now.halted !== null) return;
  const spent: GasSpent[] = [];
  for (const { of } of some) {
    const { key, transactionHash, blockNumber, blockHash } = of;
    if (blockNumber > confirmedBlock(context, now)) continue;
    if (blockHash !== null && (await readBlock(tx, chainId, blockNumber))?.hash !== blockHash) continue;
    const receipt = present(receipts.get(of), 'the receipt of a mined transaction');
    // Its send may be under way again by now, with another nonce and perhaps another relayer: who paid stands in the receipt.
    const relayer = getAddress(receipt.from);
    if ((await markTold(tx, chainId, of, relayer)) === 0) continue;
    const succeeded = BigInt(receipt.status) === 1n;
    spent.push({
      chain: context.name,
      asset: coinAsset(context),
      key,
      relayer,
      transactionHash,
      amount: gasOf(receipt),
      succeeded,
    });
    const error = succeeded ? null : 'it reverted';
    const done = await markDone(tx, chainId, key, transactionHash, error);
    if (done === 0 || succeeded || (await readCall(tx, chainId, key))?.state !== 'pending') continue;
    const again = new Date((await context.now(tx)).getTime() + 5_000);
    await requeueSends(tx, chainId, [key], ['done'], again, error);
  }
  if (spent.length > 0) await context.listeners.spentGas(tx, spent);
}

/** As what it is known by where it cannot be booked. */
interface Spending extends Place {
  readonly of: Untold;
}

const spendingOf = (of: Untold): Spending => ({
  ...placeOfGas(of),
  // Where its block is out of the window it has no other name.
  blockHash: of.blockHash ?? of.transactionHash,
  of,
});

const placeOfGas = ({ transactionHash }: { readonly transactionHash: Hash }) =>
  ({ transactionHash, blockHash: nowhere, kind: 'gas', ordinal: 0 }) as const;

/** Mined in another block it is another one. */
const nameOf = ({ transactionHash, blockHash }: Untold): string => `${blockHash ?? ''}:${transactionHash}`;

/**
 * What the relayer paid above block `ancestor` it has not paid on the branch that is there now.
 *
 * @param later whether it is only noted that it is to be taken back; see {@link takeBackLeftSpent}
 */
export async function takeBackSpent(
  tx: Tx,
  context: ChainContext,
  ancestor: bigint,
  later: boolean,
): Promise<void> {
  const left = await leaveGas(tx, context.chainId, ancestor, later);
  if (!later) await tellBack(tx, context, left);
}

/**
 * Takes back what the relayer paid on another branch, where that did not go with the rest: together where it goes now, and what cannot be
 * is tried again after a while, by itself. Answers how many were taken back.
 *
 * @throws Stuck for those that could not be, after all others are done
 */
export async function takeBackLeftSpent(context: ChainContext): Promise<number> {
  const { chainId, database } = context;
  const left = await gasToTakeBack(database, chainId);
  if (left.length === 0) return 0;
  const sticking = await openSticking<Place>(
    context,
    'what the relayer paid on another branch cannot be taken back: it waits',
  );
  const done = await sticking.tell(
    left.map(placeOfGas).filter((one) => !sticking.rests(one)),
    (some) =>
      database.work(async (tx) => {
        await lockCursor(tx, chainId);
        const taken = await markTakenBack(
          tx,
          chainId,
          some.map(({ transactionHash }) => transactionHash),
        );
        await tellBack(tx, context, taken);
        return taken.length;
      }),
  );
  await sticking.close();
  return done;
}

async function tellBack(tx: Tx, context: ChainContext, left: readonly Left[]): Promise<void> {
  if (left.length === 0) return;
  const of = { chain: context.name, asset: coinAsset(context), amount: 0n, succeeded: false };
  await context.listeners.spentGas(
    tx,
    left.map((one) => Object.assign({}, one, of)),
  );
}
