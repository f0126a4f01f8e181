import { failures, Failure } from '../kernel/failures.ts';
import type { FailureCode } from '../kernel/failures.ts';
import { isDatabaseGone } from '../platform/database-gone.ts';
import { CommitUnknown } from '../platform/database.ts';

/** The failure that a caller is told of, whatever was thrown; undefined is a bug of ours. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  const own = code === undefined ? undefined : frameworkCodes[code];
  if (own !== undefined) return general(own);
  if (error instanceof CommitUnknown) {
    return new Failure(
      'UNAVAILABLE',
      'The database connection was lost at the last moment. Send the request again with the same idempotency key.',
    );
  }
  return isDatabaseGone(error) ? general('UNAVAILABLE') : undefined;
}

/** A failure in the words of its table, for the server's own refusals. */
export const general = (code: FailureCode): Failure =>
  new Failure(code, `${failures[code].title} ${failures[code].advice}`);

/** What Fastify and Node's HTTP parser refuse before a route is reached. */
const frameworkCodes: Partial<Record<string, FailureCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_JSON',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'BODY_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** The body of an answer that is a failure. */
export function failureBody(failure: Failure, traceId: string): string {
  const { code, message, details } = failure;
  return JSON.stringify({
    code,
    ...(code === 'TOO_MANY_REQUESTS' && { error_code: code }),
    message,
    ...(details !== undefined && { details }),
    trace_id: traceId,
  });
}
