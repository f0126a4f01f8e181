import { z } from 'zod';
import { scaleOf } from '../../kernel/assets.ts';
import type { Asset } from '../../kernel/assets.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Reconciliation, Wallets } from '../../wallets/index.ts';
import type { StuckTransfer } from '../../chains/index.ts';
import { tokenAmountShape, tokenNumber } from '../money.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'operator' } as const;
const tag = 'Operator';

const figures = {
  asset: z.string().meta({ examples: ['POLYGON:USDC/6'] }),
  ledger: tokenAmountShape.describe('What the books say.'),
  on_chain: tokenAmountShape.describe('What the chain says.'),
};

const reconciliation = z
  .object({
    blockchain: z.string(),
    unavailable: z
      .string()
      .nullable()
      .describe('Why this chain could not be read and compared; everything else is then empty.'),
    block: z.int().nullable().describe('The confirmed block at which both sides were compared.'),
    compared: z.int().describe('How many pairs of wallet and asset were compared.'),
    reconciled: z.boolean().describe('The chain was compared, and nothing differs.'),
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
      .describe('Whether this process has reached the chain and a node answered its last request.'),
    confirmations: z.int(),
    block: z.int().nullable().describe('The newest block that was read.'),
    halted: z
      .string()
      .nullable()
      .describe(
        'Why nothing is credited or sent: the chain was reorganised deeper than the platform remembers.',
      ),
    relayer: z.string().nullable().describe('The account that pays for gas.'),
    put_off: z
      .array(
        z.object({
          key: z.string().describe('As named in the log: `sweep/…`, or the movement.'),
          tries: z.int(),
          reason: z.string().describe('Why the last attempt failed.'),
        }),
      )
      .describe(
        'Transfers that keep failing to get onto the chain, and transfers waiting to be signed; the oldest hundred.',
      ),
    stuck: z
      .array(
        z.object({
          transaction_hash: z.string(),
          kind: z
            .enum(['token', 'coin', 'executed', 'gas'])
            .describe(
              'A transfer of a token or of native coin, a wallet’s use of a nonce, or gas paid by the relayer.',
            ),
          ordinal: z.int().describe('Its index among the logs, or coin movements, of that transaction.'),
          block_number: z.int().nullable().describe('Null for `gas` that was paid.'),
          contract: z
            .string()
            .nullable()
            .describe('The token, or the wallet; null for native coin and for `gas`.')
            .meta({ examples: ['0x61Aa87c1D3298C3E2Ab375Cc9d9B47284C5aAb66'] }),
          from_wallet_address: z.string().nullable(),
          to_wallet_address: z.string().nullable(),
          amount: z
            .string()
            .nullable()
            .describe('In the smallest units, as a string, since it may exceed what a number can hold.')
            .meta({ examples: ['2500000'] }),
          state: z
            .enum(['confirmed', 'left'])
            .describe(
              '`confirmed`: waiting to be booked. `left`: it left the chain after it was seen or booked, and waits to be reversed.',
            ),
          tries: z.int(),
          reason: z.string().describe('Why the last attempt failed.'),
          since: z.iso.datetime(),
        }),
      )
      .describe(
        'Transfers that cannot be booked, the oldest hundred. They wait, along with everything else to or from the same addresses; all other transfers continue. They are retried every half minute, or at once by `POST /operator/chains/{blockchain}/retry`.',
      ),
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

const showStuck = (stuck: StuckTransfer): z.input<typeof chainState>['stuck'][number] => ({
  transaction_hash: stuck.transactionHash,
  kind: stuck.kind,
  ordinal: stuck.ordinal,
  block_number: stuck.blockNumber === null ? null : Number(stuck.blockNumber),
  contract: stuck.contract,
  from_wallet_address: stuck.from,
  to_wallet_address: stuck.to,
  amount: stuck.amount === null ? null : String(stuck.amount),
  state: stuck.hasLeft ? 'left' : 'confirmed',
  tries: stuck.tries,
  reason: stuck.reason,
  since: formatInstant(stuck.since),
});

/** How blockchains are, and whether the books agree with them. */
export function chainRoutes({ wallets }: { readonly wallets: Pick<Wallets, 'operator'> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/operator/chains',
      operationId: 'listChainStates',
      summary: 'Show the state of the blockchains',
      description: 'How far each one has been read, and whether anything on it is halted or stuck.',
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
          stuck: (state?.stuck ?? []).map(showStuck),
        })),
    }),
    route({
      method: 'POST',
      path: '/operator/chains/{blockchain}/resume',
      operationId: 'resumeChain',
      summary: 'Resume a chain after a deep reorganisation',
      description:
        'For a chain that was halted because it was reorganised deeper than the platform remembers. Everything above `block`, which must be on the chain, is reversed and read again. Find out what happened first.',
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
      method: 'POST',
      path: '/operator/chains/{blockchain}/retry',
      operationId: 'retryStuckTransfers',
      summary: 'Retry transfers that could not be booked',
      description:
        'Retries every transfer in `stuck` of this blockchain in the watcher’s next round instead of after half a minute. Returns how many there are; shortly afterwards `GET /operator/chains` shows which are still waiting.',
      tag,
      access,
      params: z.object({ blockchain: z.string() }),
      answer: { status: 200, schema: z.object({ blockchain: z.string(), tried: z.int() }) },
      failures: ['VAL', 'UNAVAILABLE'],
      handle: async ({ params: { blockchain } }) => ({
        blockchain,
        tried: await wallets.operator.retryStuck(blockchain),
      }),
    }),
    route({
      method: 'GET',
      path: '/operator/reconciliation',
      operationId: 'reconcile',
      summary: 'Compare the books with the chains',
      description:
        'Compares custody with every chain at a confirmed block, wallet by wallet and token by token. This asks a node about each pair, so thousands of them take seconds. A chain that cannot be read is reported next to the others; 503 only if none can be read.',
      tag,
      access,
      answer: { status: 200, schema: z.array(reconciliation) },
      failures: ['UNAVAILABLE'],
      handle: async () => (await wallets.operator.reconcile()).map(show),
    }),
  ];
}
