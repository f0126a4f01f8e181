import { appendFile, open } from 'node:fs/promises';
import type { Block } from './block.ts';

/** What of a block is known outside the database. */
export interface PublishedHead {
  readonly epoch: number;
  readonly block: bigint;
  readonly hash: Buffer;
}

/**
 * Publishes heads by appending them to a file, one line of JSON each, on the disk when it resolves. The line's end is
 * written before it, so that a line that a crash or a full disk cut off spoils no other.
 */
export const appendHeadsTo =
  (file: string) =>
  async (block: Block): Promise<void> => {
    const line = {
      epoch: block.epoch,
      block: Number(block.block),
      entries_so_far: Number(block.firstPosition + block.entries),
      sealed_at: block.sealedAt.toISOString(),
      hash: block.hash.toString('hex'),
      signature: block.signature.toString('hex'),
    };
    await appendFile(file, `\n${JSON.stringify(line)}`, { flush: true });
  };

/**
 * Reads what {@link appendHeadsTo} wrote, line by line: one a second is more than fits into memory after three weeks. A line that
 * was cut off is left out: its head was published again later.
 */
export async function* readHeads(file: string): AsyncGenerator<PublishedHead> {
  await using opened = await open(file);
  for await (const line of opened.readLines()) {
    const head = parseHead(line);
    if (head !== undefined) yield head;
  }
}

/** Longer than any two lines of {@link appendHeadsTo}. */
const endBytes = 2_048;

/** The head that was published last; undefined of an empty file. */
export async function readLastHead(file: string): Promise<PublishedHead | undefined> {
  await using opened = await open(file);
  const { size } = await opened.stat();
  const end = Buffer.alloc(Math.min(size, endBytes));
  await opened.read(end, 0, end.length, size - end.length);
  const heads = end.toString().split('\n').map(parseHead);
  return heads.findLast((head) => head !== undefined);
}

function parseHead(line: string): PublishedHead | undefined {
  try {
    const { epoch, block, hash } = JSON.parse(line) as { epoch: number; block: number; hash: string };
    return { epoch, block: BigInt(block), hash: Buffer.from(hash, 'hex') };
  } catch {
    return undefined;
  }
}
