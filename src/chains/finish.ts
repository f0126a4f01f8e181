import { getAddress } from 'viem';
import { present } from '../kernel/assert.ts';
import { readCall } from './calls-store.ts';
import { confirmedBlock } from './context.ts';
import type { ChainContext } from './context.ts';
import { markTold, takeBackGas, untoldGas } from './gas-store.ts';
import { readReceipts } from './receipts.ts';
import { markDone, requeueSends } from './sends-store.ts';
import { lockCursor, readBlock, readCursor } from './store.ts';
import { coinAsset } from './token.ts';
import type { GasSpent } from './types.ts';
import type { Tx } from '../platform/database.ts';

/**
 * Tells what the relayer's transactions have cost that are mined deep enough, and ends their sends. One that only cost gas is not the
 * end of a signed call, which can still happen: it is sent anew, with a nonce to come. Answers how many.
 *
 * @throws NoNode when no node had a receipt
 */
export async function finish(context: ChainContext): Promise<number> {
  const { chainId, database, clock } = context;
  const cursor = await readCursor(database, chainId);
  if (cursor === undefined || cursor.halted !== null) return 0;
  const mined = await untoldGas(database, chainId, confirmedBlock(context, cursor));
  if (mined.length === 0) return 0;
  const receipts = await context.nodes.use((node) => readReceipts(node, mined));
  await database.work(async (tx) => {
    const now = await lockCursor(tx, chainId);
    if (now === undefined || now.halted !== null) return;
    const spent: GasSpent[] = [];
    for (const one of mined) {
      const { key, transactionHash, blockNumber, blockHash } = one;
      if (blockNumber > confirmedBlock(context, now)) continue;
      if (blockHash !== null && (await readBlock(tx, chainId, blockNumber))?.hash !== blockHash) continue;
      const receipt = present(receipts.get(transactionHash), 'the receipt of a mined transaction');
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
        amount: BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice),
        succeeded,
      });
      const error = succeeded ? null : 'it reverted';
      const done = await markDone(tx, chainId, key, transactionHash, error);
      if (done === 0 || succeeded || (await readCall(tx, chainId, key))?.state !== 'pending') continue;
      const again = new Date(clock.now().getTime() + 5_000);
      await requeueSends(tx, chainId, [key], ['done'], again, error);
    }
    if (spent.length > 0) await context.listeners.spentGas(tx, spent);
  });
  return mined.length;
}

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
