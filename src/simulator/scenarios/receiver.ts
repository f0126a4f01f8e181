import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from '../../platform/http-server.ts';
import type { Answer } from './format.ts';

/** A request as it arrived. */
export interface Request {
  /** `CARDS.CLEARING.PENDING` */
  readonly type: string;
  readonly attempt: number;
  readonly replay: boolean;
  readonly data: unknown;
}

export type Answers = Answer | readonly Answer[];

/** What one endpoint of a scenario gets, and how it treats it. */
export interface Mailbox {
  readonly url: string;
  readonly requests: readonly Request[];
  /** How events are answered from now on. */
  answer(answers: Answers): void;
  /** How questions are answered from now on. */
  decide(answers: Answers): void;
}

/** The receivers of a scenario: one small HTTP server on a free port of this machine, so that deliveries and decisions are real. */
export interface Receiver {
  open(name: string): Mailbox;
  close(): Promise<void>;
}

const question = 'CARDS.AUTHORIZATION.PENDING';
const most = 1_048_576;

export async function startReceiver(): Promise<Receiver> {
  const boxes = new Map<string, Box>();
  const server = createServer((request, response) => {
    serve(boxes, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    open(name) {
      const box: Box = {
        url: `http://127.0.0.1:${port}/${name}`,
        requests: [],
        events: [200],
        questions: [{ status: 200, body: { response_code: '00' } }],
        answer: (answers) => void (box.events = [answers].flat()),
        decide: (answers) => void (box.questions = [answers].flat()),
      };
      boxes.set(`/${name}`, box);
      return box;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Box extends Mailbox {
  readonly requests: Request[];
  events: Answer[];
  questions: Answer[];
}

async function serve(
  boxes: ReadonlyMap<string, Box>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await read(request);
  const box = boxes.get(request.url ?? '');
  if (box === undefined) return void response.writeHead(404).end();
  const { operation, sub_operation, status, data } = JSON.parse(text) as Record<string, unknown>;
  const type = [operation, sub_operation, status].join('.');
  const waiting = type === question ? box.questions : box.events;
  const next = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? 200;
  box.requests.push({
    type,
    attempt: Number(request.headers['x-webhook-attempt'] ?? 1),
    replay: request.headers['x-webhook-replay'] === 'true',
    data,
  });
  const answer = typeof next === 'number' ? { status: next } : next;
  if (answer.delay_ms !== undefined) await pause(answer.delay_ms);
  if (answer.hang_up === true) return void response.destroy();
  const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(body);
}

const stepMs = 20;

/**
 * In steps, of which a standstill of this process ends one: in one piece the pause would be over together with whatever the platform waits
 * for meanwhile, and an answer that is to be too late would be there just in time.
 */
async function pause(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs)
    await sleep(Math.min(stepMs, left), undefined, { ref: false });
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > most) throw new Error('larger than any event');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
