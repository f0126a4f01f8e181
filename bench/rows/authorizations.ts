import { call, makeCards, makeCompany, type BenchServer } from '../support/server.ts';
import { request, runLoad } from '../support/load.ts';
import { pgbench } from '../support/pgbench.ts';
import type { Bench, Row } from '../support/row.ts';

const approved = '"approved":true';

/** Cards of a company of its own, with every limit there is and as many velocity rules, none of which is reached. */
async function makeGuarded(it: BenchServer, count: number) {
  const apiKey = await makeCompany(it, 'With limits and rules');
  const cards = await makeCards(it, count, apiKey);
  const as = { url: it.url, apiKey };
  const limits = {
    per_transaction_limit: '1000.00',
    daily_limit: '1000000.00',
    weekly_limit: '1000000.00',
    monthly_limit: '1000000.00',
  };
  for (const card of cards) await call(as, 'PATCH', `/cards/virtual-cards/${card}/limits`, limits);
  const rules = [60, 600, 3_600, 43_200, 86_400].map((seconds) => ({
    max_authorizations: 10_000,
    time_window_seconds: seconds,
  }));
  await call(as, 'PUT', '/cards/account/configuration/velocity-rules', { rules });
  return { apiKey, cards };
}

/**
 * Authorizations through HTTP, each with all checks, hold, entry, event and delivery row durable before it is answered.
 * Beside them: the same PostgreSQL under pgbench, and the same server answering `GET /healthz`.
 */
export const authorizations: Bench = {
  name: 'authorizations',
  async run({ server, say }) {
    const it = await server();
    const cards = await makeCards(it, 500);
    const swipe = (card: string, apiKey = it.apiKey): string =>
      request(it.url, 'POST', '/simulate/authorizations', apiKey, { card_id: card, amount: '1.25' });
    const swipes = cards.map((card) => swipe(card));
    // The first seconds compile the program and fill PostgreSQL's caches.
    await runLoad({ url: it.url, requests: swipes, callers: 64, seconds: 4 });

    say('pgbench -N -M prepared -c 32');
    const baseline = await pgbench(it.dataDir, 8);
    const health = await runLoad({
      url: it.url,
      requests: [request(it.url, 'GET', '/healthz')],
      callers: 64,
      seconds: 3,
    });

    const rows: Row[] = [];
    for (const callers of [256, 64, 1]) {
      say(`${callers} callers`);
      const result = await runLoad({ url: it.url, requests: swipes, callers, seconds: 8, expect: approved });
      if (result.failed > 0) throw new Error(`${result.failed} of ${result.sent} authorizations failed`);
      const name = `authorizations, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
      rows.push(
        {
          name,
          value: result.perSecond,
          unit: '/s',
          baseline: { name: `${baseline.by} -c 32`, value: baseline.perSecond },
        },
        { name: `${name}, p50`, value: result.p50, unit: 'ms' },
        { name: `${name}, p99`, value: result.p99, unit: 'ms' },
      );
      if (callers === 256) {
        rows.push({
          name,
          value: result.perSecond,
          unit: '/s',
          baseline: { name: 'GET /healthz', value: health.perSecond },
        });
      }
    }

    say('one hot holding account against a spread one');
    const keys = await Promise.all(Array.from({ length: 32 }, (_, at) => makeCompany(it, `Bench ${at}`)));
    const spread = await Promise.all(
      keys.map(async (key) => (await makeCards(it, 16, key)).map((card) => swipe(card, key))),
    );
    const apart = await runLoad({
      url: it.url,
      requests: spread.flat(),
      callers: 256,
      seconds: 6,
      expect: approved,
    });
    const hot = await runLoad({ url: it.url, requests: swipes, callers: 256, seconds: 6, expect: approved });
    rows.push({
      name: 'authorizations on one holding account, 256 callers',
      value: hot.perSecond,
      unit: '/s',
      baseline: { name: 'on 32 holding accounts', value: apart.perSecond },
    });

    say('with limits and five velocity rules');
    const guarded = await makeGuarded(it, cards.length);
    const requests = guarded.cards.map((card) => swipe(card, guarded.apiKey));
    const checked = await runLoad({ url: it.url, requests, callers: 256, seconds: 6, expect: approved });
    if (checked.failed > 0) throw new Error(`${checked.failed} of ${checked.sent} authorizations failed`);
    rows.push({
      name: 'authorizations with limits and five velocity rules, 256 callers',
      value: checked.perSecond,
      unit: '/s',
      baseline: { name: 'without', value: hot.perSecond },
    });
    await call(it, 'GET', '/cards/holding/balance');
    return rows;
  },
};
