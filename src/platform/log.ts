import type { Writable } from 'node:stream';
import { destination, pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Logger, LoggerOptions } from 'pino';
import { errorFields } from './log-errors.ts';
import { readableLine } from './log-lines.ts';
import { withoutSecrets } from './log-secrets.ts';
import type { Settings } from './settings.ts';

/** What the code logs to. Fields first, then the sentence: `log.info({ card }, 'card created')`. */
export type Log = Logger;

/** A log that writes nothing, for tests. */
export const silentLog: Log = pino({ level: 'silent' });

/**
 * A log of JSON lines on standard output, written while the work goes on; in a terminal of a sandbox, lines for reading.
 *
 * @param output takes each line; for tests
 */
export function createLog(
  settings: Pick<Settings, 'logLevel' | 'environment'>,
  output: DestinationStream = standardOutput(settings),
): Log {
  return pino({ ...options, level: settings.logLevel }, output);
}

const options: LoggerOptions = {
  base: { pid: process.pid },
  timestamp: stdTimeFunctions.isoTime,
  serializers: { err: errorFields, error: errorFields },
  formatters: {
    level: (label) => ({ level: label }),
    log: withoutSecrets,
  },
};

/** Ours is never waited for: a reader that is too slow loses lines beyond this, and the server keeps its memory. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

function standardOutput(settings: Pick<Settings, 'environment'>): DestinationStream {
  if (settings.environment === 'sandbox' && process.stdout.isTTY) return readable(process.stdout);
  // Writes one batch while the next gathers, and what is left at the end of the process. As bytes: what gathers as text is
  // copied once more for every line that joins it, 8 KB for each.
  const asBytes = { dest: 1, sync: false, maxLength: MAX_WAITING_BYTES, contentMode: 'buffer' };
  const output = destination(asBytes) as unknown as { write(line: Uint8Array): void; flushSync(): void };
  const lines = {
    write: (line: string) => output.write(Buffer.from(line)),
    // pino does so after a fatal line, which may be the last.
    flushSync: () => output.flushSync(),
  };
  return lines;
}

function readable(terminal: Writable): DestinationStream {
  return { write: (line) => void terminal.write(readableLine(line)) };
}
