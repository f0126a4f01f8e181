import { atEnd } from './at-end.ts';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from '../../src/platform/http-server.ts';

/** A request as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body, read as JSON. */
  readonly json: { readonly operation_id: string; readonly data: Record<string, unknown> } & Record<
    string,
    unknown
  >;
  readonly at: Date;
}

/** The type of the event in a body, such as `CARDS.CLEARING.PENDING`. */
export const eventTypeOf = (json: Readonly<Record<string, unknown>>): string =>
  [json['operation'], json['sub_operation'], json['status']].map(String).join('.');

/** What a receiver does with a request: answers with a status, or does as it likes. */
export type Behaviour =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | ((request: Received, response: ServerResponse, socket: Socket) => void);

export interface Receiver {
  readonly url: string;
  readonly requests: readonly Received[];
  /** How it treats requests from now on. Several: one after the other, the last for all that follow. */
  behave(...behaviours: Behaviour[]): void;
  /** Resolves with the first `count` requests once they are there. */
  received(count: number): Promise<readonly Received[]>;
  /** Connections opened so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A company's receiver of webhooks on a free local port: records what it gets, answers 200 unless told otherwise. */
export async function startReceiver(...first: Behaviour[]): Promise<Receiver> {
  const requests: Received[] = [];
  let behaviours: Behaviour[] = first.length === 0 ? [200] : first;
  let waiting: { readonly count: number; readonly resolve: (got: readonly Received[]) => void }[] = [];
  let connections = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await readAll(request);
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
    act(behaviour ?? 200, received, response, request.socket);
    requests.push(received);
    const ready = waiting.filter((each) => each.count <= requests.length);
    waiting = waiting.filter((each) => each.count > requests.length);
    for (const { count, resolve } of ready) resolve(requests.slice(0, count));
  };
  const server = createServer((request, response) => void serve(request, response));
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  atEnd(close);

  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    requests,
    behave: (...next) => void (behaviours = next),
    received: (count) =>
      requests.length >= count
        ? Promise.resolve(requests.slice(0, count))
        : new Promise((resolve) => waiting.push({ count, resolve })),
    connections: () => connections,
    close,
  };
}

function act(behaviour: Behaviour, received: Received, response: ServerResponse, socket: Socket): void {
  if (typeof behaviour === 'function') return behaviour(received, response, socket);
  const {
    status,
    headers = {},
    body = 'ok',
  } = typeof behaviour === 'number' ? { status: behaviour } : behaviour;
  response.writeHead(status, headers);
  response.end(status === 204 ? undefined : body);
}

async function readAll(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  return {
    path: request.url ?? '',
    headers: request.headers,
    body,
    json: (body.startsWith('{') ? JSON.parse(body) : {}) as Received['json'],
    at: new Date(),
  };
}
