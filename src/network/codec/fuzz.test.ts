import assert from 'node:assert/strict';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { dialects } from '../dialects/dialects.ts';
import { describe } from '../describe.ts';
import { MalformedMessage } from '../malformed.ts';
import { readNetworkMessage } from '../meaning/read.ts';
import { vectors } from '../vectors/vectors.ts';
import { createCodec } from './codec.ts';
import type { Codec } from './codec.ts';

const mutants = 300_000;

/** The same mutants on every run. Another seed is others. */
const seed = 8583;

/** xorshift32: the same mutants from the same seed, at a few nanoseconds each. */
function random(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Octets that sit at the edges of what the dialects allow: digits, signs, bitmaps, lengths, fillers. */
const edges = Uint8Array.from(Buffer.from('00ff7f808f0f1f20303039404143444660f0f9fa0955', 'hex'));

type Mutation = (bytes: Buffer, other: Buffer, pick: (below: number) => number) => Buffer;

const mutations: readonly Mutation[] = [
  (bytes, _other, pick) => {
    const at = pick(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << pick(8));
    return bytes;
  },
  (bytes, _other, pick) => {
    bytes[pick(bytes.length)] = pick(256);
    return bytes;
  },
  (bytes, _other, pick) => {
    bytes[pick(bytes.length)] = edges[pick(edges.length)]!;
    return bytes;
  },
  // The head, where types, bitmaps and the first lengths are.
  (bytes, _other, pick) => {
    const at = pick(Math.min(bytes.length, 40));
    bytes[at] = bytes[at]! ^ (1 << pick(8));
    return bytes;
  },
  (bytes, _other, pick) => bytes.subarray(0, pick(bytes.length)),
  (bytes, _other, pick) => {
    const at = pick(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(4))]);
  },
  (bytes, _other, pick) => {
    const at = pick(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      bytes.subarray(pick(bytes.length), bytes.length),
      bytes.subarray(at),
    ]);
  },
  (bytes, other, pick) =>
    Buffer.concat([bytes.subarray(0, pick(bytes.length)), other.subarray(pick(other.length))]),
  (bytes, _other, pick) => {
    bytes.fill(edges[pick(edges.length)]!, pick(bytes.length), pick(bytes.length));
    return bytes;
  },
];

/** A mutant is a whole message that says the same when it is written and read again, or it is refused by name. */
function judge(codec: Codec, mutant: Buffer): 'accepted' | 'refused' {
  let message;
  try {
    message = codec.decode(mutant);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    assert.ok(error.field >= 0 && error.field <= 128 && error.offset >= 0 && error.offset <= mutant.length);
    return 'refused';
  }
  // Whatever the codec lets through, what stands behind it takes, too.
  describe(message);
  readNetworkMessage(message);
  const written = codec.encode(message);
  // What is written may be shorter in field 55 (padding, long forms of lengths), and an empty second bitmap is left out.
  assert.ok(written.length <= mutant.length);
  if (!written.equals(mutant)) assert.ok(isDeepStrictEqual(codec.decode(written), message));
  return 'accepted';
}

test(`${mutants} mutated messages: each refused by name or whole (seed ${seed})`, () => {
  const pick = random(seed);
  const all = vectors();
  const seeds = Object.values(dialects).map((dialect) => ({
    codec: createCodec(dialect),
    bytes: all.filter((vector) => vector.dialect === dialect.name).map((vector) => vector.bytes),
  }));
  const counts = { accepted: 0, refused: 0 };
  for (let round = 0; round < mutants; round += 1) {
    const { codec, bytes } = seeds[pick(seeds.length)]!;
    let mutant = Buffer.from(bytes[pick(bytes.length)]!);
    for (let times = 1 + pick(3); times > 0 && mutant.length > 0; times -= 1)
      mutant = mutations[pick(mutations.length)]!(mutant, bytes[pick(bytes.length)]!, pick) as typeof mutant;
    try {
      counts[judge(codec, mutant)] += 1;
    } catch (error) {
      throw new Error(`round ${round}, ${codec.dialect}: ${mutant.toString('hex')}`, { cause: error });
    }
  }
  // Both happen, or the mutations have lost their teeth.
  assert.ok(counts.accepted > mutants / 50 && counts.refused > mutants / 2, JSON.stringify(counts));
});
