import { appendFile, readFile } from 'node:fs/promises';
import type { Block } from './block.ts';

/** What of a block is known outside the database. */
export interface PublishedHead {
  readonly epoch: number;
  readonly block: bigint;
  readonly hash: Buffer;
}

/** Publishes heads by appending them to a file, one line of JSON each, on the disk when it resolves. */
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
    await appendFile(file, `${JSON.stringify(line)}\n`, { flush: true });
  };

/** Reads what {@link appendHeadsTo} wrote. The last line may be cut off by a crash; it was not yet marked as published. */
export async function readHeads(file: string): Promise<PublishedHead[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const head = parseHead(line);
    return head === undefined ? [] : [head];
  });
}

function parseHead(line: string): PublishedHead | undefined {
  try {
    const { epoch, block, hash } = JSON.parse(line) as { epoch: number; block: number; hash: string };
    return { epoch, block: BigInt(block), hash: Buffer.from(hash, 'hex') };
  } catch {
    return undefined;
  }
}
