import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { purchaseIn, type Question, type Received, type ReceiverOptions } from './receiver.ts';
import { quantiles } from './quantile.ts';

/**
 * The receiving end of webhooks: answers 200 to whatever arrives. Counts requests, and how long after the moment in its id each
 * event came (a UUID version 7 starts with it).
 */
let received = 0;
let firstAtMs = 0;
let lastAtMs = 0;
let latencies: number[] = [];
let sample: string | null = null;
let connections = 0;
const thoughts = new Map<string, number>();
const { body, delayMs, kind } = JSON.parse(process.argv[2] ?? '') as Required<ReceiverOptions>;

const answerAfterDelay = (answer: () => void): void => {
  if (delayMs === 0) answer();
  else if (delayMs > 0) setTimeout(answer, delayMs);
};

/** As cheap as can be, so that it takes little of the two cores. */
const lean = () => {
  const answer = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  return createServer({ noDelay: true }, (socket: Socket) => {
    let buffered = '';
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      buffered = buffered === '' ? chunk.toString('latin1') : buffered + chunk.toString('latin1');
      for (;;) {
        const head = buffered.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(buffered.slice(0, head))?.[1] ?? 0);
        const end = head + 4 + length;
        if (buffered.length < end) return;
        note(buffered.slice(0, head), sample ?? buffered.slice(0, end));
        const purchase = delayMs > 0 ? purchaseIn(buffered.slice(head, end)) : undefined;
        buffered = buffered.length === end ? '' : buffered.slice(end);
        const askedAtMs = performance.now();
        answerAfterDelay(() => {
          socket.write(answer);
          if (purchase !== undefined) thoughts.set(purchase, performance.now() - askedAtMs);
        });
      }
    });
  });
};

/** As a company writes it: `node:http`, the whole body read, then 200. Its signature is not checked. */
const plain = () =>
  createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { rawHeaders, headers } = request;
      const whole = Buffer.concat(chunks);
      const wire = (): string => {
        const lines = rawHeaders.flatMap((name, at) =>
          at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : [],
        );
        return `POST ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${whole.toString('latin1')}`;
      };
      note(String(headers['webhook-id']), sample ?? wire());
      answerAfterDelay(() => response.end(body));
    });
  });

const server = kind === 'lean' ? lean() : plain();
server.on('connection', () => (connections += 1));

const nowMs = (): number => performance.timeOrigin + performance.now();

/** `text` has the event's id in it, before any other. */
function note(text: string, wire: string): void {
  received += 1;
  lastAtMs = nowMs();
  if (received === 1) firstAtMs = lastAtMs;
  sample = wire;
  const moment = /evt_([0-9a-f]{8})-([0-9a-f]{4})/.exec(text);
  if (moment !== null) latencies.push(lastAtMs - parseInt(`${moment[1]}${moment[2]}`, 16));
}

function report(): Received {
  const at = quantiles(latencies);
  return { received, p50: at(0.5), p99: at(0.99), firstAtMs, lastAtMs, sample, connections };
}

process.on('message', (question: Question) => {
  if (question === 'reset') {
    received = 0;
    latencies = [];
    sample = null;
  }
  // Asked for progress while it works: nothing that takes long.
  const answers = { thoughts: () => [...thoughts], progress: () => ({ received, lastAtMs }) };
  process.send?.(question === 'thoughts' || question === 'progress' ? answers[question]() : report());
});

server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as { port: number }).port, pid: process.pid }),
);
