import { createServer, type Socket } from 'node:net';

/**
 * The receiving end of webhooks: answers 200 to whatever arrives, as cheaply as it can, so that it takes little of the
 * two cores. Counts requests, and how long after the moment in its id each event came (a UUID version 7 starts with it).
 */
let received = 0;
let latencies: number[] = [];
const [body = 'ok', delayMs = '0'] = process.argv.slice(2);
const answer = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
const delay = Number(delayMs);

const server = createServer({ noDelay: true }, (socket: Socket) => {
  let buffered = '';
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered === '' ? chunk.toString('latin1') : buffered + chunk.toString('latin1');
    for (;;) {
      const head = buffered.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(buffered.slice(0, head))?.[1] ?? 0);
      if (buffered.length < head + 4 + length) return;
      note(buffered.slice(0, head));
      buffered = buffered.slice(head + 4 + length);
      if (delay === 0) socket.write(answer);
      else setTimeout(() => socket.write(answer), delay);
    }
  });
});

function note(head: string): void {
  received += 1;
  const id = /webhook-id: evt_([0-9a-f]{8})-([0-9a-f]{4})/i.exec(head);
  if (id !== null)
    latencies.push(performance.timeOrigin + performance.now() - parseInt(`${id[1]}${id[2]}`, 16));
}

process.on('message', (question: 'count' | 'reset') => {
  if (question === 'reset') {
    received = 0;
    latencies = [];
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  process.send?.({ received, p50: at(0.5), p99: at(0.99) });
});

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
