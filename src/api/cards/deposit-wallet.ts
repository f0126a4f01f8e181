import { z } from 'zod';
import type { Cards } from '../../cards/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Wallet, Wallets } from '../../wallets/index.ts';
import { route } from '../route.ts';
import type { Caller, Route } from '../route.ts';
import { cursorOf, pageSize } from '../fields.ts';
import { pageOf, pageSchema } from '../page.ts';
import { showWalletMovement, walletMovement } from '../wallets/movements.ts';
import { cardPath } from './cards.ts';

const tag = 'Card balances';
const product = 'cards';

const depositWallet = z
  .object({
    address: z.string(),
    blockchain: z.string(),
    tokens: z.array(z.string()).describe('The symbols of the tokens that can be sent to it.'),
    ramps: z.array(z.unknown()).describe('Always empty: there are no fiat ramps.'),
  })
  .meta({ id: 'CardDepositWallet' });

/** Where a `TOP_UP` card is topped up from outside: a deposit address of its own. */
export function depositWalletRoutes({
  cards,
  wallets,
}: {
  readonly cards: Pick<Cards, 'get'>;
  readonly wallets: Pick<Wallets, 'cards' | 'movements' | 'assets'>;
}): Route[] {
  const mustTopUp = async ({ company }: Caller, id: Id<'card'>): Promise<void> => {
    const card = await cards.get(company, id);
    if (card.approvalMethod !== 'TOP_UP')
      throw new Failure('VAL', 'Only TOP_UP cards have their own balance and a deposit address.');
    if (card.status === 'DELETED')
      throw new Failure('VAL', 'This card was deleted and accepts no more deposits.');
  };
  const show = ({ address, chain }: Wallet): z.input<typeof depositWallet> => ({
    address,
    blockchain: chain,
    tokens: wallets.cards.tokens.map(({ symbol }) => symbol),
    ramps: [],
  });

  return [
    route({
      method: 'GET',
      path: '/cards/virtual-cards/{cardId}/top-up',
      operationId: 'getCardTopUp',
      summary: 'Show the deposit address of a TOP_UP card',
      description:
        'The address is created by the first call and stays until it is rotated. Once confirmed, each token sent to it credits the card with one USD, less your commission; the minimum deposit is 10 USD.',
      tag,
      access: { kind: 'company', level: 1, product },
      params: cardPath,
      answer: { status: 200, schema: z.array(depositWallet) },
      failures: ['VAL'],
      async handle({ caller, params }) {
        await mustTopUp(caller, params.cardId);
        return [show(await wallets.cards.of(caller.company, params.cardId))];
      },
    }),
    route({
      method: 'GET',
      path: '/cards/virtual-cards/{cardId}/deposits',
      operationId: 'listCardDeposits',
      summary: 'List the deposits to the addresses of a card',
      description:
        'Newest first, including deposits seen in a block that still wait for confirmations. `amount` is in the token; `data.net_amount` is what was credited to the card, in USD.',
      tag,
      access: { kind: 'company', level: 1, product },
      params: cardPath,
      query: z.object({ cursor: cursorOf('movement'), size: pageSize() }),
      answer: { status: 200, schema: pageSchema(walletMovement) },
      async handle({ caller: { company }, params: { cardId }, query: { cursor, size } }) {
        await cards.get(company, cardId);
        const found = await wallets.movements.ofCard(company, cardId, { after: cursor, size: size + 1 });
        return pageOf(found, size, (movement) => showWalletMovement(wallets.assets, movement));
      },
    }),
    route({
      method: 'POST',
      path: '/cards/virtual-cards/{cardId}/deposit-wallet/rotate',
      operationId: 'rotateCardDepositWallet',
      summary: 'Give a TOP_UP card a new deposit address',
      description: 'Deposits to an old address are still credited to the card.',
      tag,
      access: { kind: 'company', level: 2, product },
      params: cardPath,
      answer: { status: 200, schema: depositWallet },
      failures: ['VAL'],
      async handle({ caller, params }) {
        await mustTopUp(caller, params.cardId);
        return show(await wallets.cards.rotate(caller.company, params.cardId));
      },
    }),
  ];
}
