import { keccak256 } from 'viem';
import type { Hex } from 'viem';
import type { LocalAccount } from 'viem/accounts';
import { isDatabaseGone } from '../../platform/database-gone.ts';
import { toHexNumber } from '../watching/blocks.ts';
import { confirmedBlock } from '../context.ts';
import type { ChainContext } from '../context.ts';
import { feesAgain, readFees } from './fees.ts';
import type { Fees } from './fees.ts';
import { NoNode, oneLine } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';
import * as store from './sends-store.ts';
import { readCursor } from '../store.ts';

/** Who pays for gas, and how. */
export interface Relayer {
  readonly account: LocalAccount;
  /** Wei for each unit of gas, at most. */
  readonly highestFee: bigint;
  /** A transaction that is not mined after so long is sent again, with more. */
  readonly stuckAfterMs: number;
}

/** One that was signed and not handed to any node by then is sent again: its process died in between. */
const handOverMs = 3_000;

/** At most this many are sent in a round, so that the chain is read in between. */
const mostInRound = 64;

/**
 * One round of the relayer: what is queued gets a nonce and is sent, what is stuck is replaced. Every transaction is written before it is
 * sent, so that after a crash the same one is sent again.
 * Answers how many sends were looked at.
 */
export async function relay(context: ChainContext, relayer: Relayer): Promise<number> {
  const { database, chainId } = context;
  const cursor = await readCursor(database, chainId);
  if (cursor === undefined || cursor.halted !== null) return 0;
  const due = await store.dueSends(database, chainId, await context.now(database), mostInRound);
  for (const send of due) {
    try {
      await (send.state === 'queued' ? sendFirst : sendAgain)(context, relayer, send);
    } catch (error) {
      if (isDatabaseGone(error)) throw error;
      // Whatever is wrong with one is no reason to send no other.
      if (!(error instanceof NoNode))
        context.log.error({ err: error, chain: context.name, send: send.key }, 'a send failed');
      await postpone(context, send, oneLine(error));
    }
  }
  return due.length;
}

const dueIn = async ({ now, database }: ChainContext, ms: number): Promise<Date> =>
  new Date((await now(database)).getTime() + ms);

/** Tries again after 1 s, 2 s, 4 s … one minute. What has become of a signed call shows on the chain, not here. */
async function postpone(context: ChainContext, send: store.Send, reason: string): Promise<void> {
  const waitMs = Math.min(60_000, 1_000 * 2 ** Math.min(send.tries, 6));
  const dueAt = await dueIn(context, waitMs);
  await store.postponeSend(context.database, context.chainId, send.key, dueAt, reason);
  context.log.warn({ chain: context.name, send: send.key, reason }, 'a send is put off');
}

/** The gas that a transaction wants, or why it would fail, which is the chain's word and no fault of the node. */
async function estimateGas(
  node: ChainNode,
  request: unknown,
): Promise<bigint | { readonly refused: string }> {
  try {
    return BigInt(await node.request<Hex>('eth_estimateGas', [request]));
  } catch (error) {
    const reason = oneLine(error);
    if (/revert|gas required exceeds|out of gas/i.test(reason)) return { refused: reason };
    throw error;
  }
}

async function sendFirst(context: ChainContext, relayer: Relayer, send: store.Send): Promise<void> {
  const { address } = relayer.account;
  const request = { from: address, to: send.to, data: send.data, value: toHexNumber(send.value) };
  const [estimate, used, { mostGas, ...fees }] = await context.nodes.use((node) =>
    Promise.all([
      estimateGas(node, request),
      node.request<Hex>('eth_getTransactionCount', [address, 'latest']),
      readFees(node, relayer.highestFee),
    ]),
  );
  if (typeof estimate === 'object') {
    await postpone(context, send, estimate.refused);
    return;
  }
  // With more than that no node takes it, and whatever has a later nonce would wait for it, for ever.
  if (estimate > mostGas) {
    await postpone(context, send, `it wants ${estimate} gas, and a transaction may have ${mostGas}`);
    return;
  }
  // Room for what differs between now and then: a storage word that is zero by then, a longer path.
  const wanted = (estimate * 5n) / 4n + 20_000n;
  const gas = wanted < mostGas ? wanted : mostGas;
  const signed = await context.database.work(async (tx) => {
    const nonce = await store.lockRelayer(tx, context.chainId, address, BigInt(used));
    const now = await context.now(tx);
    const dueAt = new Date(now.getTime() + Math.min(handOverMs, relayer.stuckAfterMs));
    const marked = await store.markSent(tx, context.chainId, {
      key: send.key,
      relayer: address,
      nonce,
      gas,
      dueAt,
    });
    if (marked === 0) return undefined;
    await store.takeNonce(tx, context.chainId, address);
    const signed = await sign(context, relayer, { ...send, nonce, gas }, fees);
    await store.insertSendHash(tx, context.chainId, send.key, signed, now);
    return signed;
  });
  if (signed === undefined) return;
  const refusal = await broadcast(context, send, signed);
  const dueAt = await dueIn(context, relayer.stuckAfterMs);
  await store.postponeSend(context.database, context.chainId, send.key, dueAt, refusal);
}

const tooCheap = ({ highestFee }: Relayer): string =>
  `it is not mined, and more than ${highestFee} wei for a unit of gas is not paid: what comes after it waits`;

/** Whether nodes said of a transaction that its sender cannot pay for it. */
const isShort = (refusal: string | null): boolean => /insufficient ?funds/i.test(refusal ?? '');

/**
 * Sends a transaction again that is not mined: with more for each unit of gas where that helps and the highest fee allows it, as it is
 * otherwise.
 */
async function sendAgain(context: ChainContext, relayer: Relayer, send: store.Send): Promise<void> {
  const { database, chainId } = context;
  const hashes = await store.sendHashes(database, chainId, send.key);
  const [before] = hashes;
  if (
    send.nonce === null ||
    send.gas === null ||
    before === undefined ||
    send.relayer !== relayer.account.address
  ) {
    await postpone(context, send, `it was sent by relayer ${send.relayer}, whose key is not here`);
    return;
  }
  const cursor = await readCursor(database, chainId);
  if (cursor === undefined) return;
  const [lost, used, usual] = await context.nodes.use((node) =>
    Promise.all([
      isLost(node, send, hashes, confirmedBlock(context, cursor)),
      node.request<Hex>('eth_getTransactionCount', [send.relayer, 'latest']),
      readFees(node, relayer.highestFee),
    ]),
  );
  if (lost) {
    await store.requeueSends(
      database,
      chainId,
      [send.key],
      ['sent'],
      await dueIn(context, 0),
      'its nonce was used by another',
    );
    context.log.warn(
      { chain: context.name, send: send.key },
      'a nonce of the relayer was used by another transaction',
    );
    return;
  }
  // Behind one that is stuck it waits for that one; and no fee makes up for coins that the relayer does not have.
  const isNext = BigInt(used) === send.nonce && !isShort(send.lastError);
  const fees = feesAgain(before, usual, relayer.highestFee, isNext ? 'a block' : 'something else');
  const signed =
    fees === undefined
      ? before
      : await sign(context, relayer, { ...send, nonce: send.nonce, gas: send.gas }, fees);
  if (fees !== undefined)
    await store.insertSendHash(database, chainId, send.key, signed, await dueIn(context, 0));
  const refusal = await broadcast(context, send, signed);
  const waits = fees === undefined && isNext ? tooCheap(relayer) : null;
  const dueAt = await dueIn(context, relayer.stuckAfterMs);
  await store.postponeSend(database, chainId, send.key, dueAt, refusal ?? waits);
}

/**
 * Whether another transaction has used the nonce, deep enough to be final: the count at a confirmed block is past it, and
 * none of ours has a receipt. The watcher would have seen ours in its block.
 */
async function isLost(
  node: ChainNode,
  send: store.Send,
  hashes: readonly store.SignedSend[],
  deep: bigint,
): Promise<boolean> {
  if (send.nonce === null || deep < 0n) return false;
  const count = await node.request<Hex>('eth_getTransactionCount', [send.relayer, toHexNumber(deep)]);
  if (BigInt(count) <= send.nonce) return false;
  const receipts = await Promise.all(
    hashes.map(({ transactionHash }) => node.request('eth_getTransactionReceipt', [transactionHash])),
  );
  return receipts.every((receipt) => receipt === null);
}

async function sign(
  context: ChainContext,
  { account }: Relayer,
  send: {
    readonly to: `0x${string}`;
    readonly data: Hex;
    readonly value: bigint;
    readonly nonce: bigint;
    readonly gas: bigint;
  },
  fees: Fees,
): Promise<store.SignedSend> {
  const raw = await account.signTransaction({
    type: 'eip1559',
    chainId: context.chainId,
    to: send.to,
    data: send.data,
    value: send.value,
    nonce: Number(send.nonce),
    gas: send.gas,
    maxFeePerGas: fees.maxFee,
    maxPriorityFeePerGas: fees.priorityFee,
  });
  return { transactionHash: keccak256(raw), raw, ...fees };
}

/**
 * Hands a transaction to every node. That none takes it is no failure of the send: it stays sent, and is sent again. Answers why
 * none did, if none did.
 */
async function broadcast(
  context: ChainContext,
  send: store.Send,
  signed: store.SignedSend,
): Promise<string | null> {
  const answers = await context.nodes.each((node) =>
    // What a node says of it (known already, nonce too low) is its opinion, and no reason to ask it last.
    node.request('eth_sendRawTransaction', [signed.raw]).then(
      () => undefined,
      (error: unknown) => oneLine(error),
    ),
  );
  const opinions = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value : oneLine(answer.reason),
  );
  const refused = opinions.filter(
    (opinion) => opinion !== undefined && !/already known|already imported/i.test(opinion),
  );
  const isRefused = refused.length === opinions.length;
  context.log.info(
    {
      chain: context.name,
      send: send.key,
      transactionHash: signed.transactionHash,
      ...(refused.length > 0 && { refused }),
    },
    isRefused ? 'no node takes a chain transfer; it is sent again later' : 'sent a chain transfer',
  );
  return isRefused ? refused.join('; ') : null;
}
