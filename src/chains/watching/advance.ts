import type { Address, Hash } from 'viem';
import { present } from '../../kernel/assert.ts';
import type { Tx } from '../../platform/database.ts';
import { readHeader, readHeaders, readLogs } from './blocks.ts';
import type { Header } from './blocks.ts';
import { accountsWithCalls } from '../sending/calls-store.ts';
import { noteUnbooked } from '../sending/unbooked-store.ts';
import { readCoinMoves } from './coins.ts';
import type { ChainContext } from '../context.ts';
import { findCoins, findInLogs, findSweptCoins, isFoundInLog, partiesOf } from './find.ts';
import type { Found, FoundIn } from './find.ts';
import { markMined } from './mined.ts';
import { NoNode, NodeBehind, NodeDisagrees, NodeWrong } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';
import * as store from '../store.ts';
import { transferOf } from '../sending/transfer.ts';
import { walkBack } from './walk-back.ts';

/** What a step did: `idle` means that there is nothing to do until a new block comes. */
export type Advance = 'idle' | 'moved' | 'walked back' | 'halted';

/** What lies ahead of the cursor on one node. */
type Ahead =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'blocks'; readonly headers: readonly Header[]; readonly found: readonly FoundIn[] }
  | { readonly kind: 'branch'; readonly ancestor: bigint; readonly hash: Hash };

/**
 * Reads the next blocks of a chain, at most `maxRange`, and moves the cursor over them in one unit of work with everything
 * in them that concerns us. When the chain has taken another branch, walks back to where it left ours instead.
 *
 * @throws NoNode when no node gave an answer that can be right
 */
export async function advance(context: ChainContext): Promise<Advance> {
  const cursor = await store.readCursor(context.database, context.chainId);
  if (cursor === undefined) return await begin(context);
  if (cursor.halted !== null) return 'halted';
  let ahead: Ahead;
  try {
    ahead = await context.nodes.use((node) => lookAhead(context, node, cursor));
  } catch (error) {
    if (!(error instanceof NoNode)) throw error;
    if (error.all(NodeBehind)) return 'idle';
    if (!error.all(NodeDisagrees)) throw error;
    return await halt(context);
  }
  if (ahead.kind === 'nothing') return 'idle';
  if (ahead.kind === 'blocks') {
    await append(context, cursor, ahead.headers, ahead.found);
    return 'moved';
  }
  await walkBack(context, { cursor, ancestor: ahead.ancestor, hash: ahead.hash });
  return 'walked back';
}

async function begin(context: ChainContext): Promise<Advance> {
  const first = await context.nodes.use(async (node) => {
    const head = present(await readHeader(node, 'latest'), 'the newest block');
    const back = head.number - BigInt(context.window);
    const number = context.startBlock ?? (back > 0n ? back : 0n);
    const header = await readHeader(node, number);
    if (header === undefined) throw new NodeBehind(`it does not have block ${number}`);
    return header;
  });
  await context.database.work(async (tx) => {
    if ((await store.beginCursor(tx, context.chainId, first)) === 0) return;
    await store.insertBlocks(tx, [{ ...first, chainId: context.chainId }]);
  });
  context.log.info({ chain: context.name, block: first.number }, 'a chain is read from this block on');
  return 'moved';
}

async function halt(context: ChainContext): Promise<Advance> {
  const reason = `the chain differs from the last ${context.window} blocks that were read`;
  await store.halt(context.database, context.chainId, reason);
  context.log.error(
    { chain: context.name, chainId: context.chainId },
    `${reason}: nothing is credited and nothing sent on it until the operator has looked (cardwright chains resume)`,
  );
  return 'halted';
}

async function lookAhead(context: ChainContext, node: ChainNode, cursor: store.Cursor): Promise<Ahead> {
  const head = await readHeader(node, 'latest');
  if (head !== undefined) context.lag.note(head.number, cursor.number);
  if (head === undefined || head.number < cursor.number) throw new NodeBehind('it is behind');
  if (head.number === cursor.number)
    return head.hash === cursor.hash ? { kind: 'nothing' } : await findBranch(context, node, cursor);

  const furthest = cursor.number + BigInt(context.maxRange);
  const to = head.number < furthest ? head.number : furthest;
  const headers = await readHeaders(node, cursor.number + 1n, to);
  if (headers[0]?.parentHash !== cursor.hash) return await findBranch(context, node, cursor);
  return { kind: 'blocks', headers, found: await readFound(context, node, headers) };
}

/** Everything in these blocks that may concern us. */
export async function readFound(
  context: ChainContext,
  node: ChainNode,
  headers: readonly Header[],
  tokens: readonly Address[] = context.tokens.map(({ address }) => address),
): Promise<readonly FoundIn[]> {
  const { coins } = context;
  const listed = new Set(tokens.map((address) => address.toLowerCase()));
  const logs = await readLogs(node, headers);
  const moves = await Promise.all(
    headers.map(async (header) =>
      coins === 'balances' || coins === 'off' ? [] : await readCoinMoves(node, header, coins),
    ),
  );
  return headers.flatMap((header, at) => {
    const inBlock = logs.get(header.hash) ?? [];
    const found = [
      ...findInLogs(inBlock, listed),
      ...findCoins(moves[at] ?? []),
      // Without traces nothing else says what a sweep moved: the balance of its holding only says that it has more.
      ...(coins === 'balances' ? findSweptCoins(inBlock) : []),
    ];
    return found.map((found) => ({ header, found }));
  });
}

/**
 * The newest block that the node's chain and ours have in common. The branch is followed only when it is at least as long
 * as ours and hangs together, so a node that has stopped on a dead branch takes nobody along.
 *
 * @throws NodeDisagrees when they have none in common that we remember
 */
async function findBranch(context: ChainContext, node: ChainNode, cursor: store.Cursor): Promise<Ahead> {
  const window = await store.readWindow(context.database, context.chainId);
  let above: Header | undefined;
  for (let at = 0; at < window.length; at += 16) {
    const ours = window.slice(at, at + 16);
    const [first, last] = [ours[0], ours.at(-1)];
    if (first === undefined || last === undefined) break;
    // Another process has moved on meanwhile.
    if (at === 0 && first.hash !== cursor.hash) return { kind: 'nothing' };
    const theirs = await readHeaders(node, last.number, first.number);
    if (above !== undefined && above.parentHash !== theirs.at(-1)?.hash)
      throw new NodeWrong('its chain changed while it was read');
    above = theirs[0];
    const common = ours.find(({ hash }, back) => theirs[theirs.length - 1 - back]?.hash === hash);
    if (common !== undefined) return { kind: 'branch', ancestor: common.number, hash: common.hash };
  }
  throw new NodeDisagrees(`it has none of the last ${window.length} blocks that were read`);
}

async function append(
  context: ChainContext,
  cursor: store.Cursor,
  headers: readonly Header[],
  found: readonly FoundIn[],
): Promise<void> {
  const last = present(headers.at(-1), 'a block to move to');
  const { chainId, name } = context;
  const seen = await context.database.work(async (tx) => {
    const now = await store.lockCursor(tx, chainId);
    // Another watcher was quicker: what it did is what we would have done.
    if (now?.hash !== cursor.hash || now.halted !== null) return [];
    await store.insertBlocks(
      tx,
      headers.map((header) => Object.assign({ chainId }, header)),
    );
    await store.pruneBlocks(tx, chainId, last.number - BigInt(context.window));
    await store.moveCursor(tx, chainId, last.number, last.hash);
    await markMined(tx, context, headers);
    return await record(tx, context, found, last.number);
  });
  context.log.debug(
    { chain: name, from: headers[0]?.number, to: last.number, found: found.length, ours: seen.length },
    'read blocks',
  );
}

/** Writes what concerns us and tells of it. Which addresses are ours is asked here, in the unit of work of the caller. */
export async function record(
  tx: Tx,
  context: ChainContext,
  found: readonly FoundIn[],
  head: bigint,
): Promise<readonly FoundIn[]> {
  const parties = new Set(found.flatMap(({ found }) => partiesOf(found)).filter((party) => party !== null));
  if (parties.size === 0) return [];
  const ours = await context.listeners.watched(tx, context.name, [...parties]);
  const isOurs = (party: Address | null): boolean => party !== null && ours.has(party);
  // What was signed here is settled here, whether its account is on anybody's list or not.
  const accounts = found.flatMap(({ found: { kind, contract } }) =>
    kind === 'executed' && contract !== null ? [contract] : [],
  );
  const signers = new Set(
    accounts.length === 0 ? [] : await accountsWithCalls(tx, context.chainId, accounts),
  );
  const mine = found
    .filter(
      ({ found }) =>
        (isFoundInLog(found) ? isOurs(found.from) : partiesOf(found).some(isOurs)) ||
        (found.contract !== null && found.kind === 'executed' && signers.has(found.contract)),
    )
    .map(({ header, found }) => ({
      header,
      found,
      chainId: context.chainId,
      fromOurs: isOurs(found.from),
      toOurs: isOurs(found.to),
    }));
  await store.insertObservations(tx, mine);
  await findUnbooked(
    tx,
    context,
    mine.flatMap(({ found }) => (found.kind === 'executed' && isOurs(found.contract) ? [found] : [])),
  );
  const transfers = mine
    .filter(({ found }) => found.kind !== 'executed')
    .map(({ header, found, fromOurs, toOurs }) =>
      transferOf(context, {
        ...found,
        fromOurs,
        toOurs,
        blockNumber: header.number,
        blockHash: header.hash,
        minedAt: header.minedAt,
        head,
      }),
    );
  if (transfers.length > 0) await context.listeners.observed(tx, transfers);
  return mine;
}

/** What left an account of ours, and was not signed here, or not by this database: whoever runs the platform must know of it. */
async function findUnbooked(
  tx: Tx,
  { chainId, name, clock, log }: ChainContext,
  executed: readonly Found[],
): Promise<void> {
  if (executed.length === 0) return;
  for (const { account, nonce } of await noteUnbooked(tx, chainId, executed, clock.now()))
    log.error(
      { chain: name, account, nonce: String(nonce) },
      'an account of ours has paid what is not in the books: nothing more leaves it until that is booked (cardwright unbooked)',
    );
}
