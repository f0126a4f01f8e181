import { z } from 'zod';
import type { CardProgram, Cards, ProgramChange } from '../../cards/index.ts';
import { countryCode } from '../fields.ts';
import { amount, tokenNumber, usdAmountOrZero, usdNumber } from '../money.ts';
import { route, type Route } from '../route.ts';

const tag = 'Card program';
const product = 'cards';

/** A percentage with up to four decimals; its output is parts in a million. */
const percent = amount(4, { least: 0n, most: 1_000_000n });

const category = z
  .union([z.string().regex(/^\d{4}$/, 'must be four digits'), z.int().min(0).max(9999)], {
    error: 'must be four digits',
  })
  .transform((code) => String(code).padStart(4, '0'));

/** Left out: stays as it is. */
const configurationBody = z
  .object({
    program_enabled: z.boolean().optional().describe('While false, every purchase is declined with M103.'),
    mcc_blocked: z
      .array(category)
      .max(2000)
      .optional()
      .describe('Merchant categories (ISO 18245) in which purchases are declined with C011.'),
    countries_blocked: z
      .array(countryCode)
      .max(300)
      .optional()
      .describe('Merchant countries (ISO 3166 alpha-3) in which purchases are declined with C012.'),
    three_ds_threshold: usdAmountOrZero
      .nullable()
      .optional()
      .describe(
        'E-commerce purchases above this amount in USD need a passed 3-D Secure challenge; null means never.',
      ),
    per_transaction_limit: usdAmountOrZero
      .nullable()
      .optional()
      .describe('The most any card may spend in one purchase, in USD; null means no limit.'),
    fx_fee_percent: percent.optional(),
    atm_fee: usdAmountOrZero.optional().describe('The fee for each cash withdrawal, in USD.'),
    deposit_commission_percent: percent.optional(),
  })
  .meta({
    examples: [{ mcc_blocked: ['7801'], per_transaction_limit: '500.00', three_ds_threshold: '30.00' }],
  });

const configuration = z.object({
  program_enabled: z.boolean(),
  mcc_blocked: z.array(z.string()),
  countries_blocked: z.array(z.string()),
  three_ds_threshold: z.number().nullable(),
  per_transaction_limit: z.number().nullable(),
  fx_fee_percent: z.number(),
  atm_fee: z.number(),
  deposit_commission_percent: z.number(),
});

const show = (program: CardProgram) => ({
  program_enabled: program.enabled,
  mcc_blocked: [...program.mccBlocked].sort(),
  countries_blocked: [...program.countriesBlocked].sort(),
  three_ds_threshold: program.threeDsThreshold === null ? null : usdNumber(program.threeDsThreshold),
  per_transaction_limit: program.perTransactionLimit === null ? null : usdNumber(program.perTransactionLimit),
  fx_fee_percent: tokenNumber(program.fxFeePpm, 4),
  atm_fee: usdNumber(program.atmFee),
  deposit_commission_percent: tokenNumber(program.depositCommissionPpm, 4),
});

const changeOf = (body: z.output<typeof configurationBody>): ProgramChange => ({
  ...(body.program_enabled !== undefined && { enabled: body.program_enabled }),
  ...(body.mcc_blocked !== undefined && { mccBlocked: new Set(body.mcc_blocked) }),
  ...(body.countries_blocked !== undefined && { countriesBlocked: new Set(body.countries_blocked) }),
  ...(body.three_ds_threshold !== undefined && { threeDsThreshold: body.three_ds_threshold }),
  ...(body.per_transaction_limit !== undefined && { perTransactionLimit: body.per_transaction_limit }),
  ...(body.fx_fee_percent !== undefined && { fxFeePpm: body.fx_fee_percent }),
  ...(body.atm_fee !== undefined && { atmFee: body.atm_fee }),
  ...(body.deposit_commission_percent !== undefined && {
    depositCommissionPpm: body.deposit_commission_percent,
  }),
});

/** What holds for all cards of a company. */
export const cardConfigurationRoutes = ({ cards }: { cards: Cards }): Route[] => [
  route({
    method: 'GET',
    path: '/cards/account/configuration',
    operationId: 'getCardProgram',
    summary: 'Show the configuration of the card program',
    tag,
    access: { kind: 'company', level: 1, product },
    answer: { status: 200, schema: configuration },
    handle: async ({ caller }) => show(await cards.program(caller.company)),
  }),
  route({
    method: 'PUT',
    path: '/cards/account/configuration',
    operationId: 'changeCardProgram',
    summary: 'Change the configuration of the card program',
    description:
      'Fields left out stay as they are; a list is replaced as a whole. Applies to purchases decided from then on; authorized purchases keep their fees.',
    tag,
    access: { kind: 'company', level: 3, product },
    body: configurationBody,
    answer: { status: 200, schema: configuration },
    handle: async ({ caller, body }) => show(await cards.changeProgram(caller.company, changeOf(body))),
  }),
];
