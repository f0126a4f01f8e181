import { present } from '../kernel/assert.ts';
import { confirmedBlock } from './context.ts';
import type { ChainContext } from './context.ts';
import { readCall } from './calls-store.ts';
import * as store from './sends-store.ts';
import { readReceipts } from './receipts.ts';
import { lockCursor, readBlock } from './store.ts';
import type { Cursor } from './store.ts';
import { coinAsset } from './token.ts';
import type { GasSpent } from './types.ts';

/**
 * Finishes sends that are mined deep enough: tells what their gas has cost. A transaction that only cost gas is not the end
 * of a signed call, which can still happen: it is sent anew, with a nonce to come. Answers how many.
 */
export async function finish(context: ChainContext, cursor: Cursor): Promise<number> {
  const { chainId, database, clock } = context;
  const sends = await store.minedSends(database, chainId, confirmedBlock(context, cursor));
  if (sends.length === 0) return 0;
  const places = sends.map(({ transactionHash, blockHash }) => ({
    transactionHash: present(transactionHash, 'the hash of a mined send'),
    blockHash,
  }));
  const receipts = await context.nodes.use((node) => readReceipts(node, places));
  await database.work(async (tx) => {
    const now = await lockCursor(tx, chainId);
    if (now === undefined || now.halted !== null) return;
    const spent: GasSpent[] = [];
    for (const [at, send] of sends.entries()) {
      const { transactionHash, blockHash } = present(places[at], 'the place of a mined send');
      const number = present(send.blockNumber, 'the block of a mined send');
      if (number > confirmedBlock(context, now)) continue;
      if (blockHash !== null && (await readBlock(tx, chainId, number))?.hash !== blockHash) continue;
      const receipt = present(receipts.get(transactionHash), 'the receipt of a mined send');
      const succeeded = BigInt(receipt.status) === 1n;
      const done = await store.markDone(
        tx,
        chainId,
        send.key,
        transactionHash,
        succeeded ? null : 'it reverted',
      );
      if (done === 0) continue;
      spent.push({
        chain: context.name,
        asset: coinAsset(context),
        key: send.key,
        relayer: present(send.relayer, 'the relayer of a mined send'),
        transactionHash,
        amount: BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice),
        succeeded,
      });
      if (succeeded) continue;
      const call = await readCall(tx, chainId, send.key);
      if (call?.state !== 'pending') continue;
      const again = new Date(clock.now().getTime() + 5_000);
      await store.requeueSends(tx, chainId, [send.key], ['done'], again, 'it reverted');
    }
    if (spent.length > 0) await context.listeners.spentGas(tx, spent);
  });
  return sends.length;
}
