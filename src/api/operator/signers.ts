import { z } from 'zod';
import type { Asset } from '../../kernel/assets.ts';
import { scaleOf } from '../../kernel/assets.ts';
import type { SignerHealth } from '../../signing/index.ts';
import type { SigningKey, Wallets } from '../../wallets/index.ts';
import { idText, pageSize, queryText } from '../fields.ts';
import { tokenAmountShape, tokenNumber } from '../money.ts';
import { pageSchema } from '../page.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'operator' } as const;
const tag = 'Operator';

const perAsset = z.record(z.string(), tokenAmountShape).meta({ examples: [{ 'POLYGON:USDC/6': 2500 }] });

const signer = z
  .object({
    number: z.literal([1, 2, 3]),
    url: z.string(),
    up: z.boolean(),
    policy: z
      .object({
        version: z.int(),
        destinations: z.array(z.string()).nullable().describe('Null means any.'),
        per_day: perAsset
          .nullable()
          .describe('The most it signs per day (UTC), by asset; null means any amount.'),
      })
      .nullable()
      .describe('Null if the signer has none, and so signs nothing, or is not up.'),
    spent_today: perAsset.describe('What it has signed since midnight UTC on its own clock.'),
  })
  .meta({ id: 'Signer' });

const amountsOf = (given: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(given).map(([asset, minor]) => [
      asset,
      // An exact number, which the schema describes as any number.
      tokenNumber(BigInt(minor), scaleOf(asset as Asset)) as unknown as number,
    ]),
  );

const showSigner = ({ number, url, up, policy, spentToday }: SignerHealth): z.input<typeof signer> => ({
  number,
  url,
  up,
  policy:
    policy === undefined
      ? null
      : {
          version: policy.version,
          destinations: policy.destinations === 'any' ? null : [...policy.destinations],
          per_day: policy.perDay === 'any' ? null : amountsOf(policy.perDay),
        },
  spent_today: amountsOf(spentToday),
});

/** The id of a key: a point of the curve, compressed. */
const keyText = /^0[23][0-9a-f]{64}$/;

const signingKey = z
  .object({
    key_id: z.string().describe('The public key itself, compressed, in hexadecimal digits.'),
    company_id: idText('company'),
    wallet_id: idText('wallet'),
    kind: z.enum(['treasury', 'holding', 'program']),
    blockchain: z.string(),
    wallet_address: z.string(),
  })
  .meta({ id: 'SigningKey' });

const showKey = ({ keyId, company, wallet, kind, chain, address }: SigningKey) => ({
  key_id: keyId,
  company_id: company,
  wallet_id: wallet,
  kind,
  blockchain: chain,
  wallet_address: address,
});

/** Who signs for the wallets, and which keys they share. Their policies are not the platform's to change. */
export const signerRoutes = ({
  wallets,
}: {
  readonly wallets: { readonly operator: Pick<Wallets['operator'], 'keys'> };
}): Route[] => [
  route({
    method: 'GET',
    path: '/operator/signers',
    operationId: 'listSigners',
    summary: 'Show the state of the signers',
    description:
      'For each of the three: whether it is up, what its policy allows, and what it has signed today. Policies are changed with the administrator’s key, which the platform does not have.',
    tag,
    access,
    answer: { status: 200, schema: z.array(signer) },
    handle: async () => (await wallets.operator.keys.signers()).map(showSigner),
  }),
  route({
    method: 'GET',
    path: '/operator/signing-keys',
    operationId: 'listSigningKeys',
    summary: 'List wallet keys',
    description:
      'The keys of all companies. Each is shared among the three signers, and nobody holds it whole.',
    tag,
    access,
    query: z.object({
      cursor: queryText()
        .regex(keyText, 'must be the next_cursor of an earlier page')
        .optional()
        .describe('`next_cursor` of the previous page; leave it out for the first page.'),
      size: pageSize(),
    }),
    answer: { status: 200, schema: pageSchema(signingKey) },
    async handle({ query: { cursor, size } }) {
      const found = await wallets.operator.keys.list({ after: cursor, size: size + 1 });
      const page = found.slice(0, size);
      return {
        data: page.map(showKey),
        next_cursor: found.length > size ? (page.at(-1)?.keyId ?? null) : null,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/operator/signing-keys/{keyId}/refresh',
    operationId: 'refreshSigningKey',
    summary: 'Give the signers new shares of a key',
    description:
      'Key and address stay the same. A share stolen before the refresh is worthless together with a new one. All three signers must be up; back up their folders again afterwards. Two shares stolen from the same generation can still sign for ever: in that case, move the funds.',
    tag,
    access,
    params: z.object({ keyId: z.string().regex(keyText) }),
    answer: { status: 200, schema: signingKey },
    handle: async ({ params }) => showKey(await wallets.operator.keys.refresh(params.keyId)),
  }),
];
