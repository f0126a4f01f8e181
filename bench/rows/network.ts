import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCodec, dialects, type Dialect, type Message } from '../../src/network/index.ts';
import { runNetworkLoad } from '../support/network-load.ts';
import { purchaseFields } from '../support/network-messages.ts';
import type { Bench, Row } from '../support/row.ts';
import { call, makeCards, type BenchServer } from '../support/server.ts';

const connections = 8;

/** The card network's door: how fast messages are read and written, and how fast purchases are answered over the wire. */
export const network: Bench = {
  name: 'network',
  async run({ server, say }) {
    const rows = ['iso1987-ascii', 'iso1987-binary'].flatMap((name) => codecRows(name, dialects[name]));
    const it = await server();
    const at = { host: '127.0.0.1', port: await portOf(it), connections };
    const pans = await numbersOf(it, await makeCards(it, 100));
    // The first seconds compile the program and fill PostgreSQL's caches.
    await runNetworkLoad({ ...at, pans, seconds: 3, perSecond: 1_000 });

    say(`1,000 authorizations a second over ${connections} connections`);
    const echo = await runNetworkLoad({ ...at, pans: [], seconds: 2, perSecond: 1_000 });
    const paced = await runNetworkLoad({ ...at, pans, seconds: 8, perSecond: 1_000 });
    say('as many as go');
    const most = await runNetworkLoad({ ...at, pans, seconds: 4, underWay: 32 });
    for (const { sent, failed } of [paced, most])
      if (failed > 0) throw new Error(`${failed} of ${sent} authorizations were not approved`);
    const echoes = { name: 'echo tests (0800) at the same rate' };
    return [
      ...rows,
      {
        name: `ISO 8583 authorizations at 1,000/s, ${connections} connections`,
        value: paced.perSecond,
        unit: '/s',
      },
      { name: '… p50', value: paced.p50, unit: 'ms', baseline: { ...echoes, value: echo.p50 } },
      { name: '… p99', value: paced.p99, unit: 'ms', baseline: { ...echoes, value: echo.p99 } },
      {
        name: `ISO 8583 authorizations, ${connections} connections, 32 under way on each`,
        value: most.perSecond,
        unit: '/s',
      },
      { name: '… p99', value: most.p99, unit: 'ms' },
    ];
  },
};

/** Decodes and encodes of one purchase on this core, beside `JSON` doing the same for the same message. */
function codecRows(name: string, dialect: Dialect | undefined): Row[] {
  if (dialect === undefined) throw new Error(`there is no dialect ${name}`);
  const codec = createCodec(dialect);
  const message: Message = {
    mti: '0100',
    fields: purchaseFields('9999990000000007', '000123', '0105093105'),
  };
  const bytes = codec.encode(message);
  const text = JSON.stringify(message);
  return [
    {
      name: `${name}: decodes`,
      value: perSecond(() => codec.decode(bytes)),
      unit: '/s',
      baseline: { name: 'JSON.parse', value: perSecond(() => JSON.parse(text) as unknown) },
    },
    {
      name: `${name}: encodes`,
      value: perSecond(() => codec.encode(message)),
      unit: '/s',
      baseline: { name: 'JSON.stringify', value: perSecond(() => JSON.stringify(message)) },
    },
  ];
}

function perSecond(action: () => unknown): number {
  for (let times = 0; times < 20_000; times += 1) action();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < 300) {
    for (let times = 0; times < 1_000; times += 1) action();
    done += 1_000;
  }
  return done / ((performance.now() - began) / 1_000);
}

/** Where the card network is listened for; the server says so right after it is ready. */
async function portOf({ dataDir }: BenchServer): Promise<number> {
  const file = join(dataDir, 'ready.json');
  while (!existsSync(file)) await sleep(10);
  const { network: address } = JSON.parse(readFileSync(file, 'utf8')) as { network: string };
  return Number(address.split(':').at(-1));
}

/** The numbers of cards, as their cardholders read them. */
async function numbersOf(it: BenchServer, cards: readonly string[]): Promise<string[]> {
  const pans: string[] = [];
  for (const card of cards) {
    const page = new URL(String((await call(it, 'GET', `/cards/virtual-cards/${card}/pan-html`))['url']));
    const shown = await call(it, 'POST', page.pathname, { token: page.hash.slice(1) });
    pans.push(String(shown['pan']));
  }
  return pans;
}
