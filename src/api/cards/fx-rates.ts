import { z } from 'zod';
import { rateScale, type Rates } from '../../cards/index.ts';
import { wallClock } from '../../platform/clock.ts';
import { amount, tokenNumber } from '../money.ts';
import { route, type Route } from '../route.ts';

const access = { kind: 'operator' } as const;
const tag = 'Operator';

const rate = amount(rateScale, { least: 1n, most: 10n ** BigInt(rateScale + 12) });

const table = z.object({
  base: z.literal('USD'),
  rates: z.array(
    z.object({
      currency: z.string().describe('ISO 4217.'),
      units_per_usd: z.number(),
      as_of: z.iso.date(),
      source: z.enum(['default', 'operator']),
    }),
  ),
});

/** The exchange rates by which purchases in foreign currencies are billed. */
export function fxRateRoutes({ rates }: { rates: Rates }): Route[] {
  const show = (list: Awaited<ReturnType<Rates['list']>>) => ({
    base: 'USD',
    rates: list.map(({ currency, perUsd, asOf, source }) => ({
      currency,
      units_per_usd: tokenNumber(perUsd, rateScale),
      as_of: asOf,
      source,
    })),
  });
  return [
    route({
      method: 'GET',
      path: '/operator/fx-rates',
      operationId: 'listFxRates',
      summary: 'Show the exchange rates',
      tag,
      access,
      answer: { status: 200, schema: table },
      handle: async () => show(await rates.list()),
    }),
    route({
      method: 'PUT',
      path: '/operator/fx-rates',
      operationId: 'replaceFxRates',
      summary: 'Replace exchange rates',
      description:
        'Replaces the named rates together, effective at once; all others stay. `null` restores the built-in rate. Purchases already authorized keep their rate.',
      tag,
      access,
      body: z.object({
        as_of: z.iso
          .date()
          .refine((day) => !day.startsWith('0000'), 'must be a calendar date')
          .optional()
          .describe('The day the rates are for; today if left out.'),
        rates: z
          .record(z.string(), rate.nullable())
          .refine((given) => Object.keys(given).length > 0, 'must name a currency')
          .meta({
            description: 'Units of each currency per USD, with up to 12 decimals.',
            examples: [{ EUR: 0.92 }],
          }),
      }),
      answer: { status: 200, schema: table },
      handle: async ({ body }) => {
        const today = wallClock.now().toISOString().slice(0, 10);
        return show(
          await rates.replace({ asOf: body.as_of ?? today, rates: new Map(Object.entries(body.rates)) }),
        );
      },
    }),
  ];
}
