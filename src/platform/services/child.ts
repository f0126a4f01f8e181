import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Watches a child that was started with a pipe for its error output. */
export interface WatchedChild {
  /** The exit code, or null when a signal ended it or it could not be started. All output has been read by then. */
  readonly ended: Promise<number | null>;
  /** The last lines it wrote. */
  readonly lines: readonly string[];
  /** The worst of these lines, as the reason of a failure. */
  reason(): string;
}

/** Keeps the last lines that a child writes to its error output, and its end. */
export function watchChild(child: ChildProcess, onLine?: (line: string) => void): WatchedChild {
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > 20) lines.shift();
  };
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      onLine?.(line);
      keep(line);
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      keep(error.message);
      resolve(null);
    });
    child.once('close', (code) => resolve(code));
  });
  return {
    ended,
    lines,
    reason() {
      const full = lines.find((line) => line.includes('No space left on device'));
      const worst = lines.findLast((line) => /(FATAL|PANIC|error): /.test(line) && !isRefusal(line));
      return (
        (full ?? worst ?? lines.at(-1))?.replace(/^.*?(FATAL|PANIC|error): +/, '') ?? 'it gave no reason'
      );
    },
  };
}

/** What PostgreSQL answers to those who connect before it is ready: it is written as fatal, and is not why it failed. */
function isRefusal(line: string): boolean {
  return line.includes('the database system is');
}
