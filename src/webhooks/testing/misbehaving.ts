import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Id } from '../../kernel/ids.ts';

/** A request as it arrived, in the order of arrival, and what became of it. */
export interface Arrival {
  /** The path: whose it is, and the how manieth address of that one. */
  readonly name: string;
  readonly version: number;
  readonly event: Id<'event'>;
  readonly attempt: number;
  /** By the clock of who sent it. */
  readonly startedMs: number;
  readonly replay: boolean;
  readonly timestamp: string;
  readonly signatures: readonly string[];
  readonly body: string;
  /** From which port it came. */
  readonly port: number;
  /** `undefined` until it is answered, and for ever where it is not. */
  status: number | undefined;
}

type Act = (response: ServerResponse, now: Date) => number | undefined | Promise<number | undefined>;

const answer =
  (status: number, headers: Record<string, string> = {}): Act =>
  (response) => {
    response.writeHead(status, headers);
    response.end(status === 204 ? undefined : '{"ok":true}');
    return status;
  };

const acts = {
  accept: answer(200),
  'accept without a body': answer(204),
  async slow(response, now) {
    await sleep(150);
    return answer(201)(response, now);
  },
  async 'very slow'(response, now) {
    await sleep(1_900);
    return answer(200)(response, now);
  },
  refuse: answer(500),
  'refuse for ever': answer(400),
  'ask for less': answer(429, { 'retry-after': '2' }),
  'ask for less, by date': (response, now) =>
    answer(503, { 'retry-after': new Date(now.getTime() + 3_000).toUTCString() })(response, now),
  'be away': answer(502),
  redirect: answer(302, { location: '/followed/0' }),
  close(response) {
    response.socket?.destroy();
    return undefined;
  },
  'close within the answer'(response) {
    response.writeHead(200, { 'content-length': '100' });
    response.write('short');
    setImmediate(() => response.socket?.destroy());
    return undefined;
  },
  hang: () => undefined,
  gone: answer(410),
} satisfies Record<string, Act>;

type ActName = keyof typeof acts;

/** How often of a hundred it does what. */
export const moods = {
  well: { accept: 90, 'accept without a body': 5, slow: 5 },
  moody: {
    accept: 43,
    slow: 3,
    'very slow': 2,
    refuse: 25,
    'refuse for ever': 5,
    'ask for less': 4,
    'ask for less, by date': 3,
    'be away': 3,
    redirect: 3,
    close: 5,
    'close within the answer': 3,
    hang: 1,
  },
  ill: { accept: 10, refuse: 70, close: 20 },
  away: { close: 100 },
  gone: { gone: 100 },
} satisfies Record<string, Partial<Record<ActName, number>>>;

export type Mood = keyof typeof moods;

export interface Misbehaving {
  urlOf(name: string, version: number): string;
  readonly arrivals: readonly Arrival[];
  /** How it is with one from now on; well, unless this says otherwise. */
  readonly moods: Map<string, Mood>;
  /** How many requests from these ports have no answer yet, by whomever their connections are kept. */
  open(ports: ReadonlySet<number>): number;
  close(): Promise<void>;
}

/**
 * Receivers, one at each path, which do at random what their mood is.
 *
 * @param draw a number in [0, 1) for what becomes of a request
 * @param now asked at each arrival
 */
export async function startMisbehaving(
  draw: (arrival: Arrival) => number,
  now: () => Date,
): Promise<Misbehaving> {
  const arrivals: Arrival[] = [];
  const moodOf = new Map<string, Mood>();
  const open = new Map<ServerResponse, number>();

  const choose = (arrival: Arrival): Act => {
    const { name } = arrival;
    let place = Math.floor(100 * draw(arrival));
    for (const [act, share] of Object.entries(moods[moodOf.get(name) ?? 'well'])) {
      if (place < share) return acts[act as ActName];
      place -= share;
    }
    return acts.accept;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const port = request.socket.remotePort ?? 0;
    open.set(response, port);
    response.once('close', () => open.delete(response));
    response.once('finish', () => open.delete(response));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, name = '', version = ''] = (request.url ?? '').split('/');
    const text = (header: string): string => String(request.headers[header] ?? '');
    const arrival: Arrival = {
      name,
      version: Number(version),
      event: text('webhook-id') as Id<'event'>,
      attempt: Number(text('x-webhook-attempt')),
      startedMs: Number(text('x-request-timestamp')),
      replay: text('x-webhook-replay') === 'true',
      timestamp: text('webhook-timestamp'),
      signatures: text('webhook-signature').split(' '),
      body: Buffer.concat(chunks).toString(),
      port,
      status: undefined,
    };
    arrivals.push(arrival);
    arrival.status = await choose(arrival)(response, now());
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => undefined));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    urlOf: (name, version) => `http://127.0.0.1:${port}/${name}/${version}`,
    arrivals,
    moods: moodOf,
    open: (ports) => [...open.values()].filter((port) => ports.has(port)).length,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
