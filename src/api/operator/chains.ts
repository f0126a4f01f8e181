import { z } from 'zod';
import { scaleOf } from '../../kernel/assets.ts';
import type { Asset } from '../../kernel/assets.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Reconciliation, Wallets } from '../../wallets/index.ts';
import type { StuckTransfer } from '../../chains/index.ts';
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
      .describe(
        'What is tried again and again and does not get onto the chain, and transfers that wait to be signed, the oldest hundred.',
      ),
    stuck: z
      .array(
        z.object({
          transaction_hash: z.string(),
          kind: z
            .enum(['token', 'coin', 'executed', 'gas'])
            .describe(
              'A transfer of a token or of native coin, a wallet’s use of a nonce, or what the relayer has paid.',
            ),
          ordinal: z.int().describe('Its place among the logs, or movements of coin, of that transaction.'),
          block_number: z.int().nullable().describe('Null of `gas` that has left.'),
          contract: z
            .string()
            .nullable()
            .describe('The token, or the wallet; null of native coin and of `gas`.')
            .meta({ examples: ['0x61Aa87c1D3298C3E2Ab375Cc9d9B47284C5aAb66'] }),
          from_wallet_address: z.string().nullable(),
          to_wallet_address: z.string().nullable(),
          amount: z
            .string()
            .nullable()
            .describe('In the smallest units, as text: it may be more than a number holds.')
            .meta({ examples: ['2500000'] }),
          state: z
            .enum(['confirmed', 'left'])
            .describe(
              '`confirmed`: to be booked. `left`: it has left the chain after it was seen or booked, and is to be booked back.',
            ),
          tries: z.int(),
          reason: z.string().describe('Why the last try was none.'),
          since: z.iso.datetime(),
        }),
      )
      .describe(
        'What cannot be booked, the oldest hundred. It waits, with what comes to or from the same addresses; everything else goes on. It is tried every half minute, and at once by `POST /operator/chains/{blockchain}/retry`.',
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
          stuck: (state?.stuck ?? []).map(showStuck),
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
      method: 'POST',
      path: '/operator/chains/{blockchain}/retry',
      operationId: 'retryStuckTransfers',
      summary: 'Try again what could not be booked',
      description:
        'All transfers in `stuck` of this blockchain are tried with the next round of its watcher, in place of after half a minute. Answers how many there are; `GET /operator/chains` shows a moment later what still waits.',
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
        'Custody against every chain at a confirmed block, wallet by wallet, token by token. It asks a node for each of them: seconds where there are thousands. A chain that cannot be read says so beside the others; 503 only where none can.',
      tag,
      access,
      answer: { status: 200, schema: z.array(reconciliation) },
      failures: ['UNAVAILABLE'],
      handle: async () => (await wallets.operator.reconcile()).map(show),
    }),
  ];
}
