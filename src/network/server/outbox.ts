import type { Socket } from 'node:net';

/** The answers on their way to one peer. */
export interface Outbox {
  /** Whether octets of `bytes` went, or may have gone, to the peer. `false` is certain: not one did. */
  send(bytes: Buffer): Promise<boolean>;
  /** Octets that wait. */
  readonly waiting: () => number;
  /** Gives up what waits; called when the socket has closed. */
  abandon(): void;
}

interface Letter {
  readonly bytes: Buffer;
  readonly settle: (written: boolean) => void;
}

export interface OutboxLimits {
  readonly stallMs: number;
  readonly unsent: number;
}

/**
 * Hands the socket one piece at a time and keeps the rest back. A socket's own queue does not say which of its
 * writes had begun when the connection broke; that difference decides whether an approval is cancelled.
 */
export function createOutbox(socket: Socket, { stallMs, unsent }: OutboxLimits, stalled: () => void): Outbox {
  let queue: Letter[] = [];
  let octets = 0;
  let writing: readonly Letter[] = [];

  const flush = (): void => {
    if (writing.length > 0 || queue.length === 0) return;
    if (!socket.writable) return abandon();
    const letters = queue;
    queue = [];
    octets = 0;
    writing = letters;
    const stall = setTimeout(stalled, stallMs);
    socket.write(Buffer.concat(letters.map(({ bytes }) => bytes)), () => {
      clearTimeout(stall);
      // Even when it failed: some of it may have gone out.
      for (const letter of letters) letter.settle(true);
      writing = [];
      flush();
    });
  };

  const abandon = (): void => {
    const letters = queue;
    queue = [];
    octets = 0;
    for (const letter of letters) letter.settle(false);
  };

  return {
    waiting: () => octets,
    abandon,
    send: (bytes) =>
      new Promise((settle) => {
        queue.push({ bytes, settle });
        octets += bytes.length;
        flush();
        if (octets > unsent) stalled();
      }),
  };
}
