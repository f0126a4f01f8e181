import type { Writable } from 'node:stream';
import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Logger, LoggerOptions } from 'pino';
import { errorFields } from './log-errors.ts';
import { readableLine } from './log-lines.ts';
import { outputTo } from './log-output.ts';
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

function standardOutput(settings: Pick<Settings, 'environment'>): DestinationStream {
  if (settings.environment === 'sandbox' && process.stdout.isTTY) return readable(process.stdout);
  const output = outputTo(1);
  process.on('exit', () => output.flushSync());
  // pino calls flushSync after a fatal line, which may be the last.
  return output;
}

function readable(terminal: Writable): DestinationStream {
  return { write: (line) => void terminal.write(readableLine(line)) };
}
