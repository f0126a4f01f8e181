import { AsyncLocalStorage } from 'node:async_hooks';
import { isUtf8 } from 'node:buffer';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import type { Companies, Environment, KnownKey } from '../companies/index.ts';
import { invariant, present } from '../kernel/assert.ts';
import { Failure } from '../kernel/failures.ts';
import type { Redacted } from '../kernel/redacted.ts';
import { monotonicMs } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { isPlain } from './answer.ts';
import { gatekeeper } from './authentication.ts';
import { clientAddress } from './client-address.ts';
import { credentialOf } from './console/session-cookie.ts';
import { failureBody, failureOf } from './errors.ts';
import { httpMetrics } from './http-metrics.ts';
import type { Idempotency, IdempotentRequest, RepeatableAnswer } from './idempotency/index.ts';
import { idempotencyKeyOf, keyRequired } from './idempotency/key-header.ts';
import { parseJson, writeJson } from './json.ts';
import { createReadTurns } from './limits/index.ts';
import type { Limiter, Reads } from './limits/index.ts';
import { isList } from './list.ts';
import { matchingMethods, shadowedMethods } from './methods.ts';
import { prepareRoute } from './prepare-route.ts';
import type { AnyCall, PreparedRoute } from './prepare-route.ts';
import { parseQueryString } from './query-string.ts';
import { createReplies } from './replies.ts';
import type { Caller, Route } from './route.ts';
import { traceIdOf } from './trace.ts';
import { createTrail } from './trail/index.ts';
import { identityOf } from './visit.ts';
import type { Visit } from './visit.ts';

export interface ServerOptions {
  readonly routes: readonly Route[];
  readonly companies: Companies;
  readonly operatorKey: Redacted<string>;
  readonly idempotency: Idempotency;
  readonly limiter: Limiter;
  /** By which companies read; of the database that the routes use. */
  readonly reads: Pick<Reads, 'run'>;
  /** Where requests are counted. */
  readonly registry?: Registry;
  readonly log: Log;
  readonly settings: {
    readonly environment: Environment;
    readonly host: string;
    /** 0 is any free port. */
    readonly port: number;
    /** Addresses and networks (CIDR). */
    readonly trustedProxies: readonly string[];
    /** How long a client may take to send a request; default 30 s, of them 10 s for its headers. */
    readonly requestTimeoutMs?: number;
  };
}

/** The HTTP edge, listening. */
export interface ApiServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /**
   * Serves a call from within the process, with all that a request goes through but authentication and limits: it is
   * made as with this key, also of a company that is disabled. `body` goes as JSON.
   */
  call(
    as: Pick<KnownKey, 'company' | 'id'>,
    request: {
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: unknown;
    },
  ): Promise<{ readonly status: number; readonly text: string }>;
  /** Takes no new connections, lets every request that has arrived end, and resolves then. */
  close(): Promise<void>;
}

/** A call from within is waited for so long. */
const innerPatienceMs = 20_000;

/** Who calls from within; no request from outside is ever served in it. */
const insiders = new AsyncLocalStorage<Pick<KnownKey, 'company' | 'id'>>();

const maxBodyBytes = 1_048_576;
/** Beyond those that are under way; each has its first part in memory while it waits. */
const mostListsWaiting = 50;
/** Longer than any request takes that has arrived whole. */
const closePatienceMs = 5_000;

/**
 * Serves the routes over HTTP until it is closed. The HTTP framework gives routing, bodies and the life of connections, and
 * is known to this file and to `replies.ts` alone; what a request is and how it is answered is written here.
 *
 * @throws InvariantBroken for a route that is declared wrongly, and what listening throws (EADDRINUSE)
 */
export async function createServer(options: ServerOptions): Promise<ApiServer> {
  const { log, settings, limiter } = options;
  const { requestTimeoutMs = 30_000 } = settings;
  const production = settings.environment === 'production';
  const routes = options.routes.filter((route) => !(production && route.sandboxOnly === true));
  const prepared = routes.map(prepareRoute);
  const keys = await options.companies.openKeyRing();
  const admit = gatekeeper(keys, options.operatorKey, options.companies.sessions);
  const trail = createTrail(options.companies, prepared);
  const addressOf = clientAddress(settings.trustedProxies);
  const inTurn = createReadTurns();
  // A long list is under way until it is taken. In turns of their own, so that whoever takes one slowly can read all else.
  const inTurnOfLists = createReadTurns(mostListsWaiting);
  const methodsOf = matchingMethods(routes);
  const replies = createReplies({
    log,
    production,
    stallMs: 2 * requestTimeoutMs,
    count: options.registry && httpMetrics(options.registry),
    admitAgain,
  });
  const { send, fail } = replies;

  const app = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    // The whole request, so that nobody holds a connection by sending slowly.
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 72_000,
    http: {
      maxHeaderSize: 16_384,
      headersTimeout: Math.min(10_000, requestTimeoutMs),
      connectionsCheckingInterval: Math.min(2_000, requestTimeoutMs),
      // Refused by us where it must be there: Node would answer without a body or a trace id.
      requireHostHeader: false,
    },
    genReqId: (request) => traceIdOf(request.headers['traceparent']),
    routerOptions: { querystringParser: parseQueryString, maxParamLength: 200 },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => fail(error, request, reply),
    clientErrorHandler: replies.refuseConnection,
  });
  // Without this Node itself would answer 417, with neither a body nor a trace id.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.decorateRequest('visit', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, ({ visit, raw }, body, done) => {
    try {
      invariant(Buffer.isBuffer(body), 'a body is read as bytes');
      const coding = raw.headers['content-encoding'];
      if (coding !== undefined && coding.toLowerCase() !== 'identity') throw inCoding;
      if (visit?.idempotencyKey !== undefined) visit.bodyBytes = body;
      if (!isUtf8(body)) throw new Failure('MALFORMED_JSON', 'The body is not UTF-8.');
      const text = body.toString();
      if (visit) visit.hasEscapes = text.includes('\\u');
      done(null, text === '' ? undefined : parseJson(text));
    } catch (error) {
      done(error as Error);
    }
  });
  // At a path that is nowhere even the body is of no interest.
  app.setErrorHandler((error, request, reply) => {
    if (request.is404) refusePath(request, reply);
    else void refuseUnread(error, request, reply);
  });
  app.setNotFoundHandler(refusePath);
  for (const ready of prepared) {
    app.route({
      method: ready.route.method,
      url: urlOf(ready.route.path),
      onRequest: (request, reply, done) => enter(ready, request, reply, done),
      handler: (request, reply) => void serve(ready, request, reply),
    });
  }

  for (const { path, method } of shadowedMethods(routes))
    app.route({ method, url: urlOf(path), exposeHeadRoute: false, handler: refusePath });

  /** Lets a request in or refuses it, before its body is read. */
  function enter(
    ready: PreparedRoute,
    request: FastifyRequest,
    reply: FastifyReply,
    done: (error?: Error) => void,
  ): void {
    const { headers } = request.raw;
    const visit: Visit = {
      company: undefined,
      key: undefined,
      address: addressOf(request.raw),
      traceId: request.id,
      idempotencyKey: undefined,
      bodyBytes: undefined,
      hasEscapes: false,
      prepared: ready,
      startedAtMs: monotonicMs(),
    };
    request.visit = visit;
    const welcome = (key: Pick<KnownKey, 'company' | 'id'> | undefined): void => {
      visit.company = key?.company;
      visit.key = key?.id;
      if (!ready.writes) return;
      visit.idempotencyKey = idempotencyKeyOf(headers);
      if (visit.idempotencyKey === undefined && ready.route.idempotency === 'required') throw keyRequired();
    };
    const begin = (): void => {
      const seconds = ready.limited && visit.company !== undefined ? limiter.company(visit.company) : 0;
      if (seconds > 0) refuseFor(seconds, request, reply);
      else done();
    };
    const insider = ready.route.access.kind === 'company' ? insiders.getStore() : undefined;
    if (insider !== undefined) {
      try {
        welcome(insider);
      } catch (error) {
        return done(error as Error);
      }
      return done();
    }
    if (headers.host === undefined && request.raw.httpVersion === '1.1') return done(withoutHost);
    const seconds = ready.limited ? limiter.address(visit.address) : 0;
    if (seconds > 0) return refuseFor(seconds, request, reply);
    let admitted: ReturnType<typeof admit>;
    try {
      const { access } = ready.route;
      admitted = admit(access, credentialOf(headers, production), visit.address);
      if (!(admitted instanceof Promise)) welcome(admitted);
    } catch (error) {
      return done(error as Error);
    }
    if (!(admitted instanceof Promise)) return begin();
    void admitted.then(welcome).then(() => setImmediate(begin), done);
  }

  async function admitAgain({ headers, visit }: FastifyRequest): Promise<void> {
    if (visit?.prepared === undefined) return;
    await admit(visit.prepared.route.access, credentialOf(headers, production), visit.address);
  }

  async function serve(ready: PreparedRoute, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const visit = present(request.visit, 'the visit of a request that was let in');
      const identity = identityOf(request, visit);
      let call: AnyCall;
      try {
        call = {
          caller: visit as Caller,
          headers: request.headers,
          ...ready.read(request.params, request.query, request.body, visit.hasEscapes),
        };
      } catch (error) {
        return await refuseForm(error, identity, request, reply);
      }
      if (identity !== undefined) {
        const run = (): Promise<RepeatableAnswer> =>
          repeatable(ready, call, () => handle(ready, call, request));
        const answer = await options.idempotency.once(identity, run);
        send(request, reply, answer.status, answer.text, answer.replayed ? replayed : undefined);
        return;
      }
      const value = await handle(ready, call, request);
      if (isPlain(value)) await replies.sendPlain(request, reply, ready.status, value);
      else if (isList(value)) {
        const company = present(visit.company, 'the company whose list it is');
        const next = (): Promise<string | undefined> => options.reads.run(company, value.next);
        await inTurnOfLists(company, () =>
          replies.sendList(request, reply, ready.status, { begins: value.begins, next }),
        );
      } else send(request, reply, ready.status, value === undefined ? undefined : writeJson(value));
    } catch (error) {
      fail(error, request, reply);
    }
  }

  /** What is asked of requests may have changed since the first one under its key, and another body says so. */
  async function refuseForm(
    error: unknown,
    identity: IdempotentRequest | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const first = identity && (await options.idempotency.again(identity));
    if (first === undefined) throw error;
    send(request, reply, first.status, first.text, replayed);
  }

  /** Refuses what did not come as far as its route; of a body that came whole its key is asked first. */
  async function refuseUnread(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { visit, raw } = request;
    // Nobody hears this one; log and counts must not take it for a failure of ours.
    if (raw.destroyed && !raw.complete) return fail(brokenOff, request, reply);
    const identity = visit?.bodyBytes === undefined ? undefined : identityOf(request, visit);
    try {
      await refuseForm(error, identity, request, reply);
    } catch (refused) {
      fail(refused, request, reply);
    }
  }

  function handle(ready: PreparedRoute, call: AnyCall, request: FastifyRequest): Promise<unknown> {
    const run = (): Promise<unknown> => ready.route.handle(call);
    const work = ready.followed ? () => trail.follow(ready, call, request.body, run) : run;
    const company = request.visit?.company;
    if (ready.route.method !== 'GET' || company === undefined) return work();
    // Nobody hears what is read for a client that has gone while it waited.
    return inTurn(company, () =>
      request.raw.socket.destroyed ? Promise.reject(gone) : options.reads.run(company, work),
    );
  }

  function refuseFor(seconds: number, request: FastifyRequest, reply: FastifyReply): void {
    const unit = seconds === 1 ? 'second' : 'seconds';
    const sentence = `Too many requests. Wait ${seconds} ${unit}, then send fewer; the next wait is twice as long.`;
    fail(new Failure('TOO_MANY_REQUESTS', sentence), request, reply, ['retry-after', seconds]);
  }

  function refusePath(request: FastifyRequest, reply: FastifyReply): void {
    const seconds = limiter.address(addressOf(request.raw));
    if (seconds > 0) return refuseFor(seconds, request, reply);
    const methods = methodsOf(request.url.split('?', 1)[0] ?? '');
    const allow = ['allow', methods.join(', ')];
    if (methods.length === 0)
      fail(new Failure('NOT_FOUND', 'There is nothing at this path.'), request, reply);
    else if (request.method === 'OPTIONS') send(request, reply, 204, undefined, allow);
    else
      fail(
        new Failure('METHOD_NOT_ALLOWED', `This path accepts only ${methods.join(', ')}.`),
        request,
        reply,
        allow,
      );
  }

  await app.listen({ host: settings.host, port: settings.port });
  const { address, port, family } = app.server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async call(as, { method, path, headers, body }) {
      const text = body === undefined ? undefined : writeJson(body);
      const answer = await insiders.run(
        as,
        // It is not begun before it is waited for.
        async () =>
          await app
            .inject({
              method: method as 'POST',
              url: path,
              headers: { ...headers, ...(text !== undefined && { 'content-type': 'application/json' }) },
              ...(text !== undefined && { payload: text }),
              // A stream of events would never end.
              signal: AbortSignal.timeout(innerPatienceMs),
            })
            .catch(() => undefined),
      );
      if (answer === undefined)
        return { status: 504, text: '{"code":"NO_ANSWER","message":"No whole answer in time."}' };
      return { status: answer.statusCode, text: answer.payload };
    },
    async close() {
      replies.close();
      // Who has sent half a request by then has not been accepted, and must not hold up the end.
      const hard = setTimeout(() => app.server.closeAllConnections(), closePatienceMs);
      await app.close();
      clearTimeout(hard);
      await keys.close();
    },
  };
}

/** A path as the framework writes it: `/cards/:cardId`. */
const urlOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const replayed = ['idempotent-replayed', 'true'];
const inCoding = new Failure(
  'UNSUPPORTED_MEDIA_TYPE',
  'The body is compressed or otherwise encoded. Send it without Content-Encoding.',
);
/** RFC 9112, section 3.2. */
const withoutHost = new Failure('VALIDATION_ERROR', 'This request names no host. Send a Host header.');
const gone = new Failure('REQUEST_TIMEOUT', 'The client closed the connection before the response.');
const brokenOff = new Failure('MALFORMED_JSON', 'The body is incomplete: the connection closed early.');

/** Carries a request out for good: what a rule refused is an answer, too, and the same one to a repeat. */
async function repeatable(
  { route, status }: PreparedRoute,
  call: AnyCall,
  run: () => Promise<unknown>,
): Promise<RepeatableAnswer> {
  try {
    const value = await run();
    if (value === undefined) return { status, text: undefined };
    const text = writeJson(value);
    if (route.answer.secrets === undefined) return { status, text };
    const { secrets } = route.answer;
    const rest = Object.entries(value as object).filter(([name]) => !secrets.includes(name));
    return { status, text, textWithoutSecrets: writeJson(Object.fromEntries(rest)) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined || failure.status >= 500 || failure.code === 'IDEMPOTENCY_IN_PROGRESS')
      throw error;
    return { status: failure.status, text: failureBody(failure, call.caller.traceId) };
  }
}
