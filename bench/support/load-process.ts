import { connect, type Socket } from 'node:net';
import type { Load, LoadResult } from './load.ts';
import { purchaseIn } from './receiver.ts';
import { quantiles } from './quantile.ts';

/**
 * The load: requests prepared as bytes over kept connections, answers read no further than their length. A client
 * that builds and parses each request would take more of the two cores than the server.
 */
process.on('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result));
});

/** Of `HTTP/1.1 200`: the digit that says success. */
const statusAt = 9;
const success = '2'.charCodeAt(0);
const lengthName = Buffer.from('ontent-length: ');
const headEnd = Buffer.from('\r\n\r\n');

/** Where an answer ends; `undefined` when its head is not all there. */
function endOf(answer: Buffer): number | undefined {
  const head = answer.indexOf(headEnd);
  if (head < 0) return undefined;
  const name = answer.indexOf(lengthName);
  if (name < 0 || name > head) return head + headEnd.length;
  let length = 0;
  for (let at = name + lengthName.length; at < head; at += 1) {
    const digit = (answer[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    length = length * 10 + digit;
  }
  return head + headEnd.length + length;
}

async function run(load: Load): Promise<LoadResult> {
  const { hostname, port } = new URL(load.url);
  const requests = load.requests.map((text) => Buffer.from(text));
  const latencies: number[] = [];
  const purchases: [string, number][] = [];
  let failed = 0;
  let next = Math.floor(Math.random() * requests.length);
  const began = performance.now();
  const until = began + load.seconds * 1000;
  const gap = load.perSecond === undefined ? 0 : 1000 / load.perSecond;
  let due = began;

  const expected = load.expect === undefined ? undefined : Buffer.from(load.expect);
  const caller = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let sentAt = 0;
      /** What came of an answer that came in parts. */
      let begun: Buffer | undefined;
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
      const heard = (part: Buffer): void => {
        const answer = begun === undefined ? part : Buffer.concat([begun, part]);
        const end = endOf(answer);
        if (end === undefined || answer.length < end) {
          begun = Buffer.from(answer);
          return;
        }
        begun = undefined;
        const latency = performance.now() - sentAt;
        latencies.push(latency);
        if (load.purchases === true) purchases.push([purchaseIn(answer.toString('latin1')) ?? '', latency]);
        if (answer[statusAt] !== success || (expected !== undefined && !answer.includes(expected)))
          failed += 1;
        send();
      };
      const socket: Socket = connect({
        host: hostname,
        port: Number(port),
        noDelay: true,
        // Read into one buffer that stays: no stream, nothing to collect.
        onread: {
          buffer: Buffer.allocUnsafe(16_384),
          callback: (bytes, buffer) => {
            heard((buffer as Buffer).subarray(0, bytes));
            return true;
          },
        },
      });
      socket.on('connect', send);
      socket.on('error', reject);
    });

  await Promise.all(Array.from({ length: load.callers }, caller));
  const seconds = (performance.now() - began) / 1000;
  const at = quantiles(latencies);
  return {
    perSecond: latencies.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    sent: latencies.length,
    failed,
    purchases,
  };
}
