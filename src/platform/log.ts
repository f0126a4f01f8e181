import { pino } from 'pino';
import type { Logger } from 'pino';

/** What the code logs to. Fields first, then the sentence: `log.info({ card }, 'card created')`. */
export type Log = Logger;

/** A log that writes nothing, for tests. */
export const silentLog: Log = pino({ level: 'silent' });
