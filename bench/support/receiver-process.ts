import { createServer, type Socket } from 'node:net';
import type { Question, Received } from './receiver.ts';

/**
 * The receiving end of webhooks: answers 200 to whatever arrives, as cheaply as it can, so that it takes little of the
 * two cores. Counts requests, and how long after the moment in its id each event came (a UUID version 7 starts with it).
 */
let received = 0;
let firstAtMs = 0;
let lastAtMs = 0;
let latencies: number[] = [];
let sample: string | null = null;
let connections = 0;
const [body = 'ok', delayMs = '0'] = process.argv.slice(2);
const answer = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
const delay = Number(delayMs);

const server = createServer({ noDelay: true }, (socket: Socket) => {
  let buffered = '';
  connections += 1;
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered === '' ? chunk.toString('latin1') : buffered + chunk.toString('latin1');
    for (;;) {
      const head = buffered.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(buffered.slice(0, head))?.[1] ?? 0);
      const end = head + 4 + length;
      if (buffered.length < end) return;
      note(buffered, head, end);
      buffered = buffered.length === end ? '' : buffered.slice(end);
      if (delay === 0) socket.write(answer);
      else if (delay > 0) setTimeout(() => socket.write(answer), delay);
    }
  });
});

const nowMs = (): number => performance.timeOrigin + performance.now();

function note(text: string, head: number, end: number): void {
  received += 1;
  lastAtMs = nowMs();
  if (received === 1) firstAtMs = lastAtMs;
  sample ??= text.slice(0, end);
  const id = /webhook-id: evt_([0-9a-f]{8})-([0-9a-f]{4})/i.exec(text.slice(0, head));
  if (id !== null) latencies.push(lastAtMs - parseInt(`${id[1]}${id[2]}`, 16));
}

function report(): Received {
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { received, p50: at(0.5), p99: at(0.99), firstAtMs, lastAtMs, sample, connections };
}

process.on('message', (question: Question) => {
  if (question === 'reset') {
    received = 0;
    latencies = [];
    sample = null;
  }
  // Asked while it works: nothing that takes long.
  process.send?.(question === 'progress' ? { received, lastAtMs } : report());
});

server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as { port: number }).port, pid: process.pid }),
);
