import { readHeaders } from './blocks.ts';
import { readFound, record } from './advance.ts';
import type { ChainContext } from './context.ts';
import { NodeBehind } from './nodes.ts';
import * as store from './store.ts';

/**
 * Notes the listed tokens. On a chain that is read already, one that is new to us has its blocks from `since` on to be read
 * again; from the cursor on it is read with the others.
 */
export async function listTokens(context: ChainContext): Promise<void> {
  await context.database.work(async (tx) => {
    const cursor = await store.lockCursor(tx, context.chainId);
    for (const { address, since } of context.tokens) {
      const until = cursor?.number ?? 0n;
      // On a new chain nothing was read without it.
      const next = cursor === undefined ? until + 1n : (since ?? until + 1n);
      await store.listToken(tx, context.chainId, { address, next, until });
    }
  });
}

/** Reads the next blocks of a back-scan, if there is one under way. Answers whether there was. */
export async function backScan(context: ChainContext): Promise<boolean> {
  const { chainId, database } = context;
  const scan = await store.nextBackScan(database, chainId);
  if (scan === undefined) return false;
  const furthest = scan.next + BigInt(context.maxRange) - 1n;
  const to = scan.until < furthest ? scan.until : furthest;
  const { last, found } = await context.nodes.use(async (node) => {
    const headers = await readHeaders(node, scan.next, to);
    const newest = headers.at(-1);
    const known = await store.readBlock(database, chainId, to);
    if (known !== undefined && known.hash !== newest?.hash) throw new NodeBehind('it is on another branch');
    return { last: to, found: await readFound(context, node, headers, [scan.address]) };
  });
  await database.work(async (tx) => {
    const cursor = await store.lockCursor(tx, chainId);
    if (cursor === undefined || cursor.halted !== null || cursor.number < last) return;
    if ((await store.moveBackScan(tx, chainId, scan, last + 1n)) === 0) return;
    // Everything else in these blocks was looked at when the cursor passed them.
    await record(
      tx,
      context,
      found.filter(({ found }) => found.kind === 'token'),
      cursor.number,
    );
  });
  return true;
}
