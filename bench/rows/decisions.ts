import { request, runLoad } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';
import { call, makeCards, makeCompany } from '../support/server.ts';
import type { Bench } from '../support/row.ts';

const approved = '"approved":true';
/** How long the company's endpoint thinks: most of its 1,200 ms, so that 50 questions are open at any moment. */
const thinksMs = 1_000;
const inParallel = 50;
const otherPerSecond = 200;
const seconds = 12;

/**
 * Purchases that a company decides, 50 at any moment, while others are authorized at a steady rate. What the platform adds is
 * the time that the terminal waits less the time that the endpoint thinks: two units of work, the question and its answer.
 */
export const decisions: Bench = {
  name: 'decisions',
  async run({ server, say }) {
    const it = await server();
    const receiver = await startReceiver({ body: '{"response_code":"00"}', delayMs: thinksMs });
    try {
      const company = await makeCompany(it, 'Decides itself');
      await call({ url: it.url, apiKey: company }, 'POST', '/webhooks/endpoints', {
        url: receiver.url,
        decision: true,
        filters: ['TREASURY'],
      });
      const asking = await makeCards(it, inParallel, company, 'WEBHOOK');
      const others = await makeCards(it, 100);
      const swipes = (cards: readonly string[], key: string): string[] =>
        cards.map((card) =>
          request(it.url, 'POST', '/simulate/authorizations', key, { card_id: card, amount: '1.25' }),
        );
      const steady = (until: number) =>
        runLoad({
          url: it.url,
          requests: swipes(others, it.apiKey),
          callers: 64,
          seconds: until,
          perSecond: otherPerSecond,
          expect: approved,
        });
      // The first seconds compile the program.
      await steady(3);

      say(`${inParallel} decisions in parallel at ${otherPerSecond} authorizations/s`);
      const [decided, plain] = await Promise.all([
        runLoad({
          url: it.url,
          requests: swipes(asking, company),
          // One every 20 ms, each open for a second. A few callers more, so that none is waited for.
          callers: inParallel + 14,
          seconds,
          perSecond: (inParallel * 1_000) / thinksMs,
          expect: approved,
        }),
        steady(seconds),
      ]);
      const failed = decided.failed + plain.failed;
      if (failed > 0) throw new Error(`${failed} authorizations failed`);
      const name = `decisions, ${inParallel} in parallel: added by the platform`;
      return [
        {
          name: `${name}, p50`,
          value: decided.p50 - thinksMs,
          unit: 'ms',
          baseline: { name: 'a plain authorization meanwhile', value: plain.p50 },
        },
        {
          name: `${name}, p99`,
          value: decided.p99 - thinksMs,
          unit: 'ms',
          baseline: { name: 'a plain authorization meanwhile', value: plain.p99 },
        },
      ];
    } finally {
      receiver.stop();
    }
  },
};
