import { z } from 'zod';
import type { Cards } from '../../cards/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { failureSentence } from '../../wallets/index.ts';
import type { Outgoing, Wallets } from '../../wallets/index.ts';
import { usdNumber } from '../money.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { addressText, tokenAmount } from '../wallets/fields.ts';
import { movementsPage, movementsQuery, showPage } from '../wallets/movements.ts';
import { aboutRepeats, showTransfer, transferMembers } from '../wallets/transfers.ts';

const tag = 'Card balances';
const product = 'cards';

/** The money behind all cards: what it is, where it is funded, and how it is taken out. */
export const cardHoldingRoutes = ({
  cards,
  wallets: { cards: ofCards, outgoing, movements, assets },
}: {
  readonly cards: Pick<Cards, 'holdingBalance'>;
  readonly wallets: Pick<Wallets, 'cards' | 'movements' | 'assets'> & {
    readonly outgoing: Pick<Outgoing, 'withdrawWarranty'>;
  };
}): Route[] => [
  route({
    method: 'GET',
    path: '/cards/holding/balance',
    operationId: 'getCardHolding',
    summary: 'Show the holding of the card program',
    description:
      'What is available for purchases on all cards, what is held, and the address that funds it: one USD for each token.',
    tag,
    access: { kind: 'company', level: 1, product },
    answer: {
      status: 200,
      schema: z.object({
        warranty_balance: z.number(),
        blockchain: z.string().nullable(),
        deposit_address: z
          .string()
          .nullable()
          .describe('Null until it can be created, which needs the blockchain to be reachable.'),
        deposit_tokens: z.record(z.string(), z.string()).describe('Token symbol to deposit address.'),
      }),
    },
    async handle({ caller }) {
      const [balance, program] = await Promise.all([
        cards.holdingBalance(caller.company),
        ofCards.program(caller.company).catch(notNow),
      ]);
      return {
        warranty_balance: usdNumber(balance),
        blockchain: program?.chain ?? null,
        deposit_address: program?.address ?? null,
        deposit_tokens: Object.fromEntries(ofCards.tokens.map(({ symbol, address }) => [symbol, address])),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/cards/holding/movements',
    operationId: 'listCardHoldingMovements',
    summary: 'List direct deposits to the card holding and withdrawals from it',
    description: 'Movements on the blockchain. Deposits to card addresses are listed with their card.',
    tag,
    access: { kind: 'company', level: 2, product },
    query: movementsQuery.omit({ blockchain: true }),
    answer: { status: 200, schema: movementsPage },
    async handle({ caller, query }) {
      const { id } = await ofCards.program(caller.company);
      const { paging_state_token: after, sort_order: order, size } = query;
      const page = { after, order, size: size + 1, chain: undefined };
      return showPage(assets, await movements.of(caller.company, id, page), size);
    },
  }),
  route({
    method: 'POST',
    path: '/cards/holding/withdraw',
    operationId: 'withdrawFromCardHolding',
    summary: 'Withdraw from the card holding',
    description: `In USD with two decimals, paid as one token for each USD. The card balances and a locked floor cannot be withdrawn. The event CARDS / WARRANTY_WITHDRAW reports the outcome. ${aboutRepeats}`,
    tag,
    access: { kind: 'company', level: 3, product },
    subject: 'made',
    idempotency: 'own',
    body: z.object({ to_wallet_address: addressText, amount: tokenAmount() }),
    answer: {
      status: 200,
      schema: z.object({
        ...transferMembers,
        simple_error_message: z.string().nullable().describe('The failure reason as one word.'),
        detailed_error_message: z.string().nullable().describe('The failure reason as a sentence.'),
      }),
    },
    failures: ['VAL', 'WARNING'],
    async handle({ caller, body }) {
      const { company, traceId, idempotencyKey } = caller;
      // It is made when it is first asked for, which may be now.
      await ofCards.program(company);
      const asked = { to: body.to_wallet_address, amount: body.amount, traceId, idempotencyKey };
      const answer = await outgoing.withdrawWarranty(company, asked);
      const { reason } = await movements.get(company, answer.id);
      return {
        ...showTransfer(answer),
        simple_error_message: answer.state === 'FAILED' ? reason : null,
        detailed_error_message: answer.state === 'FAILED' ? failureSentence(reason) : null,
      };
    },
  }),
];

/** The balance is told whether or not there can be an address now. */
function notNow(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}
