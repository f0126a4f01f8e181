import { lengthOctets, openFrame, readLength } from './framing.ts';
import type { Frame, Framing, Received } from './framing.ts';

/** Takes the octets of one connection as they come, in pieces of any size, and gives back whole frames. */
export interface Deframer {
  /** After a problem the connection is of no more use, and neither is this. */
  push(chunk: Buffer): Received;
  /** Whether part of a frame has come and the rest has not. */
  readonly isWaiting: () => boolean;
}

/** A deframer for one connection. It keeps at most one frame: a length above `framing.most` is refused at once. */
export function createDeframer(framing: Framing): Deframer {
  const prefix = lengthOctets(framing);
  let kept: Buffer[] = [];
  let keptOctets = 0;
  // Octets that must be there before it is worth looking: a peer that sends one octet at a time costs no more than others.
  let wanted = prefix;

  return {
    isWaiting: () => keptOctets > 0,
    push(chunk) {
      kept.push(chunk);
      keptOctets += chunk.length;
      if (keptOctets < wanted) return { frames: [], problem: undefined };
      const bytes = kept.length === 1 ? chunk : Buffer.concat(kept, keptOctets);
      const frames: Frame[] = [];
      let at = 0;
      wanted = prefix;
      while (bytes.length - at >= prefix) {
        const length = readLength(framing, bytes, at);
        if (length === undefined) return { frames, problem: 'length-not-a-number' };
        if (length > framing.most) return { frames, problem: 'too-long' };
        const end = at + prefix + length;
        if (end > bytes.length) {
          wanted = prefix + length;
          break;
        }
        if (length > 0) {
          const opened = openFrame(framing, bytes.subarray(at + prefix, end));
          if (opened === undefined) return { frames, problem: 'shorter-than-its-header' };
          frames.push(opened);
        }
        at = end;
      }
      // What is left is copied, so that one octet of it does not keep the whole piece alive.
      keptOctets = bytes.length - at;
      kept = keptOctets === 0 ? [] : [Buffer.from(bytes.subarray(at))];
      return { frames, problem: undefined };
    },
  };
}
