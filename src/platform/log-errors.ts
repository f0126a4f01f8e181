/** An error as it is logged. */
interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

/**
 * Only these fields of an error, not all it has: those of PostgreSQL and of HTTP clients carry rows, parameters and headers.
 * PostgreSQL's sentence about bad input (class 22 of its codes) ends in the input, and loses it.
 */
export function errorFields(error: unknown): unknown {
  return error instanceof Error ? describe(error, 0) : error;
}

function describe(error: Error, depth: number): ErrorFields {
  const code: unknown = 'code' in error ? error.code : undefined;
  const quotesInput = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
  const message = quotesInput ? error.message.replace(/".*"/s, '"…"') : error.message;
  const stack = quotesInput ? error.stack?.replace(error.message, message) : error.stack;
  return {
    type: error.name,
    message,
    ...(code !== undefined && { code }),
    ...(stack !== undefined && { stack }),
    ...(error.cause instanceof Error && depth < 4 && { cause: describe(error.cause, depth + 1) }),
  };
}
