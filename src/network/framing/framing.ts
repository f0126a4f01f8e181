/**
 * How messages follow each other on a connection: a length, then, where `tpdu` says so, five octets of transport
 * header (60, destination, source), then the message. The length counts what follows it.
 */
export interface Framing {
  readonly length: 'binary-2' | 'bcd-2' | 'ascii-4';
  readonly tpdu: boolean;
  /** The most octets that a length may announce; a peer that says more is cut off before they are kept. */
  readonly most: number;
}

/** One frame as it came: the message's octets, and the transport header that its answer must turn around. */
export interface Frame {
  readonly tpdu: Buffer | undefined;
  readonly message: Buffer;
}

/** Why the octets of a connection can no longer be told apart into messages; only a new connection mends it. */
export type FramingProblem = 'length-not-a-number' | 'too-long' | 'shorter-than-its-header';

export interface Received {
  /** Whole frames, in order. Keep-alives (length zero) are none. */
  readonly frames: readonly Frame[];
  readonly problem: FramingProblem | undefined;
}

const tpduOctets = 5;

/** The octets of the length of a framing. */
export const lengthOctets = (framing: Framing): number => (framing.length === 'ascii-4' ? 4 : 2);

/** The largest frame that a framing can announce. */
export const largestFrame = (framing: Framing): number => (framing.length === 'binary-2' ? 0xffff : 9999);

/** The length at `at`, or `undefined` where no number stands there. */
export function readLength({ length }: Framing, bytes: Uint8Array, at: number): number | undefined {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (length === 'binary-2') return (first << 8) | second;
  const digits =
    length === 'bcd-2'
      ? [first >> 4, first & 15, second >> 4, second & 15]
      : [first, second, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0].map((code) => code - 0x30);
  let value = 0;
  for (const digit of digits) {
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** A message with its length in front, behind the transport header of the request turned around (60, source, destination). */
export function frame(framing: Framing, message: Uint8Array, requestTpdu: Uint8Array | undefined): Buffer {
  const prefix = lengthOctets(framing);
  const header = framing.tpdu ? tpduOctets : 0;
  const bytes = Buffer.alloc(prefix + header + message.length);
  writeLength(framing, bytes, header + message.length);
  if (header > 0) {
    const tpdu = requestTpdu ?? Uint8Array.of(0x60, 0, 0, 0, 0);
    bytes.set(tpdu.subarray(0, 1), prefix);
    bytes.set(tpdu.subarray(3, 5), prefix + 1);
    bytes.set(tpdu.subarray(1, 3), prefix + 3);
  }
  bytes.set(message, prefix + header);
  return bytes;
}

function writeLength(framing: Framing, bytes: Buffer, value: number): void {
  if (value > largestFrame(framing)) throw new RangeError(`${value} octets do not fit the frame`);
  const digits = String(value).padStart(4, '0');
  if (framing.length === 'binary-2') bytes.writeUInt16BE(value);
  else bytes.write(digits, framing.length === 'bcd-2' ? 'hex' : 'latin1');
}

/** Cuts one part of a whole frame's inside into transport header and message. */
export function openFrame(framing: Framing, inside: Buffer): Frame | undefined {
  if (!framing.tpdu) return { tpdu: undefined, message: inside };
  if (inside.length < tpduOctets) return undefined;
  return { tpdu: inside.subarray(0, tpduOctets), message: inside.subarray(tpduOctets) };
}
