import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createCodec, dialects } from '../../src/network/index.ts';
import type { NetworkLoad, NetworkLoadResult } from './network-load.ts';
import { purchaseFields } from './network-messages.ts';
import { quantiles } from './quantile.ts';

process.on('message', (load: NetworkLoad) => {
  void run(load).then((result) => process.send?.(result));
});

const dialect = dialects['iso1987-ascii'];
if (dialect === undefined) throw new Error('the dialect of the bench is there');
const codec = createCodec(dialect);
const tickMs = 2;

async function run(load: NetworkLoad): Promise<NetworkLoadResult> {
  const { pans, seconds } = load;
  const latencies: number[] = [];
  let failed = 0;
  let sent = 0;
  let trace = Math.floor(Math.random() * 1_000_000);
  const waiting = new Map<string, number>();
  const began = performance.now();
  const until = began + seconds * 1_000;
  const lines = await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const socket = connect({ host: load.host, port: load.port, noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );

  const fire = (socket: Socket, dueAt: number): void => {
    trace = (trace + 1) % 1_000_000;
    const stan = String(trace).padStart(6, '0');
    const pan = pans.length === 0 ? undefined : pans[sent % pans.length];
    sent += 1;
    waiting.set(stan, dueAt);
    const message = codec.encode(
      pan === undefined
        ? { mti: '0800', fields: { 7: momentOf(new Date()), 11: stan, 70: '301' } }
        : { mti: '0100', fields: purchaseFields(pan, stan, momentOf(new Date())) },
    );
    const framed = Buffer.alloc(2 + message.length);
    framed.writeUInt16BE(message.length);
    framed.set(message, 2);
    socket.write(framed);
  };

  for (const socket of lines) {
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE()) {
        const length = rest.readUInt16BE();
        const { fields } = codec.decode(rest.subarray(2, 2 + length));
        rest = rest.subarray(2 + length);
        const stan = fields[11];
        if (typeof stan !== 'string') continue;
        latencies.push(performance.now() - (waiting.get(stan) ?? 0));
        waiting.delete(stan);
        if (fields[39] !== '00') failed += 1;
        if (load.perSecond === undefined && performance.now() < until) fire(socket, performance.now());
      }
    });
  }

  if (load.perSecond === undefined) {
    for (const socket of lines)
      for (let times = 0; times < (load.underWay ?? 1); times += 1) fire(socket, performance.now());
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  } else {
    await openLoop(lines, load.perSecond, until, fire);
  }
  for (let waited = 0; waiting.size > 0 && waited < 4_000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const tookMs = Math.max(performance.now(), until) - began;
  for (const socket of lines) socket.destroy();
  const at = quantiles(latencies);
  return {
    perSecond: latencies.length / (tookMs / 1_000),
    p50: at(0.5),
    p99: at(0.99),
    sent,
    failed: failed + waiting.size,
  };
}

/** Sends what is due each tick, over the connections in turn; the latency counts from the moment it was due. */
function openLoop(
  lines: readonly Socket[],
  perSecond: number,
  until: number,
  fire: (socket: Socket, dueAt: number) => void,
): Promise<void> {
  const gap = 1_000 / perSecond;
  let due = performance.now();
  let next = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      for (const now = performance.now(); due <= now && due < until; due += gap) {
        const socket = lines[next % lines.length];
        next += 1;
        if (socket !== undefined) fire(socket, due);
      }
      if (due < until) return;
      clearInterval(timer);
      resolve();
    }, tickMs);
  });
}

/** MMDDhhmmss */
const momentOf = (at: Date): string => at.toISOString().replaceAll(/\D/g, '').slice(4, 14);
