/**
 * The closed table of failures a caller can meet. The code and status are promises to customers; the OpenAPI
 * document, the error guide and the SDK types are written from this table, and tests hold them together.
 * Anything else that is thrown is a bug of ours: a 500 with a trace id, and the unit of work rolls back.
 */
export const failures = {
  VALIDATION_ERROR: {
    status: 400,
    title: 'The request does not have the form given in the API reference.',
    advice: 'Correct the fields named in `details` and send it again.',
  },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON.', advice: 'Send one JSON object, in UTF-8.' },
  APP_ERROR: {
    status: 400,
    title: 'The request cannot be carried out as it stands.',
    advice: 'Read `message`; it says what to change.',
  },
  VELOCITY_RULES_LIMIT_EXCEEDED: {
    status: 400,
    title: 'More than five velocity rules.',
    advice: 'Send at most five rules.',
  },
  VELOCITY_RULES_DUPLICATE_WINDOW: {
    status: 400,
    title: 'Two velocity rules have the same time window.',
    advice: 'Give each rule its own `time_window_seconds`.',
  },
  API_ERROR: {
    status: 401,
    title: 'The API key does not allow this.',
    advice: 'Send a valid key of a sufficient level in the `x-api-key` header.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'It does not exist, or belongs to another company.',
    advice: 'Check the path and the id.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'This path does not accept this method.',
    advice: 'Use a method listed in the `Allow` header.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'The request did not arrive in time.',
    advice: 'Send the whole request at once.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    title: 'This idempotency key was used with another request.',
    advice: 'Use a new key for a new request.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    title: 'The first request with this idempotency key is still running.',
    advice: 'Wait a moment and send it again.',
  },
  CHALLENGE_DECISION_CONFLICT: {
    status: 409,
    title: 'The 3-D Secure challenge was already decided the other way.',
    advice: 'Nothing to do: the first decision stands.',
  },
  CONFLICT: {
    status: 409,
    title: 'The request conflicts with the current state.',
    advice: 'Read the current state and decide again.',
  },
  VAL: {
    status: 412,
    title: 'A business rule refused the request.',
    advice: 'Read `message`; it names the rule.',
  },
  BODY_TOO_LARGE: { status: 413, title: 'The body is larger than 1 MiB.', advice: 'Send a smaller body.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'The body is not `application/json`.',
    advice: 'Set `Content-Type: application/json`.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: 'Too many requests.',
    advice: 'Wait as long as `Retry-After` says, then send it again.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: 'The headers are too large.',
    advice: 'Send fewer or shorter headers.',
  },
  WARNING: {
    status: 302,
    title: 'This transfer was already requested and is still under way.',
    advice: 'Wait for its event, or look up the movement.',
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Something went wrong on our side; nothing was half done.',
    advice: 'Send it again with the same idempotency key; if it fails again, report the `trace_id`.',
  },
  UNAVAILABLE: {
    status: 503,
    title: 'The platform cannot do this right now; nothing was half done.',
    advice: 'Send it again with the same idempotency key.',
  },
} as const satisfies Record<string, { status: number; title: string; advice: string }>;

export type FailureCode = keyof typeof failures;

/** One wrong field of a request: its path (`merchant.country`) and what is expected there. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A failure that a caller can meet. `message` says what to do, repeats no secret, and is safe to show. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: readonly FieldProblem[] | undefined;

  constructor(code: FailureCode, message: string, details?: readonly FieldProblem[]) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return failures[this.code].status;
  }
}

/** An answer that named more would be as large as the request, and nobody reads more. */
const mostProblems = 100;
/** Names of members are the caller's, and some stand in what is said of them. */
const longest = { field: 200, message: 1_000 };

/** The failure of a request with wrong fields, one or more; the first hundred are named. */
export function wrongFields(problems: readonly FieldProblem[]): Failure {
  const details = problems.slice(0, mostProblems).map(({ field, message }) => ({
    field: cut(field, longest.field),
    message: cut(message, longest.message),
  }));
  const [first, second] = details;
  const count = problems.length;
  const sentence =
    first !== undefined && second === undefined
      ? `Correct ${first.field}: it ${first.message}.`
      : `Correct the ${count} fields ${count > mostProblems ? `of which details names the first ${mostProblems}` : 'named in details'}.`;
  return new Failure('VALIDATION_ERROR', sentence, details);
}

/** The failure of a request with one wrong field: `message` follows its name, as in `must be an amount`. */
export const wrongField = (field: string, message: string): Failure => wrongFields([{ field, message }]);

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;

/** The failure of a lookup: the same words whether a thing never was or belongs to another company. */
export function notFound(what: string): Failure {
  return new Failure('NOT_FOUND', `There is no such ${what}.`);
}
