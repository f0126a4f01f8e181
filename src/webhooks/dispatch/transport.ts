import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { Pool, type Dispatcher } from 'undici';
import { monotonicMs } from '../../platform/clock.ts';
import type { AddressGuard } from '../address-guard.ts';
import type { AttemptError, SendResult } from '../types.ts';
import type { Resolve } from './resolve.ts';

/** One POST. Times in ms. */
export interface Send {
  /** `https://example.com:8443`, and the path with the query. */
  readonly origin: string;
  readonly path: string;
  /** Name and value by turns. `Host` and `Content-Length` are set here. */
  readonly headers: readonly string[];
  readonly body: string | Buffer;
  /** From now to the end of the answer. */
  readonly timeoutMs: number;
}

export interface Transport {
  /** Sends once and never throws: what went wrong is in the result. Calls back once; thousands a second need no promises. */
  send(request: Send, done: (result: SendResult) => void): void;
  /** Connections opened so far; against the number of sends it tells how well they are reused. */
  readonly connections: () => number;
  readonly sends: () => number;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
  /** At most this many connections to one origin. */
  readonly perOrigin?: number;
  /** Certificates to trust beside the system's, for tests. */
  readonly ca?: string;
}

/** At most this much of an answer is read and kept. */
const mostAnswerBytes = 16 * 1024;
const connectTimeoutMs = 5000;
/** Idle origins beyond this many are closed, the longest unused first: a connection with TLS takes 50 KB and more. */
const mostOrigins = 500;

/**
 * HTTP for webhooks: connections kept and reused, redirects never followed, environment proxies ignored, every
 * address checked inside the look-up of its own connection and literal ones before it.
 */
export function createTransport({ guard, resolve, perOrigin = 1024, ca }: TransportOptions): Transport {
  const pools = new Map<string, Pool>();
  let connections = 0;
  let sends = 0;

  const lookUp = async (host: string): Promise<LookupAddress[]> => {
    const found = await resolve(host).catch((error: unknown) => {
      throw Object.assign(error as Error, { dns: true });
    });
    const allowed = found.filter(({ address }) => guard.refusesAddress(address) === undefined);
    if (allowed.length === 0) throw blocked(host);
    return allowed;
  };
  const guardedLookup: LookupFunction = (host, options, callback) => {
    const all = callbackify(lookUp);
    all(host, (error, allowed) => {
      const [first] = allowed ?? [];
      if (error !== null || first === undefined) callback(error, '', 0);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };

  /** A literal address is looked up by nobody: it is checked here, once for each origin in use. */
  const literalRefusal = (origin: string): Error | undefined => {
    if (pools.has(origin)) return undefined;
    const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
    const refused = isIP(host) !== 0 && guard.refusesAddress(host) !== undefined;
    return refused ? blocked(host) : undefined;
  };

  const poolOf = (origin: string): Pool => {
    const known = pools.get(origin);
    if (known !== undefined) {
      // A Map keeps the order of insertion: what is used goes to the end, so the front is the longest unused.
      if (pools.size > mostOrigins / 2) {
        pools.delete(origin);
        pools.set(origin, known);
      }
      return known;
    }
    const pool = new Pool(origin, {
      connections: perOrigin,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 120_000,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { lookup: guardedLookup, timeout: connectTimeoutMs, ...(ca !== undefined && { ca }) },
    });
    pool.on('connect', () => (connections += 1));
    pools.set(origin, pool);
    if (pools.size > mostOrigins) closeIdle();
    return pool;
  };

  const closeIdle = (): void => {
    for (const [origin, pool] of pools) {
      if (pools.size <= mostOrigins * 0.9) return;
      if (pool.stats.running + pool.stats.pending > 0) continue;
      pools.delete(origin);
      void pool.close();
    }
  };

  return {
    send(request, done) {
      sends += 1;
      const refusal = literalRefusal(request.origin);
      if (refusal === undefined) post(poolOf(request.origin), request, done);
      else done(toResult(monotonicMs(), null, null, null, refusal));
    },
    connections: () => connections,
    sends: () => sends,
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

/** What a name stands for inside is nothing that a company is to learn: the address is not told. */
const blocked = (host: string): Error =>
  Object.assign(new Error(`${host} is at an address where webhooks do not go`), { code: 'BLOCKED_ADDRESS' });

const post = (pool: Pool, request: Send, done: (result: SendResult) => void): void =>
  new Exchange(request.timeoutMs, done).begin(pool, request);

/** One request and its answer. A class, as there are thousands a second: closures would be half a kilobyte more for each. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #startedAt = monotonicMs();
  readonly #timeoutMs: number;
  readonly #timer: NodeJS.Timeout;
  #done: ((result: SendResult) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status: number | null = null;
  #headers: SendResult['headers'] = null;
  #chunks: Buffer[] | null = null;
  #bytes = 0;

  constructor(timeoutMs: number, done: (result: SendResult) => void) {
    this.#timeoutMs = timeoutMs;
    this.#done = done;
    this.#timer = setTimeout(Exchange.#tooLate, timeoutMs, this);
  }

  begin(pool: Pool, { path, headers, body }: Send): void {
    pool.dispatch({ path, method: 'POST', headers: headers as string[], body }, this);
  }

  /** Sockets are read between a timer and this: an answer that came while the process stood still is there, and counts. */
  static #tooLate(this: void, exchange: Exchange): void {
    setImmediate(Exchange.#giveUp, exchange);
  }

  static #giveUp(this: void, exchange: Exchange): void {
    const late = Object.assign(new Error(`no whole answer within ${exchange.#timeoutMs} ms`), {
      code: 'TIMED_OUT',
    });
    exchange.#settle(late);
    exchange.#controller?.abort(late);
  }

  #settle(error: unknown): void {
    const done = this.#done;
    if (done === undefined) return;
    this.#done = undefined;
    clearTimeout(this.#timer);
    const text = this.#chunks === null ? null : toText(this.#chunks);
    done(toResult(this.#startedAt, this.#status, this.#headers, text, error));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Its time ran out while it waited for a connection: it is not sent any more.
    if (this.#done === undefined) controller.abort(new Error('too late'));
  }

  onResponseStart(_: Dispatcher.DispatchController, code: number, headers: unknown): void {
    if (code < 200) return;
    this.#status = code;
    this.#headers = headers as SendResult['headers'];
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = mostAnswerBytes - this.#bytes;
    if (room > 0) (this.#chunks ??= []).push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    this.#bytes += chunk.length;
    if (this.#bytes <= mostAnswerBytes) return;
    // The status says what became of it; the rest is not worth its bytes.
    this.#settle(undefined);
    this.#controller?.abort(new Error('long enough'));
  }

  onResponseEnd(): void {
    this.#settle(undefined);
  }

  onResponseError(_: Dispatcher.DispatchController, error: unknown): void {
    this.#settle(error);
  }
}

/** Text that PostgreSQL can keep: valid UTF-8 without NUL. */
const toText = (chunks: readonly Buffer[]): string => {
  const [first] = chunks;
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  return bytes.toString('utf8').replaceAll('\0', '\uFFFD');
};

function toResult(
  startedAt: number,
  status: number | null,
  headers: SendResult['headers'],
  body: string | null,
  error: unknown,
): SendResult {
  const durationMs = Math.round(monotonicMs() - startedAt);
  if (error !== undefined) {
    const kind = kindOf(error as NodeJS.ErrnoException);
    return { durationMs, status, error: kind, detail: wordsOf(error), headers, body };
  }
  const code = status ?? 0;
  if (code >= 200 && code < 300) return { durationMs, status, error: null, detail: null, headers, body };
  const redirect = code >= 300 && code < 400 && code !== 304;
  const detail = redirect ? `answered ${code}, and redirects are not followed` : `answered ${code}`;
  return { durationMs, status, error: redirect ? 'redirect' : 'status', detail, headers, body };
}

function kindOf(error: NodeJS.ErrnoException & { dns?: boolean }): AttemptError {
  const code = error.code ?? '';
  if (code === 'BLOCKED_ADDRESS') return 'blocked_address';
  if (code === 'TIMED_OUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  if (error.dns === true) return 'dns';
  if (/^(ERR_TLS|ERR_SSL|CERT_|EPROTO|UNABLE_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_)/.test(code)) return 'tls';
  return 'connect';
}

const wordsOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replaceAll('\0', '').slice(0, 300);
};
