import type { Failure } from './schema.ts';

/** What the server says no with; `UNKNOWN` is an answer that is not of this API, from a proxy on the way. */
export type ErrorCode = Failure['code'] | 'UNKNOWN';

/** A field of the request that is wrong, and what it must be. */
export interface ErrorDetail {
  readonly field: string;
  readonly message: string;
}

/** The server has answered, and the answer is no. `code` is one of a closed table; `message` says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  /** The HTTP status. */
  readonly status: number;
  /** Names the request in the server's log; give it to support. */
  readonly traceId: string | undefined;
  /** With `VALIDATION_ERROR`: each wrong field. */
  readonly details: readonly ErrorDetail[];
  /** With 429 and 503: when to try again, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    told: Pick<ApiError, 'code' | 'status' | 'traceId' | 'details' | 'retryAfterSeconds'>,
  ) {
    super(message);
    this.code = told.code;
    this.status = told.status;
    this.traceId = told.traceId;
    this.details = told.details;
    this.retryAfterSeconds = told.retryAfterSeconds;
  }
}

/** No answer came: whether the call was carried out is unknown. With an idempotency key it is safe to repeat it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Reads an answer that is not a success. Also of a proxy on the way, which knows nothing of our form. */
export async function apiError(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => undefined);
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const retryAfter = Number(response.headers.get('retry-after') ?? undefined);
  return new ApiError(text(told['message']) ?? `The server answered ${response.status} without saying why.`, {
    code: (text(told['code']) ?? 'UNKNOWN') as ErrorCode,
    status: response.status,
    traceId: text(told['trace_id']) ?? response.headers.get('x-trace-id') ?? undefined,
    details: Array.isArray(told['details']) ? (told['details'] as ErrorDetail[]) : [],
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
