import { sql } from './database.ts';

/**
 * Takes off, for the connection it is run on, what the role allows a statement or a unit of work: a few seconds keep a service
 * quick, and are not meant for what reads or changes whole tables once. Which of these there are depends on the version.
 */
export const withoutLimits = sql(
  'platform.withoutLimits',
  `SELECT set_config(name, '0', false) FROM pg_settings
   WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')`,
);
