import { CommitUnknown } from './database.ts';

/** PostgreSQL's classes 08, 53 and 57P: no connection, no resources, shut down. */
const gone = /^(?:08\w{3}|53\w{3}|57P0\d)$/;

/** Whether an error says that the database cannot be had now: a moment later the same may be possible. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof CommitUnknown) return true;
  // A connection that fails says so by its system call, whichever of the system's many codes it has.
  if ('syscall' in error && (error.syscall === 'connect' || error.syscall === 'read')) return true;
  if ('code' in error && typeof error.code === 'string') return gone.test(error.code);
  // pg reports these without a code: the last of them where something is asked of a connection that is lost already.
  return /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}
