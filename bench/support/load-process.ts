import { connect, type Socket } from 'node:net';
import type { Load, LoadResult } from './load.ts';

/**
 * The load: requests prepared as bytes over kept connections, answers read no further than their length. A client
 * that builds and parses each request would take more of the two cores than the server.
 */
process.on('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result));
});

async function run(load: Load): Promise<LoadResult> {
  const { hostname, port } = new URL(load.url);
  const requests = load.requests.map((text) => Buffer.from(text));
  const latencies: number[] = [];
  let failed = 0;
  let next = Math.floor(Math.random() * requests.length);
  const began = performance.now();
  const until = began + load.seconds * 1000;
  const gap = load.perSecond === undefined ? 0 : 1000 / load.perSecond;
  let due = began;

  const caller = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
      let sentAt = 0;
      let buffered = '';
      const send = (): void => {
        const now = performance.now();
        if (now >= until) {
          socket.end();
          resolve();
          return;
        }
        if (gap > 0) {
          const mine = due;
          due += gap;
          if (mine > now) {
            setTimeout(() => fire(mine), mine - now);
            return;
          }
          fire(mine);
          return;
        }
        fire(now);
      };
      // In the open loop the latency counts from the moment the request was due, not from when a caller was free.
      const fire = (from: number): void => {
        sentAt = from;
        socket.write(requests[next++ % requests.length] as Buffer);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        buffered = buffered === '' ? chunk.toString('latin1') : buffered + chunk.toString('latin1');
        const head = buffered.indexOf('\r\n\r\n');
        if (head < 0) return;
        const at = buffered.indexOf('ontent-length: ') + 15;
        const length = at < 15 || at > head ? 0 : parseInt(buffered.slice(at, at + 12), 10);
        if (buffered.length < head + 4 + length) return;
        latencies.push(performance.now() - sentAt);
        if (
          !buffered.startsWith('HTTP/1.1 2') ||
          (load.expect !== undefined && !buffered.includes(load.expect))
        )
          failed += 1;
        buffered = '';
        send();
      });
    });

  await Promise.all(Array.from({ length: load.callers }, caller));
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    perSecond: latencies.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    sent: latencies.length,
    failed,
  };
}
