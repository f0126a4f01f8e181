import { encodeFunctionData } from 'viem';
import type { Hash } from 'viem';
import { present } from '../../kernel/assert.ts';
import type { Tx } from '../../platform/database.ts';
import { thresholdAccountAbi } from '../abi.ts';
import { toHexNumber } from '../watching/blocks.ts';
import { confirmedBlock } from '../context.ts';
import type { ChainContext } from '../context.ts';
import { NodeBehind, NodeWrong, NoNode } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';
import * as store from './calls-store.ts';
import { dropSends, requeueSends } from './sends-store.ts';
import { lockCursor, readBlock, readCursor } from '../store.ts';
import type { KnownBlock, Observation } from '../store.ts';
import type { CallOutcome, CallUse, SettledCall } from '../types.ts';

/** The calls whose nonces were used, locked: before anything that listeners lock. */
export async function lockExecuted(
  tx: Tx,
  { chainId }: ChainContext,
  executed: readonly Observation[],
): Promise<readonly store.Call[]> {
  return executed.length === 0 ? [] : await store.callsByNonce(tx, chainId, executed.map(accountAndNonce));
}

/**
 * Settles the signed calls whose nonces were used, by whomever they were sent, at confirmation depth; `calls` are the locked ones. `head`
 * is the newest block.
 */
export async function settleExecuted(
  tx: Tx,
  context: ChainContext,
  executed: readonly Observation[],
  calls: readonly store.Call[],
  head: bigint,
): Promise<void> {
  if (calls.length === 0) return;
  const used = new Map(executed.map((seen) => [nonceOf(seen), seen]));
  const settled = calls.flatMap((call) => {
    const seen = present(used.get(`${call.account}:${call.nonce}`), 'the nonce that was asked for');
    const outcome = seen.digest !== call.digest ? 'replaced' : seen.ok === true ? 'executed' : 'failed';
    if (call.state === outcome && call.transactionHash === seen.transactionHash) return [];
    return [{ call, outcome, seen } as const];
  });
  await store.setCalls(
    tx,
    context.chainId,
    settled.map(({ call: { key }, outcome: state, seen: { transactionHash } }) => ({
      key,
      state,
      transactionHash,
    })),
  );
  await dropSends(
    tx,
    context.chainId,
    settled.map(({ call }) => call.key),
    'the nonce is used',
  );
  await tell(
    tx,
    context,
    settled.flatMap(({ call, outcome, seen: { transactionHash, blockNumber } }) => {
      const confirmations = Number(head - blockNumber) + 1;
      const now = settledCall(context, call, outcome, { transactionHash, blockNumber, confirmations });
      // It may have been told otherwise: expired, and then the chain took a branch on which it was in time.
      return call.state === 'pending' ? [now] : [settledCall(context, call, 'returned', undefined), now];
    }),
  );
}

/** The settled calls whose execution has left the chain, locked: before anything that listeners lock. */
export async function lockLeft(
  tx: Tx,
  { chainId }: ChainContext,
  orphans: readonly Observation[],
): Promise<readonly store.Call[]> {
  if (orphans.length === 0) return [];
  return await store.callsByHash(
    tx,
    chainId,
    orphans.map((seen) => Object.assign({ transactionHash: seen.transactionHash }, accountAndNonce(seen))),
  );
}

/** Locked calls whose execution has left the chain are pending again and are sent again with the signature they have. */
export async function returnCalls(
  tx: Tx,
  context: ChainContext,
  calls: readonly store.Call[],
): Promise<void> {
  if (calls.length === 0) return;
  const { chainId } = context;
  await store.setCalls(
    tx,
    chainId,
    calls.map(({ key }) => ({ key, state: 'pending', transactionHash: null })),
  );
  const keys = calls.map(({ key }) => key);
  // Executed by somebody else's transaction, or given up: ours has to be sent anew.
  await requeueSends(tx, chainId, keys, ['dropped', 'done'], await context.now(tx), null);
  await tell(
    tx,
    context,
    calls.map((call) => settledCall(context, call, 'returned', undefined)),
  );
}

/**
 * Settles calls that can no longer happen: a confirmed block is past their deadline, and at that block their nonce is
 * unused. Answers how many.
 */
export async function expire(context: ChainContext): Promise<number> {
  const { chainId, database } = context;
  const cursor = await readCursor(database, chainId);
  if (cursor === undefined || cursor.halted !== null) return 0;
  const block = await readBlock(database, chainId, confirmedBlock(context, cursor));
  if (block === undefined) return 0;
  const overdue = await store.overdueCalls(database, chainId, block.minedAt);
  if (overdue.length === 0) return 0;
  const { unused, failure } = await findUnused(context, block, overdue);
  const expired = await database.work(async (tx) => {
    const now = await lockCursor(tx, chainId);
    if (now === undefined || now.halted !== null) return 0;
    if (block.number > confirmedBlock(context, now)) return 0;
    if ((await readBlock(tx, chainId, block.number))?.hash !== block.hash) return 0;
    const keys = unused.map(({ key }) => key);
    const expired = await store.expireCalls(tx, chainId, keys);
    await dropSends(tx, chainId, keys, 'the deadline has passed');
    await tell(
      tx,
      context,
      expired.map((call) => settledCall(context, call, 'expired', undefined)),
    );
    return expired.length;
  });
  if (failure !== undefined) throw failure;
  return expired;
}

/** As {@link readUnused}, of some node; where one of them is not as it can be, all others are told, with the failure. */
async function findUnused(
  context: ChainContext,
  block: KnownBlock,
  calls: readonly store.Call[],
): Promise<{ readonly unused: readonly store.Call[]; readonly failure?: NoNode }> {
  const read = (some: readonly store.Call[]): Promise<readonly store.Call[]> =>
    context.nodes.use((node) => readUnused(node, block, some));
  try {
    return { unused: await read(calls) };
  } catch (failure) {
    if (!(failure instanceof NoNode) || !failure.errors.some((error) => error instanceof NodeWrong))
      throw failure;
    if (calls.length === 1) return { unused: [], failure };
    const half = Math.ceil(calls.length / 2);
    const [lower, upper] = [
      await findUnused(context, block, calls.slice(0, half)),
      await findUnused(context, block, calls.slice(half)),
    ];
    return { unused: [...lower.unused, ...upper.unused], failure };
  }
}

/** Those whose nonce is unused at `block`. A nonce that is used although we saw nothing is an alarm, not an expiry. */
async function readUnused(
  node: ChainNode,
  block: KnownBlock,
  calls: readonly store.Call[],
): Promise<readonly store.Call[]> {
  const at = toHexNumber(block.number);
  const used = await Promise.all(
    calls.map(({ account, nonce }) => {
      const data = encodeFunctionData({ abi: thresholdAccountAbi, functionName: 'isUsed', args: [nonce] });
      return node.request<string>('eth_call', [{ to: account, data }, at]);
    }),
  );
  const header = await node.request<{ hash: Hash } | null>('eth_getBlockByNumber', [at, false]);
  if (header?.hash !== block.hash) throw new NodeBehind('it is on another branch');
  return calls.filter((_, index) => {
    // An account that is not made yet answers nothing.
    const answer = used[index];
    if (answer === '0x' || (answer !== undefined && BigInt(answer) === 0n)) return true;
    throw new NodeWrong('it says that a nonce is used of whose use it gave no log');
  });
}

/** Tells, once each, of calls that are under way for longer than `manualCheckMs`. */
export async function tellLate(context: ChainContext, manualCheckMs: number): Promise<void> {
  await context.database.work(async (tx) => {
    const before = new Date((await context.now(tx)).getTime() - manualCheckMs);
    const late = await store.lateCalls(tx, context.chainId, before);
    await tell(
      tx,
      context,
      late.map((call) => settledCall(context, call, 'manual_check', undefined)),
    );
  });
}

async function tell(tx: Tx, context: ChainContext, settled: readonly SettledCall[]): Promise<void> {
  if (settled.length > 0) await context.listeners.settled(tx, settled);
}

const settledCall = (
  context: ChainContext,
  { key, account, nonce }: store.Call,
  outcome: CallOutcome,
  used: CallUse | undefined,
): SettledCall => ({ chain: context.name, key, account, nonce, outcome, used });

const accountAndNonce = ({ contract, nonce }: Observation) => ({
  account: present(contract, 'the account that executed'),
  nonce: present(nonce, 'the nonce that was used'),
});

const nonceOf = (seen: Observation): string => {
  const { account, nonce } = accountAndNonce(seen);
  return `${account}:${nonce}`;
};
