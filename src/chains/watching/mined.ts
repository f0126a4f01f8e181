import type { Tx } from '../../platform/database.ts';
import type { Header } from './blocks.ts';
import type { ChainContext } from '../context.ts';
import * as sends from '../sending/sends-store.ts';

/** Notes which of the relayer's transactions stand in these blocks, whichever of a send's hashes it is. */
export async function markMined(
  tx: Tx,
  { chainId }: ChainContext,
  headers: readonly Header[],
): Promise<void> {
  if (headers.every(({ transactions }) => transactions.length === 0)) return;
  if (!(await sends.hasOpenSends(tx, chainId))) return;
  await sends.markSendsMined(tx, chainId, headers);
}

/** Sends that were mined above block `ancestor` are sent again at once, as they are: no new signature, the same nonce. */
export async function unmine(tx: Tx, { chainId, now }: ChainContext, ancestor: bigint): Promise<void> {
  await sends.unmineSends(tx, chainId, ancestor, await now(tx));
}
