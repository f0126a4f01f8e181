import { createBuckets } from '../../src/api/limits/buckets.ts';
import { networkOf } from '../../src/api/limits/network-of.ts';
import { request, runLoad } from '../support/load.ts';
import type { Bench } from '../support/row.ts';
import { startServer, type BenchServer } from '../support/server.ts';

const perSecond = 1_000_000;
/** Two processes of the same program differ by some per cent, each for its whole life: so there are several of both. */
const pairs = 2;
const turns = 4;
const turnSeconds = 1;

type Side = 'on' | 'off';

/** What counting costs: the same cheap route on servers with rate limits (too high to meet) and on ones without. */
export const limits: Bench = {
  name: 'limits',
  async run() {
    const rates: Record<Side, number[]> = { on: [], off: [] };
    for (let pair = 0; pair < pairs; pair += 1) await compare(rates);
    const median = { on: medianOf(rates.on), off: medianOf(rates.off) };
    return [
      {
        name: 'requests with rate limits counted',
        value: median.on,
        unit: '/s',
        baseline: { name: 'without limits', value: median.off },
      },
      {
        name: 'counting one request by address and company',
        value: countingMicroseconds(),
        unit: 'µs',
        baseline: { name: 'a request without limits', value: 1e6 / median.off },
      },
    ];
  },
};

/** One server of each kind, in short turns; who begins is drawn each time, so that what else the machine does hits both. */
async function compare(rates: Record<Side, number[]>): Promise<void> {
  const servers = new Map<Side, BenchServer>();
  try {
    for (const side of inAnyOrder()) {
      const limit = side === 'on' ? String(perSecond) : '0';
      servers.set(side, await startServer({ env: { RATE_LIMIT_COMPANY: limit, RATE_LIMIT_ADDRESS: limit } }));
    }
    // The first turn compiles the program.
    for (let turn = 0; turn <= turns; turn += 1) {
      for (const side of inAnyOrder()) {
        const server = servers.get(side);
        if (server === undefined) continue;
        const requests = [request(server.url, 'GET', '/management/operations/list', server.apiKey)];
        const result = await runLoad({ url: server.url, requests, callers: 64, seconds: turnSeconds });
        if (result.failed > 0) throw new Error(`${result.failed} requests failed`);
        if (turn > 0) rates[side].push(result.perSecond);
      }
    }
  } finally {
    for (const server of servers.values()) await server.stop();
  }
}

/** The counting alone, in this process: it is so small a part of a request that throughput can hardly show it. */
function countingMicroseconds(): number {
  const addresses = createBuckets(perSecond);
  const companies = createBuckets(perSecond);
  const rounds: number[] = [];
  const calls = 200_000;
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    for (let call = 0; call < calls; call += 1) {
      addresses.take(networkOf('127.0.0.1'), performance.now());
      companies.take('cmp_01970000-0000-7000-8000-000000000000', performance.now());
    }
    rounds.push(((performance.now() - began) * 1_000) / calls);
  }
  return medianOf(rounds);
}

const inAnyOrder = (): readonly Side[] => (Math.random() < 0.5 ? ['on', 'off'] : ['off', 'on']);

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}
