import { CommitUnknown, isOutOfDate } from './database.ts';

/**
 * PostgreSQL's classes 08, 53 and 57P: no connection, no resources, shut down. 57014, 55P03, 25P03 and 25P04: what was under way
 * took longer than the role may, or was ended by hand. 25006: it can only be read, as while another server takes its place. 28 and
 * 3D000: a new connection is not let in, as with a password that was changed, or finds no database, as while one is put back.
 */
const gone = /^(?:08\w{3}|28\w{3}|3D000|53\w{3}|57P0\d|57014|55P03|25P0[34]|25006)$/;

/** What OpenSSL and Node say of a certificate that is not what it should be: one that ran out was good for the connections before. */
const certificates = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_)/;

/** What a connection fails at. Its code is any of the system's many. */
const ofConnections: ReadonlySet<unknown> = new Set(['connect', 'read', 'write', 'getaddrinfo']);

/** The end of a connection with TLS is no system call. */
const endOfConnection: ReadonlySet<unknown> = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT']);

/** pg reports these without a code: the last two where something is asked of a connection that is lost already. */
const saidByPg =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** Whether an error says that the database cannot be had now: nothing was done, and a moment later the same may be possible. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof CommitUnknown || isOutOfDate(error)) return true;
  // Of several things that were ended together.
  if (error instanceof SuppressedError)
    return isDatabaseGone(error.error) && isDatabaseGone(error.suppressed);
  // One for each address of a name.
  if (error instanceof AggregateError) return error.errors.some(isDatabaseGone);
  if ('syscall' in error && ofConnections.has(error.syscall)) return true;
  if ('code' in error && typeof error.code === 'string')
    return gone.test(error.code) || endOfConnection.has(error.code) || certificates.test(error.code);
  return saidByPg.test(error.message);
}
