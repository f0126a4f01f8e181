import { z } from 'zod';
import { scaleOf } from '../../kernel/assets.ts';
import type { Asset } from '../../kernel/assets.ts';
import type { Reconciliation, Wallets } from '../../wallets/index.ts';
import { tokenNumber } from '../money.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'operator' } as const;
const tag = 'Operator';

const figures = {
  asset: z.string().meta({ examples: ['POLYGON:USDC/6'] }),
  ledger: z.number().describe('What the books say.'),
  on_chain: z.number().describe('What the chain says.'),
};

const reconciliation = z
  .object({
    blockchain: z.string(),
    unavailable: z
      .string()
      .nullable()
      .describe('Why this one could not be compared, as it cannot be read now; all else is empty then.'),
    block: z.int().nullable().describe('The confirmed block that both sides are of.'),
    compared: z.int().describe('How many pairs of wallet and asset were compared.'),
    reconciled: z.boolean().describe('It was compared, and nothing differs.'),
    totals: z.array(z.object(figures)),
    differences: z.array(
      z.object({
        company_id: z.string(),
        wallet_id: z.string(),
        kind: z.string(),
        wallet_address: z.string(),
        ...figures,
      }),
    ),
  })
  .meta({ id: 'Reconciliation' });

const chainState = z
  .object({
    blockchain: z.string(),
    reachable: z
      .boolean()
      .describe('Whether this process has found it, and a node of it did what it was asked for last.'),
    confirmations: z.int(),
    block: z.int().nullable().describe('The newest block that was read.'),
    halted: z
      .string()
      .nullable()
      .describe('Why nothing is credited and nothing sent: the chain changed deeper than it is remembered.'),
    relayer: z.string().nullable().describe('Who pays for gas.'),
    put_off: z
      .array(
        z.object({
          key: z.string().describe('As the log names it: `sweep/…`, or the movement.'),
          tries: z.int(),
          reason: z.string().describe('Why the last try was none.'),
        }),
      )
      .describe('What is tried again and again and does not get onto the chain, the oldest hundred.'),
  })
  .meta({ id: 'ChainState' });

/** An exact number, which the schema describes as any number. */
const exact = (minor: bigint, asset: Asset): number =>
  tokenNumber(minor, scaleOf(asset)) as unknown as number;

const showFigures = (of: { asset: Asset; ledger: bigint; onChain: bigint }) => ({
  asset: of.asset,
  ledger: exact(of.ledger, of.asset),
  on_chain: exact(of.onChain, of.asset),
});

const show = (found: Reconciliation): z.input<typeof reconciliation> => ({
  blockchain: found.chain,
  unavailable: found.unavailable,
  block: found.block === null ? null : Number(found.block),
  compared: found.compared,
  reconciled: found.unavailable === null && found.differences.length === 0,
  totals: found.totals.map(showFigures),
  differences: found.differences.map((line) => ({
    company_id: line.company,
    wallet_id: line.wallet,
    kind: line.kind,
    wallet_address: line.address,
    ...showFigures(line),
  })),
});

/** How blockchains are, and whether the books agree with them. */
export function chainRoutes({ wallets }: { readonly wallets: Pick<Wallets, 'operator'> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/operator/chains',
      operationId: 'listChainStates',
      summary: 'How the blockchains are',
      description: 'How far each one is read, and whether anything on it was stopped.',
      tag,
      access,
      answer: { status: 200, schema: z.array(chainState) },
      handle: async () =>
        (await wallets.operator.chainStates()).map(({ chain, confirmations, state, relayer }) => ({
          blockchain: chain,
          reachable: state?.answers === true,
          confirmations,
          block: state?.block === undefined ? null : Number(state.block),
          halted: state?.halted ?? null,
          relayer: relayer ?? null,
          put_off: (state?.putOff ?? []).map(({ key, tries, reason }) => ({ key, tries, reason })),
        })),
    }),
    route({
      method: 'POST',
      path: '/operator/chains/{blockchain}/resume',
      operationId: 'resumeChain',
      summary: 'Go on after a deep reorganisation',
      description:
        'For a chain that was halted because it changed deeper than it is remembered. All above `block`, which must be on the chain, is taken back and read again. Look first.',
      tag,
      access,
      params: z.object({ blockchain: z.string() }),
      body: z.object({ block: z.int().min(0) }),
      answer: { status: 200, schema: z.object({ blockchain: z.string(), block: z.int() }) },
      failures: ['VAL', 'UNAVAILABLE'],
      async handle({ params, body }) {
        await wallets.operator.resume(params.blockchain, BigInt(body.block));
        return { blockchain: params.blockchain, block: body.block };
      },
    }),
    route({
      method: 'GET',
      path: '/operator/reconciliation',
      operationId: 'reconcile',
      summary: 'Compare the books with the chains',
      description:
        'Custody against every chain at a confirmed block, wallet by wallet, token by token. It asks a node for each of them: seconds where there are thousands. A chain that cannot be read says so beside the others; 503 only where none can.',
      tag,
      access,
      answer: { status: 200, schema: z.array(reconciliation) },
      failures: ['UNAVAILABLE'],
      handle: async () => (await wallets.operator.reconcile()).map(show),
    }),
  ];
}
