import { invariant } from '../../kernel/assert.ts';
import type { Database } from '../../platform/database.ts';
import { readHeaders } from './blocks.ts';
import { readFound, record } from './advance.ts';
import type { ChainContext } from '../context.ts';
import { NodeBehind } from '../nodes.ts';
import * as store from '../store.ts';
import type { ListedChain, Token } from '../token.ts';

/**
 * Notes the listed tokens and answers all that ever were listed. On a chain that is read already, one that is new to us, or was off
 * the list, has its blocks from `since` on to be read again; from the cursor on it is read with the others.
 */
export async function listTokens(
  database: Database,
  { chainId, name, tokens }: ListedChain,
): Promise<readonly Token[]> {
  return await database.work(async (tx) => {
    const cursor = await store.lockCursor(tx, chainId);
    for (const token of tokens) {
      const until = cursor?.number ?? 0n;
      // On a new chain nothing was read without it.
      const next = cursor === undefined ? until + 1n : (token.since ?? until + 1n);
      const readFrom = cursor === undefined ? 0n : next;
      const listed = await store.listToken(tx, chainId, token, { next, until, readFrom });
      invariant(
        listed === 1,
        `the decimals of ${name}:${token.symbol} never change, and once coins of it came as of an inexact token it stays inexact`,
      );
    }
    if (cursor !== undefined)
      await store.unlistTokens(
        tx,
        chainId,
        tokens.map(({ address }) => address),
        cursor.number,
      );
    return await store.readTokens(tx, chainId);
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
