import { getAddress } from 'viem';
import { present } from '../../kernel/assert.ts';
import { readCall } from './calls-store.ts';
import { confirmedBlock } from '../context.ts';
import type { ChainContext } from '../context.ts';
import { markTold, takeBackGas, untoldGas } from './gas-store.ts';
import type { Untold } from './gas-store.ts';
import { isAway, readEach } from '../nodes.ts';
import { readReceipts } from '../watching/receipts.ts';
import type { Resting } from '../watching/resting.ts';
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
 * node has is looked for again later, and holds up no other.
 *
 * @throws NoNode for those whose receipts no node had, after all others are done
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
  const rests = resting.of(untold.map(placeOf), clock.now());
  const due = untold.filter((one) => !rests.has(placeOf(one)));
  if (due.length === 0) return 0;
  const { found, failure } = await readEach(context.nodes, due, async (node, some) => {
    const receipts = await readReceipts(node, some);
    return some.map(({ transactionHash }) => present(receipts.get(transactionHash), 'what was asked for'));
  });
  const mined = due.filter((one) => found.has(one));
  if (failure !== undefined && !failure.errors.every(isAway))
    resting.failed(due.filter((one) => !found.has(one)).map(placeOf), clock.now());
  resting.keep(untold.filter((one) => !found.has(one)).map(placeOf));
  await database.work(async (tx) => {
    const now = await lockCursor(tx, chainId);
    if (now === undefined || now.halted !== null) return;
    const spent: GasSpent[] = [];
    for (const one of mined) {
      const { key, transactionHash, blockNumber, blockHash } = one;
      if (blockNumber > confirmedBlock(context, now)) continue;
      if (blockHash !== null && (await readBlock(tx, chainId, blockNumber))?.hash !== blockHash) continue;
      const receipt = present(found.get(one), 'the receipt of a mined transaction');
      // Its send may be under way again by now, with another nonce and perhaps another relayer: who paid stands in the receipt.
      const relayer = getAddress(receipt.from);
      if ((await markTold(tx, chainId, one, relayer)) === 0) continue;
      const succeeded = BigInt(receipt.status) === 1n;
      spent.push({
        chain: context.name,
        asset: coinAsset(context),
        key,
        relayer,
        transactionHash,
        amount: BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice) + BigInt(receipt.l1Fee ?? 0),
        succeeded,
      });
      const error = succeeded ? null : 'it reverted';
      const done = await markDone(tx, chainId, key, transactionHash, error);
      if (done === 0 || succeeded || (await readCall(tx, chainId, key))?.state !== 'pending') continue;
      const again = new Date((await context.now(tx)).getTime() + 5_000);
      await requeueSends(tx, chainId, [key], ['done'], again, error);
    }
    if (spent.length > 0) await context.listeners.spentGas(tx, spent);
  });
  if (failure !== undefined) throw failure;
  return mined.length;
}

/** Mined in another block it is another one. */
const placeOf = ({ transactionHash, blockHash }: Untold): string => `${blockHash ?? ''}:${transactionHash}`;

/** What the relayer paid above block `ancestor` it has not paid on the branch that is there now. */
export async function takeBackSpent(tx: Tx, context: ChainContext, ancestor: bigint): Promise<void> {
  const left = await takeBackGas(tx, context.chainId, ancestor);
  if (left.length === 0) return;
  const of = { chain: context.name, asset: coinAsset(context), amount: 0n, succeeded: false };
  await context.listeners.spentGas(
    tx,
    left.map((one) => Object.assign({}, one, of)),
  );
}
