import type { KeyObject } from 'node:crypto';
import type { Queries } from '../../platform/database.ts';
import { beforeFirst, blockHash, isSigned, type Block } from '../seals/block.ts';
import type { PublishedHead } from '../seals/head-file.ts';
import { createFindings, type Discrepancy, type LedgerReport } from './report.ts';
import * as store from './store.ts';

const blocksAtATime = 200;
const headsAtATime = 1_000;

/**
 * Recomputes everything from entries, postings and seals: each entry's balance, each account, each hold, each block
 * with its place in the chain and its signature. May run beside the work; reads all of the ledger.
 *
 * @param publicKeys those that sealed: the present one, and those of earlier master keys
 * @param publishedHeads what was published outside the database; without them a chain that was cut off at its end, or
 *   rewritten by somebody with the key, looks sound
 */
export async function verifyLedger(
  queries: Queries,
  publicKeys: readonly KeyObject[],
  publishedHeads: Iterable<PublishedHead> | AsyncIterable<PublishedHead> = [],
): Promise<LedgerReport> {
  const findings = createFindings();
  for (const kind of store.bookChecks) {
    const { some, total } = await store.runCheck(queries, kind);
    findings.add(some, total);
  }

  let previous: Block | undefined;
  for (;;) {
    const blocks = await store.blocksAfter(queries, previous?.block ?? -1n, blocksAtATime);
    for (const today of blocks) {
      for (const problem of problemsOf(today, previous, publicKeys)) findings.add([problem]);
      previous = today.block;
    }
    if (blocks.length < blocksAtATime) break;
  }

  let heads: PublishedHead[] = [];
  for await (const head of publishedHeads) {
    if (heads.push(head) < headsAtATime) continue;
    findings.add(await missingOf(queries, heads));
    heads = [];
  }
  findings.add(await missingOf(queries, heads));
  return findings.report(await store.counts(queries));
}

/** Whether a head that was published is not in this database: it is older than that, or another one. */
export const lacksHead = async (queries: Queries, head: PublishedHead): Promise<boolean> =>
  (await missingOf(queries, [head])).length > 0;

async function missingOf(queries: Queries, heads: readonly PublishedHead[]): Promise<Discrepancy[]> {
  const blocks = heads.map((head) => (isPossible(head) ? head : { epoch: -1, block: -1n }));
  const hashes = heads.length === 0 ? [] : await store.hashesOfBlocks(queries, blocks);
  return heads.flatMap(({ epoch, block, hash }, at): Discrepancy[] => {
    const found = hashes[at];
    if (found?.equals(hash)) return [];
    const detail = `published ${hex(hash)}, found ${found === undefined ? 'nothing' : hex(found)}`;
    return [{ kind: 'head_missing', subject: `epoch ${epoch} block ${block}`, detail }];
  });
}

/** What was published was elsewhere since, and may have become anything. */
const isPossible = ({ epoch, block }: PublishedHead): boolean =>
  (epoch | 0) === epoch && BigInt.asIntN(64, block) === block;

function* problemsOf(
  { block, isDated, counted, content }: store.BlockToday,
  previous: Block | undefined,
  publicKeys: readonly KeyObject[],
): Generator<Discrepancy> {
  const subject = `epoch ${block.epoch} block ${block.block}`;
  const hash = isDated ? blockHash(block, content) : undefined;
  if (counted !== block.entries || !hash?.equals(block.hash)) {
    const found = hash === undefined ? 'no moment that we write' : `hash ${hex(hash)}`;
    const detail = `${counted} entries, ${block.entries} sealed; ${found}, sealed ${hex(block.hash)}`;
    yield { kind: 'seal_content', subject, detail };
  }
  const gap = whyNotNext(block, previous);
  if (gap !== undefined) yield { kind: 'seal_chain', subject, detail: gap };
  if (!isSigned(block, publicKeys)) {
    yield { kind: 'seal_signature', subject, detail: 'no key given has signed its hash' };
  }
}

function whyNotNext(block: Block, previous: Block | undefined): string | undefined {
  const sameEpoch = previous?.epoch === block.epoch;
  if (previous !== undefined && block.epoch < previous.epoch) return 'its epoch was over';
  if (block.block !== (previous === undefined ? 0n : previous.block + 1n))
    return 'a block is missing before it';
  if (block.fromXid !== (sameEpoch ? previous.toXid : 0n)) return 'it leaves out or repeats transaction ids';
  if (block.toXid <= block.fromXid) return 'it ends before it starts';
  if (block.firstPosition !== (previous === undefined ? 0n : previous.firstPosition + previous.entries)) {
    return 'its position is not the next';
  }
  if (!block.previous.equals(previous?.hash ?? beforeFirst)) return 'it follows another hash';
  return undefined;
}

const hex = (hash: Buffer): string => hash.toString('hex').slice(0, 16);
