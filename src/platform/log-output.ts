import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import { monotonicMs } from './clock.ts';
import { isFullDisk } from './disk-problem.ts';

/** Takes lines, and writes them while the work goes on. */
export interface LogOutput {
  write(line: string): void;
  /** Writes what is left, for the end of the process: until for a second nobody has read any of it. */
  flushSync(): void;
}

/** Ours is never waited for: a reader that is too slow loses lines beyond this, and the server keeps its memory. */
const maxWaitingBytes = 16 * 1024 * 1024;
/** As much as a pipe takes. */
const batchBytes = 64 * 1024;
const flushPatienceMs = 1_000;
const againMs = 50;
/** A disk is full for minutes. */
const whenFullMs = 500;

/**
 * Lines to a file descriptor: one batch is written while the next gathers. Whoever reads them may go away, or stay and read no
 * more: the program works on without either of them, and ends when it is asked to. (pino's own output tries a pipe that
 * nobody reads for ever: a program that was to end stood still instead, its database locked.) Where the disk that takes them is
 * full, they go on when there is room again.
 */
export function outputTo(descriptor: number): LogOutput {
  const fd = withoutWaiting(descriptor);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let underWay = false;
  let gone = false;

  const giveUp = (): void => {
    gone = true;
    waiting = [];
    waitingBytes = 0;
  };
  const next = (): void => {
    let count = 0;
    let bytes = 0;
    while (bytes < batchBytes && count < waiting.length) bytes += waiting[count++]?.length ?? 0;
    const batch = Buffer.concat(waiting.splice(0, count));
    waitingBytes -= batch.length;
    underWay = batch.length > 0;
    if (underWay) send(batch);
  };
  const send = (bytes: Buffer): void =>
    write(fd, bytes, (error, count) => {
      const full = isFullDisk(error?.code);
      if (error !== null && error.code !== 'EAGAIN' && !full) return giveUp();
      const left = bytes.subarray(count ?? 0);
      if (left.length === 0) return next();
      // It waits outside of the batch under way, so that an end in the meantime still writes it, and in its order.
      waiting.unshift(left);
      waitingBytes += left.length;
      if (error === null) next();
      else setTimeout(next, full ? whenFullMs : againMs).unref();
    });

  return {
    write(line) {
      const bytes = Buffer.from(line);
      if (gone || waitingBytes + bytes.length > maxWaitingBytes) return;
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (!underWay) next();
    },
    flushSync() {
      let left: Buffer = Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
      let until = monotonicMs() + flushPatienceMs;
      while (left.length > 0) {
        try {
          left = left.subarray(writeSync(fd, left));
          until = monotonicMs() + flushPatienceMs;
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? error.code : undefined;
          if (code !== 'EAGAIN' && !isFullDisk(code)) return giveUp();
          if (monotonicMs() > until) return;
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, againMs);
        }
      }
    },
  };
}

/** A full pipe would stop whoever writes to it, for ever at the end of the process: opened anew it says that it is full. */
function withoutWaiting(descriptor: number): number {
  if (process.platform !== 'linux') return descriptor;
  try {
    if (!fstatSync(descriptor).isFIFO()) return descriptor;
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // Somebody else's, which we may only inherit; or nobody reads it already.
    return descriptor;
  }
}
