import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/platform/ids.ts';
import { pileUp, withWebhooks } from '../support/pile.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Bench } from '../support/row.ts';
import { startServer } from '../support/server.ts';

const companies = 10_000;
const endpointsEach = 10;
/** Each goes to ten endpoints. */
const events = 20_000;

/** What the whole server keeps in memory while it sends to a hundred thousand endpoints, two deliveries each. */
export const endpoints: Bench = {
  name: 'endpoints',
  heavy: true,
  async run({ say }) {
    const receiver = await startReceiver();
    const masterKey = randomBytes(32).toString('hex');
    const it = await startServer({ env: { MASTER_KEY: masterKey } });
    try {
      const ids = Array.from({ length: companies }, () => newId('company'));
      say(`${companies * endpointsEach} endpoints`);
      await withWebhooks(it, masterKey, async ({ webhooks }) => {
        const waiting = ids.values();
        const make = async (): Promise<void> => {
          for (const company of waiting)
            for (let at = 0; at < endpointsEach; at += 1)
              await webhooks.endpoints.create(company, { url: `${receiver.url}${at}` });
        };
        await Promise.all(Array.from({ length: 8 }, make));
      });
      await sleep(2000);
      const idle = it.residentMb();
      say('delivering');
      let peak = 0;
      const timer = setInterval(() => (peak = Math.max(peak, it.residentMb())), 20);
      const began = performance.now();
      await pileUp(it, events, (at) => ids[at % companies] ?? newId('company'));
      const count = events * endpointsEach;
      while ((await receiver.progress()).received < count) await sleep(50);
      const perSecond = (count / (performance.now() - began)) * 1000;
      clearInterval(timer);
      return [
        {
          name: 'resident while sending to 100,000 endpoints, peak',
          value: peak,
          unit: 'MB',
          baseline: { name: 'before', value: idle },
        },
        { name: '… deliveries, two to each', value: perSecond, unit: '/s' },
      ];
    } finally {
      await it.stop();
      receiver.stop();
    }
  },
};
