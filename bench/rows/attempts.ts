import type { Id } from '../../src/kernel/ids.ts';
import { Client } from 'pg';
import { withBacklog } from '../support/backlog.ts';
import { databaseUrl } from '../support/pile.ts';
import { quantiles } from '../support/quantile.ts';
import type { Bench } from '../support/row.ts';
import { call, type BenchServer } from '../support/server.ts';

const backlog = 60_000;
const stored = 5_000_000;
/** Of these so many are of the company whose pages are read. */
const ofOne = 1_000_000;
const pageSize = 100;
const pages = 40;

/** Whether deliveries, and the pages that show them, notice how many attempts are kept. */
export const attempts: Bench = {
  name: 'attempts',
  heavy: true,
  run: ({ say }) =>
    withBacklog({}, async ({ server, company, apiKey, send }) => {
      const measured = async (): Promise<{ perSecond: number; pageMs: number }> => {
        await send(backlog);
        return { perSecond: (await send(backlog)).perSecond, pageMs: await deepPages(server, apiKey) };
      };
      say('a backlog with no attempts stored');
      const few = await measured();
      say(`${stored / 1e6} million attempts`);
      await storeAttempts(databaseUrl(server), company);
      say('the same backlog');
      const many = await measured();
      return [
        {
          name: 'backlog with 5 million attempts stored',
          value: many.perSecond,
          unit: '/s',
          baseline: { name: 'with next to none', value: few.perSecond },
        },
        {
          name: `page ${pages} of its deliveries, ${pageSize} each`,
          value: many.pageMs,
          unit: 'ms',
          baseline: { name: 'with next to none', value: few.pageMs },
        },
      ];
    }),
};

/** Walks through the newest deliveries by their cursor; the median time of the last quarter of the pages. */
async function deepPages({ url }: BenchServer, apiKey: string): Promise<number> {
  const times: number[] = [];
  for (let page = 0, cursor = ''; page < pages; page += 1) {
    const began = performance.now();
    const found = await call({ url, apiKey }, 'GET', `/webhooks/deliveries?size=${pageSize}${cursor}`);
    times.push(performance.now() - began);
    cursor = `&cursor=${String(found['next_cursor'])}`;
  }
  return quantiles(times.slice(-pages / 4))(0.5);
}

/** Accepted attempts of today, spread over the day and over a thousand companies, as delivering would have left them. */
async function storeAttempts(url: string, company: Id<'company'>): Promise<void> {
  const client = new Client(url);
  await client.connect();
  const step = 250_000;
  for (let from = 0; from < stored; from += step)
    await client.query(
      `INSERT INTO webhook_attempts (company_id, id, number, event_id, endpoint_id, started_at, duration_ms, delivered,
         status_code, signature, response_headers, response_body)
       SELECT CASE WHEN n < $3 THEN $1 ELSE 'cmp_' || md5((n % 1000)::text) END, 'dlv_' || moment || rest, 1, 'evt_' || moment || rest,
         'whe_' || md5((n % 1000)::text), at, 12, true, 200, 'v1,' || encode(sha256(n::text::bytea), 'base64'),
         '{"content-length":"2"}', 'ok'
       FROM (
         SELECT n, at, left(hex, 8) || '-' || right(hex, 4) AS moment,
           '-7' || substr(h, 1, 3) || '-8' || substr(h, 4, 3) || '-' || substr(h, 7, 12) AS rest
         FROM (
           SELECT n, current_date + (now()::time - interval '1 minute') * (n::float8 / $4) AS at, md5('r' || n) AS h
           FROM generate_series($2::int, $2::int + ${step} - 1) AS n
         ) a, LATERAL (SELECT lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') AS hex) t
       ) s`,
      [company, from, ofOne, stored],
    );
  await client.query('VACUUM (ANALYZE) webhook_attempts');
  await client.query('CHECKPOINT').catch(() => undefined);
  await client.end();
}
