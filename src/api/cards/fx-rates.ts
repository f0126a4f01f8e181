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
        'Takes the place of the rates that are named, at once and all together; the others stay. `null` brings a checked-in rate back. Purchases that are authorized already keep theirs.',
      tag,
      access,
      body: z.object({
        as_of: z.iso
          .date()
          .refine((day) => !day.startsWith('0000'), 'must be a day of the calendar')
          .optional()
          .describe('The day that the rates are of; today where it is left out.'),
        rates: z
          .record(z.string(), rate.nullable())
          .refine((given) => Object.keys(given).length > 0, 'must name a currency')
          .meta({
            description: 'Units of each currency for one USD, with up to 12 decimals.',
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
