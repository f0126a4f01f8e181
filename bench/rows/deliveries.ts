import { setTimeout as sleep } from 'node:timers/promises';
import { withBacklog } from '../support/backlog.ts';
import { barePosts, takeApart } from '../support/bare-posts.ts';
import { request, runLoad } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Bench, Row } from '../support/row.ts';
import { call, makeCards, makeCompany } from '../support/server.ts';

const backlog = 100_000;
/** As many as an endpoint that answers well may have at once. */
const mostAtOnce = 128;

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
    } finally {
      receiver.stop();
    }
    rows.push(...(await fromBacklog('lean', say)), ...(await fromBacklog('http', say)));
    return rows;
  },
};

/** What stands behind the names of the rows. */
const receiverNames = { lean: 'a lean receiver', http: 'a receiver on node:http' } as const;

/** Sends a backlog that piled up while nobody dispatched; and then, by itself on the machine, the same requests bare. */
const fromBacklog = (kind: keyof typeof receiverNames, say: (what: string) => void): Promise<Row[]> =>
  withBacklog({ kind }, async ({ server, receiver, send }) => {
    const name = receiverNames[kind];
    say(`a backlog of ${backlog} events to ${name}`);
    const drained = await send(backlog);
    await server.stop();
    say('the same requests, bare');
    const bare = await barePosts({
      ...takeApart(drained.sample),
      url: receiver.url,
      posts: backlog,
      connections: mostAtOnce,
    });
    const { cpu } = drained;
    return [
      {
        name: `deliveries from a backlog to ${name}`,
        value: drained.perSecond,
        unit: '/s',
        baseline: { name: 'bare undici POSTs to it', value: bare },
      },
      { name: '… over connections that were open', value: drained.reused * 100, unit: '%' },
      { name: '… CPU of the dispatcher, start included', value: cpu.dispatcher, unit: 'µs each' },
      { name: '… CPU of PostgreSQL', value: cpu.postgres, unit: 'µs each' },
      { name: '… CPU of the receiver', value: cpu.receiver, unit: 'µs each' },
    ];
  });
