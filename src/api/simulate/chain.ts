import { z } from 'zod';
import { Failure } from '../../kernel/failures.ts';
import type { ChainSimulator, PlayedDeposit } from '../../simulator/index.ts';
import type { WalletMovement, Wallets } from '../../wallets/index.ts';
import { exampleId } from '../fields.ts';
import { route, type Route } from '../route.ts';
import { showWalletMovement, walletMovement } from '../wallets/movements.ts';
import { tokenAmount } from '../wallets/fields.ts';
import { simulated } from './fields.ts';

const oneOf = 'Give exactly one of `wallet_id`, `card_id` and `address`.';

const depositBody = z
  .object({
    wallet_id: z
      .string()
      .max(100)
      .optional()
      .describe('A wallet of any kind, to receive the deposit. ' + oneOf),
    card_id: z
      .string()
      .max(100)
      .optional()
      .describe('A `TOP_UP` card, to receive the deposit at its own address.'),
    address: z
      .string()
      .max(100)
      .optional()
      .describe('Any address of yours, such as the `deposit_address` of the card holding.'),
    token: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Symbol or address; the first listed token by default.', examples: ['USDC'] }),
    amount: tokenAmount(),
  })
  .meta({
    examples: [{ card_id: exampleId('card'), token: 'USDC', amount: '100' }],
  });

const eventIds = z.array(z.string()).describe('The events it has caused so far.');

/** Deposits and reorganisations on the sandbox's own chain. */
export function chainRoutes({
  chainSimulator,
  wallets,
}: {
  readonly chainSimulator: ChainSimulator;
  readonly wallets: Pick<Wallets, 'assets'>;
}): Route[] {
  const show = (movement: WalletMovement) => showWalletMovement(wallets.assets, movement);
  return [
    route({
      ...simulated,
      method: 'POST',
      path: '/simulate/deposits',
      operationId: 'simulateDeposit',
      summary: 'Send a deposit on the local chain',
      description:
        'Sends a real transfer from the faucet. Returns once it has been seen in a block; its confirmations, and with them the `DEPOSIT/SUCCESS` event, follow in about half a second.',
      body: depositBody,
      answer: { status: 200, schema: z.object({ movement: walletMovement, event_ids: eventIds }) },
      failures: ['NOT_FOUND', 'VAL', 'UNAVAILABLE'],
      async handle({ caller, body }) {
        const { company } = caller;
        const to = recipientOf(body);
        const movement = await chainSimulator.deposit({
          company,
          to,
          token: body.token,
          amount: body.amount,
        });
        return { movement: show(movement), event_ids: eventsOf([movement]) };
      },
    }),
    route({
      ...simulated,
      method: 'POST',
      path: '/simulate/reorgs',
      operationId: 'simulateReorganisation',
      summary: 'Reorganise the local chain',
      description:
        'Replaces the last `depth` blocks with others that do not contain your own deposits; everything else is mined again. Credited deposits are reversed, with `DEPOSIT/CANCELLED`.',
      body: z.object({
        depth: z
          .int()
          .min(1)
          .max(64)
          .optional()
          .describe('By default deep enough to remove your newest deposit; at most 64.'),
      }),
      answer: {
        status: 200,
        schema: z.object({
          depth: z.int(),
          movements: z.array(walletMovement).describe('The deposits that are no longer on the chain.'),
          event_ids: eventIds,
        }),
      },
      failures: ['VAL', 'UNAVAILABLE'],
      async handle({ caller, body }) {
        const { depth, movements } = await chainSimulator.reorganise(caller.company, body.depth);
        const told = movements.flatMap(({ doneEvent }) => (doneEvent === null ? [] : [doneEvent]));
        return { depth, movements: movements.map(show), event_ids: told };
      },
    }),
  ];
}

function recipientOf({ wallet_id, card_id, address }: z.output<typeof depositBody>): PlayedDeposit['to'] {
  const given = [
    ...(wallet_id === undefined ? [] : [{ wallet: wallet_id }]),
    ...(card_id === undefined ? [] : [{ card: card_id }]),
    ...(address === undefined ? [] : [{ address }]),
  ];
  const [to] = given;
  if (to !== undefined && given.length === 1) return to;
  throw new Failure('VALIDATION_ERROR', oneOf, [{ field: 'wallet_id', message: oneOf }]);
}

const eventsOf = (movements: readonly WalletMovement[]): string[] =>
  movements.flatMap(({ seenEvent, doneEvent }) => [seenEvent, doneEvent].filter((event) => event !== null));
