import { setTimeout as sleep } from 'node:timers/promises';
import { request, runLoad } from '../support/load.ts';
import { startReceiver, type Received } from '../support/receiver.ts';
import type { Bench } from '../support/row.ts';
import { call, foundCompany, makeCards, startServer } from '../support/server.ts';

const companies = 50;
/** A tenth of the endpoints. */
const hanging = 5;
/** Events a second of each company but the flooding one, which has a hundred times as many. */
const rate = 4;
const seconds = 12;

/**
 * Whether anybody notices that a tenth of the endpoints never answers and one company floods: from creation to receipt, at the
 * endpoints of all other companies.
 */
export const fairness: Bench = {
  name: 'fairness',
  async run({ say }) {
    const healthy = await startReceiver();
    const flooded = await startReceiver({ delayMs: 20 });
    const silent = await startReceiver({ delayMs: -1 });
    const it = await startServer();
    try {
      const swipes: string[] = [];
      for (let at = 0; at <= companies; at += 1) {
        const { apiKey } = await foundCompany(it, `Company ${at}`);
        const receiver = at === companies ? flooded : at < hanging ? silent : healthy;
        await call({ url: it.url, apiKey }, 'POST', '/webhooks/endpoints', { url: receiver.url });
        const [card] = await makeCards(it, 1, apiKey);
        swipes.push(
          request(it.url, 'POST', '/simulate/authorizations', apiKey, { card_id: card, amount: '0.01' }),
        );
      }
      const quiet = swipes.slice(hanging, companies);
      const all = everybody(swipes.slice(0, companies), swipes[companies] ?? '');
      const run = async (requests: readonly string[], perSecond: number): Promise<Received> => {
        await runLoad({ url: it.url, requests, callers: 64, seconds: 2, perSecond });
        await healthy.reset();
        await runLoad({ url: it.url, requests, callers: 64, seconds, perSecond });
        await sleep(500);
        return healthy.count();
      };
      await runLoad({ url: it.url, requests: all, callers: 64, seconds: 2, perSecond: 500 });
      say('healthy endpoints by themselves');
      const alone = await run(quiet, quiet.length * rate);
      say('beside hanging ones and a flood');
      const beside = await run(all, all.length * rate);
      const row = (name: string, of: (received: Received) => number) => ({
        name: `healthy endpoints beside hanging ones and a flood, ${name}`,
        value: of(beside),
        unit: 'ms',
        baseline: { name: 'without them', value: of(alone) },
      });
      return [row('p50', ({ p50 }) => p50), row('p99', ({ p99 }) => p99)];
    } finally {
      await it.stop();
      for (const receiver of [healthy, flooded, silent]) receiver.stop();
    }
  },
};

/** One round: one of each company, and a hundred of the flooding one, two between each of the others. */
function everybody(others: readonly string[], flood: string): string[] {
  const floods = 100 / others.length;
  return others.flatMap((swipe) => [swipe, ...Array.from({ length: floods }, () => flood)]);
}
