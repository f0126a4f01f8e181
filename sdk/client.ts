import { ApiError, apiError, NoAnswer } from './errors.ts';
import { parseExactly } from './exact-json.ts';
import { calls } from './schema.ts';
import type { CallShape, Operations } from './schema.ts';

export interface ClientOptions {
  /** Where the server is: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** An API key of a company, or the operator's. */
  readonly apiKey?: string | undefined;
  /** How long to wait for an answer, of a stream for its beginning; default 30 s. */
  readonly timeoutMs?: number;
  /**
   * How often a call is sent again that may be: after 408, 429 and `IDEMPOTENCY_IN_PROGRESS` any, after no answer and 5xx one that
   * only reads or has an idempotency key. Waits as long as the server asks, else about 1, 2, 4 … s. Default 0.
   */
  readonly retries?: number;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** What stands in answers for a number of more digits than a double holds; default its text. */
  readonly exactly?: (digits: string) => unknown;
}

/** What a single call may say beside its input. */
export interface CallOptions {
  /** The same key and input give the first answer again, and nothing is done twice. For POST, PUT and PATCH. */
  readonly idempotencyKey?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Members that may be left out may be undefined, too. */
type Loose<Input> = Input extends object
  ? { [Name in keyof Input]: Loose<Input[Name]> | (undefined extends Input[Name] ? undefined : never) }
  : Input;

type Call<Id extends keyof Operations> = (typeof calls)[Id]['keyed'] extends true
  ? (
      input: Loose<Operations[Id]['input']>,
      options: CallOptions & { readonly idempotencyKey: string },
    ) => Promise<Operations[Id]['answer']>
  : // oxlint-disable-next-line typescript/no-generated-empty-object-type -- is what fits an input of which nothing is needed
    Record<never, never> extends Operations[Id]['input']
    ? (input?: Loose<Operations[Id]['input']>, options?: CallOptions) => Promise<Operations[Id]['answer']>
    : (input: Loose<Operations[Id]['input']>, options?: CallOptions) => Promise<Operations[Id]['answer']>;

/** A function for each call of the API, by its operation id. */
export type Client = { readonly [Id in keyof Operations]: Call<Id> };

/**
 * Makes a client. Its functions take the members of path, query and body as one object, and throw {@link ApiError} when
 * the server says no and {@link NoAnswer} when it says nothing.
 *
 * @throws TypeError for a `url` that is none, such as one of an environment variable that is not set
 */
export function createClient(options: ClientOptions): Client {
  if (!/^https?:\/\//i.test(options.url) || !URL.canParse(options.url))
    throw new TypeError(`"${options.url}" is no address of a server, such as http://127.0.0.1:8080.`);
  const entries = Object.entries<CallShape>(calls).map(([id, shape]) => [
    id,
    (input: Record<string, unknown> = {}, callOptions: CallOptions = {}) =>
      insist(options, shape, callOptions, () => call(options, shape, input, callOptions)),
  ]);
  return Object.fromEntries(entries) as Client;
}

/** Sends a call again as often as the options say, where that can do nothing twice. */
async function insist(
  { retries = 0 }: ClientOptions,
  shape: CallShape,
  { idempotencyKey, signal }: CallOptions,
  send: () => Promise<unknown>,
): Promise<unknown> {
  const harmless = shape.method === 'GET' || idempotencyKey !== undefined;
  for (let failed = 0; ; failed += 1) {
    try {
      return await send();
    } catch (error) {
      if (failed >= retries || !mayBeRepeated(error, harmless)) throw error;
      await rest(restMs(error, failed), signal);
    }
  }
}

function mayBeRepeated(error: unknown, harmless: boolean): boolean {
  if (error instanceof NoAnswer) return harmless;
  if (!(error instanceof ApiError)) return false;
  const { status, code } = error;
  // Of these nothing was done.
  if (status === 408 || status === 429 || code === 'IDEMPOTENCY_IN_PROGRESS') return true;
  return status >= 500 && harmless;
}

const longestRestMs = 30_000;

function restMs(error: unknown, failed: number): number {
  const asked = error instanceof ApiError ? error.retryAfterSeconds : undefined;
  if (asked !== undefined) return asked * 1_000;
  // Not all at the same moment.
  return Math.min(1_000 * 2 ** failed, longestRestMs) * (0.8 + 0.4 * Math.random());
}

/** @throws the reason of the signal, as soon as that is given */
function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a caller gives up with what it likes, as with fetch
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}

async function call(
  { url, apiKey, timeoutMs = 30_000, fetch = globalThis.fetch, exactly }: ClientOptions,
  shape: CallShape,
  input: Readonly<Record<string, unknown>>,
  { idempotencyKey, headers, signal }: CallOptions,
): Promise<unknown> {
  const { path, body } = spread(shape, input);
  const sent = headersOf({
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  });
  const patience = new AbortController();
  const timer = setTimeout(
    () => patience.abort(new DOMException('No answer in time.', 'TimeoutError')),
    timeoutMs,
  );
  try {
    const response = await fetch(url.replace(/\/+$/, '') + path, {
      method: shape.method,
      headers: sent,
      ...(body !== undefined && { body }),
      // 302 is an answer of the API, not another place.
      redirect: 'manual',
      signal: signal === undefined ? patience.signal : AbortSignal.any([signal, patience.signal]),
    });
    // It has begun, and ends when somebody ends it.
    if (shape.answer === 'stream') clearTimeout(timer);
    if (response.ok) return await read(response, shape.answer, exactly);
    throw response.type === 'opaqueredirect' ? hiddenRedirect(shape) : await apiError(response);
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    if (cause instanceof ApiError) throw cause;
    throw new NoAnswer(`No answer from ${url}${reasonOf(cause)}.`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Browsers hide all of a redirect that is not followed, body and status (Fetch, 2.2.6). Of this API there is one answer of that
 * kind, to calls that ask for a transfer again; from anybody else it is somebody on the way.
 */
const hiddenRedirect = ({ repeats }: CallShape): ApiError =>
  new ApiError(
    repeats
      ? 'This transfer was already requested and is still under way. An event will report the outcome.'
      : 'The call was sent elsewhere by somebody on the way, and was not followed.',
    {
      code: repeats ? 'WARNING' : 'UNKNOWN',
      status: 302,
      traceId: undefined,
      details: [],
      retryAfterSeconds: undefined,
    },
  );

/** @throws TypeError for what no header can carry: nothing was sent. It says nothing of the value, which may be a key. */
function headersOf(values: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(values))
    try {
      headers.set(name, value);
    } catch {
      throw new TypeError(
        `The header ${name} cannot be sent: it has a line end or a letter that none can carry.`,
      );
    }
  return headers;
}

/** Lays the members of the input where they belong: into the path, the query, and the rest into the body. */
function spread(
  shape: CallShape,
  input: Readonly<Record<string, unknown>>,
): { path: string; body: string | undefined } {
  const rest = { ...input };
  const take = (name: string): unknown => {
    const value = rest[name];
    delete rest[name];
    return value;
  };
  const path = shape.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(name, take(name)));
  const query = new URLSearchParams();
  for (const name of shape.query) {
    for (const value of [take(name)].flat()) if (value !== undefined) query.append(name, textOf(value));
  }
  const hasBody = Object.values(rest).some((value) => value !== undefined);
  return {
    path: query.size === 0 ? path : `${path}?${query.toString()}`,
    body: hasBody ? JSON.stringify(rest) : undefined,
  };
}

/**
 * One step of a path. A dot or two, however they are encoded, are steps of their own to whoever reads a URL (WHATWG URL, 4.1):
 * the call would be another one. They name nothing, and nor does an empty text.
 *
 * @throws ApiError NOT_FOUND, as the server answers for what is no id
 * @throws TypeError where there is none, as where JavaScript calls it by another name: the server would look for "undefined"
 */
function segment(name: string, given: unknown): string {
  if ((given ?? undefined) === undefined)
    throw new TypeError(`The call takes ${name}, and its input has none.`);
  const value = String(given);
  if (value !== '' && value !== '.' && value !== '..') return encodeURIComponent(value);
  throw new ApiError(`Nothing has the ${name} "${value}".`, {
    code: 'NOT_FOUND',
    status: 404,
    traceId: undefined,
    details: [],
    retryAfterSeconds: undefined,
  });
}

const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

async function read(
  response: Response,
  answer: CallShape['answer'],
  exactly: ClientOptions['exactly'],
): Promise<unknown> {
  switch (answer) {
    case 'json':
      return parseExactly(await response.text(), exactly);
    case 'text':
      return await response.text();
    case 'bytes':
      return new Uint8Array(await response.arrayBuffer());
    case 'stream':
      return response.body;
    case 'nothing':
      await response.body?.cancel();
      return undefined;
    default:
      return answer satisfies never;
  }
}

/** `fetch` keeps what happened in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return ' in time';
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.message === '' ? '' : `: ${cause.message}`;
}
