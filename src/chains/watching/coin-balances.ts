import { getAddress } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { record } from './advance.ts';
import { balancesAt } from '../balances.ts';
import { readHeaders, toHexNumber } from './blocks.ts';
import * as balances from './coin-balances-store.ts';
import { findCoins, sweptOrdinals } from './find.ts';
import type { FoundIn } from './find.ts';
import { confirmedBlock } from '../context.ts';
import type { ChainContext } from '../context.ts';
import { NodeBehind } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';
import { gasOf, readReceipts } from './receipts.ts';
import { executeDigest, readExecute } from '../sending/execute.ts';
import { leftInLogs, lockCursor, readBlock, readCursor } from '../store.ts';
import type { Observation } from '../store.ts';

/*
 * Native coin without traces: what an address of ours gained from one confirmed block to a later one was sent to it. Net of
 * what it sent meanwhile, but for sweeps of deposit addresses, which have logs, for what our accounts pay, which stands in the chain
 * transactions of their calls, and for what the relayer pays for its own: what these moved is known by itself. It is no gain of the holding, and
 * hides nothing that came meanwhile.
 */

/**
 * Compares the balances of all our addresses at the newest confirmed block with those that are known, and notes what came.
 */
export async function compareBalances(context: ChainContext): Promise<void> {
  const { chainId, database } = context;
  const cursor = await readCursor(database, chainId);
  if (cursor === undefined) return;
  const known = await balances.readKnownBalances(database, chainId);
  const begun = known.find(({ address }) => address === '');
  // The first time at the newest block that was read: what came up to it may have been found in traces, and counts once.
  const target = begun === undefined ? cursor.number : confirmedBlock(context, cursor);
  if (target < 0n || (begun !== undefined && begun.number >= target)) return;
  const hash = (await readBlock(database, chainId, target))?.hash;
  if (hash === undefined) return;

  const watched = await database.work((tx) => context.listeners.allWatched(tx, context.name));
  const addresses = watched.map(({ address }) => address);
  const byAddress = new Map(known.map((row) => [row.address, row]));
  const { now, found } = await context.nodes.use(async (node) => {
    const now = await balancesOf(node, addresses, target, hash);
    const found: FoundIn[] = [];
    // The first time there is nothing to compare with: what is there was there before.
    if (begun === undefined) return { now, found };
    const { number } = begun;
    const left = await leftInLogs(database, chainId, { above: number, to: target, ordinal: sweptOrdinals });
    const swept = movedUntil([
      ...left.filter(({ kind }) => kind === 'coin'),
      ...(await readPaid(node, chainId, left)),
    ]);
    const anew = addresses.filter((address) => byAddress.get(address)?.balance === null);
    // A node on another branch than ours must not say what there was on it.
    const onOurs = async (of: readonly Address[], at: bigint): Promise<readonly bigint[]> =>
      await balancesOf(node, of, at, (await readBlock(database, chainId, at))?.hash);
    const readAnew = await onOurs(anew, number);
    const read = new Map(anew.map((address, at) => [address, readAnew[at]]));
    const firstOf = async (address: Address, since: bigint | null): Promise<Point> => {
      if (!byAddress.has(address) && since !== null && since < target)
        return { number: since, balance: (await onOurs([address], since))[0] ?? 0n };
      // A new address had nothing, or somebody has sent something to it already.
      return { number, balance: byAddress.get(address)?.balance ?? read.get(address) ?? 0n };
    };
    for (const [at, { address, since }] of watched.entries()) {
      const after = (now[at] ?? 0n) + swept(address, target);
      const unswept = async (number: bigint): Promise<bigint> =>
        ((await onOurs([address], number))[0] ?? 0n) + swept(address, number);
      // Each block in which it may have paid what is not known: what came in others must not be taken for less.
      const paidIn = left.flatMap(({ contract, blockNumber }) => (contract === address ? [blockNumber] : []));
      const first = await firstOf(address, since);
      const points = [first];
      for (const between of beforeAndAt(paidIn, first.number, target))
        points.push({ number: between, balance: await unswept(between) });
      points.push({ number: target, balance: after });
      for (const [at, to] of points.entries()) {
        const from = points[at - 1];
        if (from !== undefined) found.push(...(await findGains(node, address, from, to, unswept)));
      }
    }
    return { now, found };
  });
  const changed = addresses
    .map((address, at) => ({ address, balance: now[at] ?? 0n }))
    .filter(({ address, balance }) => byAddress.get(address)?.balance !== balance);

  await database.work(async (tx) => {
    const cursorNow = await lockCursor(tx, chainId);
    if (cursorNow === undefined || cursorNow.halted !== null) return;
    if ((await readBlock(tx, chainId, target))?.hash !== hash) return;
    // Another process was quicker.
    if ((await balances.readCompared(tx, chainId)) !== begun?.number) return;
    await balances.saveBalances(
      tx,
      [...changed, { address: '' as const, balance: 0n }].map((row) =>
        Object.assign({ chainId, number: target }, row),
      ),
    );
    await record(tx, context, found, cursorNow.number);
  });
}

const balancesOf = (
  node: ChainNode,
  addresses: readonly Address[],
  number: bigint,
  hash: Hash | undefined,
): Promise<readonly bigint[]> =>
  balancesAt(
    node,
    addresses.map((address) => ({ address, token: null })),
    number,
    hash,
  );

interface Point {
  readonly number: bigint;
  readonly balance: bigint;
}

type Moved = Pick<Observation, 'from' | 'to' | 'amount' | 'blockNumber'>;

/**
 * What our accounts paid in native coin, by the calls in the chain transactions that they executed; nothing where these stand elsewhere than
 * the relayer writes them, and then it is net of that.
 */
const readPaid = (
  node: ChainNode,
  chainId: number,
  left: readonly Observation[],
): Promise<readonly Moved[]> =>
  Promise.all(
    left
      .filter(({ kind, ok }) => kind === 'executed' && ok === true)
      .map(async ({ contract, digest, transactionHash, blockNumber }) => {
        const sent = await node.request<{ readonly input: Hex } | null>('eth_getTransactionByHash', [
          transactionHash,
        ]);
        if (sent === null) throw new NodeBehind(`it does not have ${transactionHash}`);
        const amount = paidBy(sent.input, { chainId, account: contract, digest });
        return { from: contract, to: null, amount, blockNumber };
      }),
  );

function paidBy(
  data: Hex,
  { chainId, account, digest }: { chainId: number; account: Address | null; digest: Hex | null },
): bigint {
  const execute = readExecute(data);
  if (execute === undefined || account === null) return 0n;
  const { calls } = execute;
  // Whatever else is written there, what has this digest is what was executed.
  if (executeDigest({ ...execute, chainId, account }) !== digest) return 0n;
  return calls.reduce((sum, { to, value }) => (to === account ? sum : sum + value), 0n);
}

/** What left addresses up to a block by what is known beside balances, less what that brought them. */
function movedUntil(moved: readonly Moved[]): (address: Address, number: bigint) => bigint {
  const ofAddress = new Map<Address, { readonly number: bigint; readonly amount: bigint }[]>();
  const add = (address: Address | null, number: bigint, amount: bigint): void => {
    if (address !== null) ofAddress.set(address, [...(ofAddress.get(address) ?? []), { number, amount }]);
  };
  for (const { from, to, amount, blockNumber } of moved) {
    add(from, blockNumber, amount ?? 0n);
    add(to, blockNumber, -(amount ?? 0n));
  }
  return (address, until) =>
    (ofAddress.get(address) ?? [])
      .filter(({ number }) => number <= until)
      .reduce((sum, { amount }) => sum + amount, 0n);
}

/** These blocks and the ones before them, each once, in order, that lie between two others. */
const beforeAndAt = (numbers: readonly bigint[], from: bigint, to: bigint): readonly bigint[] =>
  [...new Set(numbers.flatMap((number) => [number - 1n, number]))]
    .filter((number) => number > from && number < to)
    .toSorted((one, other) => Number(one - other));

/**
 * The blocks between two points in which an address gained something, found by halving.
 *
 * @param balanceAt what it would have at a block if nothing were known to have moved since the first point; so of both points
 */
async function findGains(
  node: ChainNode,
  address: Address,
  from: Point,
  to: Point,
  balanceAt: (number: bigint) => Promise<bigint>,
): Promise<readonly FoundIn[]> {
  if (from.balance === to.balance) return [];
  if (to.number - from.number === 1n)
    return await gainIn(node, address, to.number, to.balance - from.balance);
  const number = (from.number + to.number) / 2n;
  const between = { number, balance: await balanceAt(number) };
  const lower = await findGains(node, address, from, between, balanceAt);
  return [...lower, ...(await findGains(node, address, between, to, balanceAt))];
}

async function gainIn(
  node: ChainNode,
  address: Address,
  number: bigint,
  amount: bigint,
): Promise<readonly FoundIn[]> {
  const [header] = await readHeaders(node, number, number);
  if (header === undefined) return [];
  const block = await node.request<FullBlock | null>('eth_getBlockByNumber', [toHexNumber(number), true]);
  if (block?.hash !== header.hash) throw new NodeBehind(`it does not have block ${header.hash}`);
  const gained = amount + (await spentBy(node, block, address));
  if (gained <= 0n) return [];
  const sent = senderOf(block, address, gained);
  const move = {
    transactionHash: sent?.hash ?? header.hash,
    ordinal: ordinalOf(address),
    from: sent === undefined ? null : getAddress(sent.from),
    to: address,
    amount: gained,
  };
  return findCoins([move]).map((found) => ({ header, found }));
}

/** Of all that came in a block, apart by the address; more than a transaction has movements. */
const ordinalOf = (address: Address): number => Number.parseInt(address.slice(-7), 16);

/** Whether native coin was found by a balance, and not in a trace. */
export const isFoundByBalance = ({ to, ordinal }: Pick<Observation, 'to' | 'ordinal'>): boolean =>
  to !== null && ordinal === ordinalOf(to);

interface FullBlock {
  readonly hash: Hash;
  readonly transactions: readonly {
    readonly hash: Hash;
    readonly from: Address;
    readonly to: Address | null;
    readonly value: Hex;
  }[];
}

/** What an address paid in a block for transactions of its own, gas and what these sent: only the relayer has any. */
async function spentBy(
  node: ChainNode,
  { hash, transactions }: FullBlock,
  address: Address,
): Promise<bigint> {
  const isIts = (of: Address | null): boolean => of?.toLowerCase() === address.toLowerCase();
  const own = transactions.filter(({ from }) => isIts(from));
  if (own.length === 0) return 0n;
  const receipts = await readReceipts(
    node,
    own.map((sent) => ({ transactionHash: sent.hash, blockHash: hash })),
  );
  return own.reduce((sum, sent) => {
    const receipt = receipts.get(sent.hash);
    if (receipt === undefined || receipt instanceof Error)
      throw receipt ?? new NodeBehind(`it has no receipt of ${sent.hash}`);
    const isMoved = BigInt(receipt.status) === 1n && !isIts(sent.to);
    return sum + gasOf(receipt) + (isMoved ? BigInt(sent.value) : 0n);
  }, 0n);
}

/** The transaction of a block that sends just this to an address, where it is a plain one. */
const senderOf = (
  { transactions }: FullBlock,
  address: Address,
  amount: bigint,
): FullBlock['transactions'][number] | undefined =>
  transactions.find(
    ({ to, value }) => to?.toLowerCase() === address.toLowerCase() && BigInt(value) === amount,
  );
