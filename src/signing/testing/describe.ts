import { createHash } from 'node:crypto';
import type { Asset } from '../../kernel/assets.ts';
import type { Describe } from '../types.ts';

/** A call as tests write it: one movement, in JSON. */
export const callOf = (
  destination: string,
  amount: bigint,
  asset: Asset = 'TEST:COIN/2',
  note = '',
): Uint8Array => Buffer.from(JSON.stringify({ destination, amount: amount.toString(), asset, note }));

/** The digest that a signer finds for it. */
export const digestOf = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Reads such calls, and refuses every other kind. */
export const describeTest: Describe = (kind, bytes) => {
  if (kind === 'short') return { digest: digestOf(bytes).subarray(1), movements: [] };
  if (kind !== 'test') throw new Error(`There is no kind "${kind}".`);
  const { destination, amount, asset } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
    destination: string;
    amount: string;
    asset: Asset;
  };
  return { digest: digestOf(bytes), movements: [{ destination, asset, amount: BigInt(amount) }] };
};
