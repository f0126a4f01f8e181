import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure, failures } from '../kernel/failures.ts';
import { monotonicMs } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { authenticate, flat, securityHeaders } from './answer.ts';
import { failureBody, failureOf, general } from './errors.ts';
import type { httpMetrics } from './http-metrics.ts';
import type { ListAnswer } from './list.ts';
import type { PlainAnswer } from './route.ts';
import { newTraceId } from '../platform/trace-id.ts';

export interface ReplyOptions {
  readonly log: Log;
  readonly production: boolean;
  /** A client that takes nothing of an answer for so long is cut off: it would hold answer and connection for ever. */
  readonly stallMs: number;
  /** Where requests are counted. */
  readonly count: ReturnType<typeof httpMetrics> | undefined;
  /** Whether a request that was let in would be let in again. @throws Failure API_ERROR where it would not */
  readonly admitAgain: (request: FastifyRequest) => Promise<void>;
}

/** How requests are answered. Whatever is answered, a line in the log and a count say so. */
export interface Replies {
  /** JSON, or nothing at all. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    text: string | undefined,
    headers?: readonly OutgoingHttpHeader[],
  ): void;
  /** A page, a file or a stream. */
  sendPlain(request: FastifyRequest, reply: FastifyReply, usual: number, answer: PlainAnswer): Promise<void>;
  /** A list of JSON, part by part, no faster than the client takes it. One that breaks off ends with its connection. */
  sendList(request: FastifyRequest, reply: FastifyReply, status: number, list: ListAnswer): Promise<void>;
  /** Whatever was thrown. */
  fail(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    headers?: readonly OutgoingHttpHeader[],
  ): void;
  /** What is no HTTP, comes too slowly, or has headers too large: there is no request yet to answer to. */
  refuseConnection(error: Error & { code?: string }, socket: Socket): void;
  /** Ends all streams; from now on each answer is the last one on its connection. */
  close(): void;
}

/** So often a stream that flows is looked at: whether its key still opens it. */
const watchMs = 500;
const jsonType = 'application/json; charset=utf-8';

/** Writes answers directly on Node's response, since each stage between costs a tenth of the server's rate. */
export function createReplies({ log, production, stallMs, count, admitAgain }: ReplyOptions): Replies {
  const security = securityHeaders(production);
  const securityList = flat(security);
  const streams = new Set<Readable>();
  let closing = false;

  function send(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    text: string | undefined,
    headers?: readonly OutgoingHttpHeader[],
  ): void {
    const { raw } = reply;
    if (raw.headersSent) return;
    reply.hijack();
    const list = generalHeaders(request);
    if (text !== undefined) list.push('content-type', jsonType);
    const bytes = text === undefined ? 0 : Buffer.byteLength(text);
    if (status !== 204) list.push('content-length', bytes);
    if (headers !== undefined) list.push(...headers);
    raw.writeHead(status, list);
    // One byte for each character: then it need not be encoded.
    raw.end(text, bytes === text?.length ? 'latin1' : 'utf8');
    boundStall(raw);
    writeLine(request, status);
  }

  function generalHeaders(request: FastifyRequest): OutgoingHttpHeader[] {
    const list: OutgoingHttpHeader[] = ['x-trace-id', request.id, ...securityList];
    if (closing) list.push('connection', 'close');
    return list;
  }

  async function sendList(
    request: FastifyRequest,
    reply: FastifyReply,
    usual: number,
    { begins, next }: ListAnswer,
  ): Promise<void> {
    const { raw } = reply;
    let status = usual;
    reply.hijack();
    raw.writeHead(usual, [...generalHeaders(request), 'content-type', jsonType]);
    if (request.method !== 'HEAD') {
      const watching = endWithItsKey(request, () => raw.destroy());
      boundSocket(raw);
      try {
        for (let text: string | undefined = begins; text !== undefined; text = await next()) {
          if (!raw.write(text)) await taken(raw);
          if (raw.destroyed) break;
        }
      } catch (error) {
        // What was sent is no list yet, and must not look as if it had come to its end.
        raw.destroy();
        status = (failureOf(error) ?? internal).status;
        log.error({ err: error, trace_id: request.id }, 'failed after the answer had begun');
      }
      clearInterval(watching);
    }
    const { socket } = raw;
    // Its head said nothing yet of this being the last answer on its connection.
    if (!raw.destroyed) raw.end(() => closing && socket?.end());
    writeLine(request, status);
  }

  async function sendPlain(
    request: FastifyRequest,
    reply: FastifyReply,
    usual: number,
    answer: PlainAnswer,
  ): Promise<void> {
    const { raw } = reply;
    reply.hijack();
    const { body, status = usual } = answer;
    const headers: Record<string, string> = { ...security, 'x-trace-id': request.id, ...answer.headers };
    // A 304 has no body, and the length would be that of the body it stands for.
    if (!(body instanceof Readable) && status !== 304)
      headers['content-length'] = String(Buffer.byteLength(body));
    if (closing) headers['connection'] = 'close';
    raw.writeHead(status, headers);
    if (!(body instanceof Readable)) {
      raw.end(body);
      boundStall(raw);
    }
    // The end of one that begins now is waited for by nobody.
    else if (request.method === 'HEAD' || closing) body.destroy();
    else {
      streams.add(body);
      const watching = endWithItsKey(request, () => body.destroy());
      // Signs of life come more often than this.
      boundSocket(raw);
      // A client that goes away in the middle of a stream is nothing unusual.
      await pipeline(body, raw).catch(() => undefined);
      clearInterval(watching);
      streams.delete(body);
    }
    if (!raw.writableEnded) raw.end();
    writeLine(request, status);
  }

  /** Node sets another time again once all of it is taken; what a client takes of it begins the time anew. */
  function boundStall(raw: ServerResponse): void {
    if (raw.socket !== null && raw.socket.writableLength > 0) boundSocket(raw);
  }

  /** A call from within has something in the place of a socket that knows no time. */
  function boundSocket({ socket }: ServerResponse): void {
    if (socket instanceof Socket) socket.setTimeout(stallMs);
  }

  /** A stream without an end was let in once; what it was let in with may be revoked while it flows. */
  function endWithItsKey(request: FastifyRequest, end: () => void): NodeJS.Timeout | undefined {
    if (request.visit?.prepared?.route.access.kind !== 'company') return undefined;
    const look = async (): Promise<void> => {
      try {
        await admitAgain(request);
      } catch (error) {
        if (failureOf(error)?.code === 'API_ERROR') end();
      }
    };
    return setInterval(() => void look(), watchMs).unref();
  }

  function fail(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    headers?: readonly OutgoingHttpHeader[],
  ): void {
    const failure = failureOf(error) ?? internal;
    const unexpected = failure.status >= 500 ? error : undefined;
    if (reply.raw.headersSent) {
      log.error({ err: error, trace_id: request.id }, 'failed after the answer had begun');
      reply.raw.destroy();
      return;
    }
    const body = failureBody(failure, request.id);
    // The client is still sending; it must not take the rest of this body for its next request.
    const close = failure.code === 'BODY_TOO_LARGE' && !closing ? ['connection', 'close'] : [];
    const challenge = failure.status === 401 ? ['www-authenticate', authenticate] : [];
    send(request, reply, failure.status, body, [...(headers ?? []), ...challenge, ...close]);
    if (unexpected !== undefined) log.error({ err: unexpected, trace_id: request.id }, 'request failed');
  }

  function writeLine(request: FastifyRequest, status: number): void {
    const { visit } = request;
    const route = visit?.prepared?.route.path;
    const ms = visit ? Math.round((monotonicMs() - visit.startedAtMs) * 100) / 100 : 0;
    count?.(request.method, route, status, ms);
    log.info(
      {
        trace_id: request.id,
        method: request.method,
        route,
        status,
        ms,
        company: visit?.company,
        key: visit?.key,
        address: visit?.address,
      },
      'request',
    );
  }

  function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const failure = failureOf(error) ?? malformed;
    const traceId = newTraceId();
    const text = failureBody(failure, traceId);
    const headers: Record<string, string> = {
      ...security,
      'x-trace-id': traceId,
      'content-type': jsonType,
      'content-length': String(Buffer.byteLength(text)),
      connection: 'close',
    };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const { status } = failures[failure.code];
    socket.end(`HTTP/1.1 ${status} ${failure.code}\r\n${head.join('')}\r\n${text}`);
    log.info({ trace_id: traceId, status, code: error.code }, 'connection refused');
  }

  return {
    send,
    sendList,
    sendPlain,
    fail,
    refuseConnection,
    close() {
      closing = true;
      for (const stream of streams) stream.push(null);
    },
  };
}

/** Resolves when the client has taken what was written, or has gone. */
function taken(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      raw.off('drain', done).off('close', done);
      resolve();
    };
    raw.on('drain', done).on('close', done);
    // Whoever has gone by now closes nothing any more.
    if (raw.destroyed) done();
  });
}

const internal = general('INTERNAL_ERROR');
const malformed = new Failure('VALIDATION_ERROR', 'This is not a valid HTTP/1.1 request.');
