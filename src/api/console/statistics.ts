import { z } from 'zod';
import { readDecisionStatistics } from '../../authorizations/index.ts';
import { scaleOf } from '../../kernel/assets.ts';
import { formatInstant } from '../../kernel/time.ts';
import { checkBalances, lastSeal } from '../../ledger/index.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { readDeliveryStatistics } from '../../webhooks/index.ts';
import { idText, instantText, queryInteger } from '../fields.ts';
import { moneyNumber, tokenAmountShape } from '../money.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { paced } from './paced.ts';

const buckets = 60;

const query = z.object({
  seconds: queryInteger({ least: 60, most: 86_400 })
    .default(60)
    .meta({ default: 60, description: 'How far back, by wall time; told in 60 stretches.' }),
});

const count = z.number().int();
const milliseconds = z.number().nullable();

const decisions = z.object({
  seconds: count,
  bucket_seconds: count,
  approved: count,
  declined: count,
  decision_ms: z
    .object({ p50: milliseconds, p95: milliseconds })
    .describe('How long the company took where it was asked; null where it was not.'),
  buckets: z
    .array(z.object({ at: instantText, approved: count, declined: count }))
    .describe('Oldest first; stretches in which no purchase began are left out.'),
});

const deliveries = z.object({
  seconds: count,
  bucket_seconds: count,
  delivered: count,
  failed: count,
  latency_ms: z
    .object({ p50: milliseconds, p99: milliseconds })
    .describe('From the event to the answer of the endpoint.'),
  waiting: count.describe('Due or to be tried again; 10,000 stands for as many or more.'),
  oldest_waiting_at: instantText
    .nullable()
    .describe('The oldest event that is not delivered and still tried.'),
  buckets: z
    .array(z.object({ at: instantText, delivered: count, failed: count }))
    .describe('Attempts, oldest first.'),
  endpoints: z.array(
    z.object({ endpoint_id: idText('endpoint'), delivered: count, failed: count, waiting: count }),
  ),
});

const check = z.object({
  balanced: z.boolean(),
  assets: z.array(
    z.object({
      asset: z.string(),
      debits: tokenAmountShape,
      credits: tokenAmountShape,
      held: tokenAmountShape,
      accounts: count,
    }),
  ),
  sealed: z
    .object({ block: count, entries: count, at: instantText })
    .nullable()
    .describe('The last sealed block of the platform; null before the first.'),
});

/** A company's live figures: each from the latest rows only, or {@link paced}, so that asking costs the same however busy it is. */
export function statisticsRoutes({ database }: { readonly database: Database }): Route[] {
  const stretch = (seconds: number) => {
    const bucketSeconds = Math.ceil(seconds / buckets);
    return { bucketSeconds, since: new Date(wallClock.now().getTime() - seconds * 1_000) };
  };
  const balancesOf = paced((company) => checkBalances(database, company));
  return [
    route({
      method: 'GET',
      path: '/cards/statistics',
      operationId: 'getCardStatistics',
      summary: 'Count purchases of the last minutes',
      description: 'Of the latest 20,000 at most.',
      tag: 'Statistics',
      access: { kind: 'company', level: 1, product: 'cards' },
      query,
      answer: { status: 200, schema: decisions },
      async handle({ caller, query: { seconds } }) {
        const { bucketSeconds, since } = stretch(seconds);
        const found = await readDecisionStatistics(database, caller.company, since, bucketSeconds);
        return {
          seconds,
          bucket_seconds: bucketSeconds,
          approved: sum(found.buckets, 'approved'),
          declined: sum(found.buckets, 'declined'),
          decision_ms: { p50: found.p50, p95: found.p95 },
          buckets: found.buckets.map(({ at, approved, declined }) => ({
            at: formatInstant(at),
            approved,
            declined,
          })),
        };
      },
    }),
    route({
      method: 'GET',
      path: '/webhooks/statistics',
      operationId: 'getDeliveryStatistics',
      summary: 'Count deliveries of the last minutes',
      description: 'Of the latest 20,000 attempts at most, on events of that time.',
      tag: 'Statistics',
      access: { kind: 'company', level: 1, product: 'webhooks' },
      query,
      answer: { status: 200, schema: deliveries },
      async handle({ caller, query: { seconds } }) {
        const { bucketSeconds, since } = stretch(seconds);
        const found = await readDeliveryStatistics(database, caller.company, since, bucketSeconds);
        return {
          seconds,
          bucket_seconds: bucketSeconds,
          delivered: sum(found.buckets, 'delivered'),
          failed: sum(found.buckets, 'failed'),
          latency_ms: { p50: rounded(found.p50), p99: rounded(found.p99) },
          waiting: sum(found.endpoints, 'waiting'),
          oldest_waiting_at: found.oldestWaiting && formatInstant(found.oldestWaiting),
          buckets: found.buckets.map(({ at, delivered, failed }) => ({
            at: formatInstant(at),
            delivered,
            failed,
          })),
          endpoints: found.endpoints.map(({ endpoint, delivered, failed, waiting }) => ({
            endpoint_id: endpoint,
            delivered,
            failed,
            waiting,
          })),
        };
      },
    }),
    route({
      method: 'GET',
      path: '/management/ledger',
      operationId: 'checkLedger',
      summary: 'Check that the books balance',
      description:
        'Sums of all ledger accounts of the company, which must be equal for each asset. `cardwright ledger verify` recomputes them from every posting and seal.',
      tag: 'Statistics',
      access: { kind: 'company', level: 1, product: 'management' },
      answer: { status: 200, schema: check },
      async handle({ caller }) {
        const [assets, seal] = await Promise.all([balancesOf(caller.company), lastSeal(database)]);
        return {
          balanced: assets.every(({ debits, credits }) => debits === credits),
          assets: assets.map(({ asset, debits, credits, held, accounts }) => {
            const scale = scaleOf(asset);
            return {
              asset,
              debits: moneyNumber(debits, scale),
              credits: moneyNumber(credits, scale),
              held: moneyNumber(held, scale),
              accounts,
            };
          }),
          sealed:
            seal === undefined
              ? null
              : {
                  block: Number(seal.block),
                  entries: Number(seal.entries),
                  at: formatInstant(seal.sealedAt),
                },
        };
      },
    }),
  ];
}

const sum = <Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number =>
  rows.reduce((total, row) => total + row[name], 0);

const rounded = (ms: number | null): number | null =>
  ms === null ? null : Math.max(0, Math.round(ms * 10) / 10);
