import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '../../src/kernel/assert.ts';
import { barePosts, takeApart } from '../support/bare-posts.ts';
import { cpuOf, cpuOfTree, postmasterOf } from '../support/cpu.ts';
import { request, runLoad } from '../support/load.ts';
import { databaseUrl, pileUp } from '../support/pile.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';
import type { Bench, Row } from '../support/row.ts';
import {
  call,
  foundCompany,
  makeCards,
  makeCompany,
  startServer,
  type BenchServer,
} from '../support/server.ts';

const backlog = 150_000;
/** As many as an endpoint that answers well may have at once. */
const mostAtOnce = 128;

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(50);
}

/** How fast events reach a receiver: from a backlog, and as they happen. */
export const deliveries: Bench = {
  name: 'deliveries',
  async run({ server, say }) {
    const receiver = await startReceiver();
    const rows: Row[] = [];
    try {
      const it = await server();
      const apiKey = await makeCompany(it, 'Deliveries');
      await call({ url: it.url, apiKey }, 'POST', '/webhooks/endpoints', { url: receiver.url });
      const cards = await makeCards(it, 100, apiKey);
      const swipes = cards.map((card) =>
        request(it.url, 'POST', '/simulate/authorizations', apiKey, { card_id: card, amount: '1.25' }),
      );
      say('1,000 events a second as they happen');
      await runLoad({ url: it.url, requests: swipes, callers: 64, seconds: 3, perSecond: 1000 });
      await receiver.reset();
      await runLoad({ url: it.url, requests: swipes, callers: 64, seconds: 10, perSecond: 1000 });
      await sleep(500);
      const live = await receiver.count();
      rows.push(
        { name: 'events at 1,000/s, created to received, p50', value: live.p50, unit: 'ms' },
        { name: 'events at 1,000/s, created to received, p99', value: live.p99, unit: 'ms' },
      );
      rows.push(...(await drain(receiver, say)));
    } finally {
      receiver.stop();
    }
    return rows;
  },
};

/** Sends a backlog that piled up while nobody dispatched, and then the same requests bare. */
async function drain(receiver: Receiver, say: (what: string) => void): Promise<Row[]> {
  const api = await startServer({ env: { ROLES: 'api' } });
  const drained: { perSecond: number; sample: string | null; budget: Row[] } = await (async () => {
    try {
      const { id, apiKey } = await foundCompany(api, 'Backlog');
      await call({ url: api.url, apiKey }, 'POST', '/webhooks/endpoints', { url: receiver.url });
      say(`a backlog of ${backlog} events`);
      await pileUp(api, backlog, () => id);
      await receiver.reset();
      say('draining');
      return await drainOnce(api, receiver);
    } finally {
      await api.stop();
    }
  })();
  const request = takeApart(present(drained.sample, 'a delivery that the receiver has seen'));
  say('the same requests, bare');
  const bare = await barePosts({
    ...request,
    url: receiver.url,
    posts: 2 * backlog,
    connections: mostAtOnce,
  });
  return [
    {
      name: 'deliveries from a backlog',
      value: drained.perSecond,
      unit: '/s',
      baseline: { name: 'bare undici POSTs', value: bare },
    },
    ...drained.budget,
  ];
}

async function drainOnce(
  api: BenchServer,
  receiver: Receiver,
): Promise<{ perSecond: number; sample: string | null; budget: Row[] }> {
  const postgres = postmasterOf(api);
  const before = { receiver: cpuOf(receiver.pid), postgres: cpuOfTree(postgres) };
  const dispatcher = await startServer({
    dataDir: api.dataDir,
    env: { ROLES: 'dispatcher', DATABASE_URL: databaseUrl(api) },
  });
  try {
    await until(async () => (await receiver.progress()).received >= backlog);
    const cpu = {
      dispatcher: cpuOf(dispatcher.pid),
      receiver: cpuOf(receiver.pid) - before.receiver,
      postgres: cpuOfTree(postgres) - before.postgres,
    };
    const { firstAtMs, lastAtMs, sample } = await receiver.count();
    const each = (seconds: number): number => (seconds * 1e6) / backlog;
    return {
      perSecond: (backlog / (lastAtMs - firstAtMs)) * 1000,
      sample,
      budget: [
        { name: '… CPU of the dispatcher, start included', value: each(cpu.dispatcher), unit: 'µs each' },
        { name: '… CPU of PostgreSQL', value: each(cpu.postgres), unit: 'µs each' },
        { name: '… CPU of the receiver', value: each(cpu.receiver), unit: 'µs each' },
      ],
    };
  } finally {
    await dispatcher.stop();
  }
}
