import { present } from '../../src/kernel/assert.ts';
import { request, runLoad, type LoadResult } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';
import { call, makeCards, makeCompany, type BenchServer } from '../support/server.ts';
import { quantiles } from '../support/quantile.ts';
import type { Bench, Row } from '../support/row.ts';

const approved = '"approved":true';
/** How long the company's endpoint thinks: most of its 1,200 ms, so that 50 questions are open at any moment. */
const thinksMs = 1_000;
const inTimeMs = 1_100;
const tooLateMs = 1_300;
const inParallel = 50;
const otherPerSecond = 200;
const seconds = 12;

/**
 * Purchases that a company decides, 50 at any moment, while others are authorized at a steady rate. What the platform adds is
 * the time that the terminal waits less the time that the endpoint has thought, of each purchase: two units of work, the question
 * and its answer. Before that, 50 at once for an endpoint that answers just in time and one that answers just too late.
 */
export const decisions: Bench = {
  name: 'decisions',
  async run({ server, say }) {
    const it = await server();
    const cards = await makeCards(it, 100);
    const meanwhile = async <T>(forSeconds: number, what: Promise<T>): Promise<[T, LoadResult]> => {
      const others = runLoad({
        url: it.url,
        requests: swipes(it.url, cards, it.apiKey),
        callers: 64,
        seconds: forSeconds,
        perSecond: otherPerSecond,
        expect: approved,
      });
      const both = await Promise.all([what, others]);
      if (both[1].failed > 0) throw new Error(`${both[1].failed} plain authorizations failed`);
      return both;
    };

    const rows: Row[] = [];
    for (const answeredMs of [inTimeMs, tooLateMs]) {
      say(`${inParallel} at once, answered after ${answeredMs} ms`);
      await using company = await asks(it, answeredMs);
      const [{ sent, failed }] = await meanwhile(3, company.swipe({ seconds: 0.5 }));
      rows.push({
        name: `decisions answered after ${answeredMs} ms, of ${sent} in parallel: honoured`,
        value: sent - failed,
        unit: '',
      });
    }

    await using company = await asks(it, thinksMs);
    const steady = (forSeconds: number) =>
      meanwhile(
        forSeconds,
        // One every 20 ms, each open for a second.
        company.swipe({ seconds: forSeconds, perSecond: (inParallel * 1_000) / thinksMs }),
      );
    // The first thousands of batches compile the program, the first seconds open connections.
    await runLoad({ url: it.url, requests: swipes(it.url, cards, it.apiKey), callers: 2, seconds: 8 });
    await steady(4);
    say(`${inParallel} decisions in parallel at ${otherPerSecond} authorizations/s`);
    const [decided, plain] = await steady(seconds);
    if (decided.failed > 0) throw new Error(`${decided.failed} decisions failed`);
    const thoughts = await company.thoughts();
    const added = quantiles(
      decided.purchases.map(([id, ms]) => ms - present(thoughts.get(id), 'a purchase that was asked about')),
    );
    const name = `decisions, ${inParallel} in parallel: added by the platform`;
    return [
      ...rows,
      {
        name: `${name}, p50`,
        value: added(0.5),
        unit: 'ms',
        baseline: { name: 'a plain authorization meanwhile', value: plain.p50 },
      },
      {
        name: `${name}, p99`,
        value: added(0.99),
        unit: 'ms',
        baseline: { name: 'a plain authorization meanwhile', value: plain.p99 },
      },
    ];
  },
};

const swipes = (url: string, cards: readonly string[], apiKey: string): string[] =>
  cards.map((card) =>
    request(url, 'POST', '/simulate/authorizations', apiKey, { card_id: card, amount: '1.25' }),
  );

/** A company whose endpoint approves everything after a while. */
async function asks(it: BenchServer, afterMs: number) {
  const receiver = await startReceiver({ body: '{"response_code":"00"}', delayMs: afterMs });
  const apiKey = await makeCompany(it, `Answers after ${afterMs} ms`);
  await call({ url: it.url, apiKey }, 'POST', '/webhooks/endpoints', {
    url: receiver.url,
    decision: true,
    filters: ['TREASURY'],
  });
  const requests = swipes(it.url, await makeCards(it, inParallel, apiKey, 'WEBHOOK'), apiKey);
  return {
    /** At a rate a few callers more, so that none is waited for. */
    swipe: ({ seconds, perSecond }: { seconds: number; perSecond?: number }): Promise<LoadResult> =>
      runLoad({
        url: it.url,
        requests,
        callers: perSecond === undefined ? inParallel : inParallel + 14,
        seconds,
        ...(perSecond === undefined ? {} : { perSecond }),
        expect: approved,
        purchases: true,
      }),
    thoughts: () => receiver.thoughts(),
    async [Symbol.asyncDispose]() {
      receiver.stop();
    },
  };
}
