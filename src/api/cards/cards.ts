import { z } from 'zod';
import type { Cards } from '../../cards/index.ts';
import { idText, pathId } from '../fields.ts';
import { listOf } from '../list.ts';
import { route, type Route } from '../route.ts';
import { newCardBody, newCardOf } from './new-card.ts';
import {
  briefCard,
  cardShape,
  limitFields,
  limitMembers,
  limitsOf,
  saysOnce,
  showBrief,
  showCard,
  showLimits,
} from './shapes.ts';

const tag = 'Cards';
const product = 'cards';
export const cardPath = z.object({ cardId: pathId('card') });

/** Issuing cards, looking at them, and what a company may change about them. */
export const cardRoutes = ({ cards }: { cards: Cards }): Route[] => [
  route({
    method: 'POST',
    path: '/cards/virtual-cards/create',
    operationId: 'createCard',
    summary: 'Issue a virtual card',
    description: 'The card can be used at once. Its number is shown only by `pan-html`.',
    tag,
    access: { kind: 'company', level: 2, product },
    body: newCardBody,
    answer: { status: 200, schema: cardShape },
    failures: ['VAL'],
    handle: async ({ caller, body }) => showCard(await cards.create(caller.company, newCardOf(body))),
  }),
  route({
    method: 'GET',
    path: '/cards/virtual-cards/list',
    operationId: 'listCards',
    summary: 'List all cards',
    description: 'In the order in which they were issued, including deleted ones.',
    tag,
    access: { kind: 'company', level: 1, product },
    answer: { status: 200, schema: z.array(cardShape) },
    handle: ({ caller }) =>
      listOf(
        (part) => cards.list(caller.company, part),
        (list) => list.map(showCard),
      ),
  }),
  route({
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}',
    operationId: 'getCard',
    summary: 'Show a card',
    tag,
    access: { kind: 'company', level: 1, product },
    params: cardPath,
    answer: { status: 200, schema: cardShape },
    handle: async ({ caller, params }) => showCard(await cards.get(caller.company, params.cardId)),
  }),
  route({
    method: 'DELETE',
    path: '/cards/virtual-cards/{cardId}',
    operationId: 'deleteCard',
    summary: 'Delete a card',
    description:
      'The card can no longer be used. Its available balance is given up, which leaves the holding unchanged; held amounts stay until they clear or expire, and later refunds go to the holding.',
    tag,
    access: { kind: 'company', level: 2, product },
    params: cardPath,
    answer: { status: 200, schema: briefCard },
    handle: async ({ caller, params }) =>
      showBrief(await cards.delete(caller.company, params.cardId, caller.traceId)),
  }),
  route({
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/frozen',
    operationId: 'freezeCard',
    summary: 'Freeze or unfreeze a card',
    description:
      'A frozen card declines purchases with C202. To lift a block set by the system, use `unblock`.',
    tag,
    access: { kind: 'company', level: 3, product },
    params: cardPath,
    body: z
      .object({ freeze: z.boolean().optional(), frozen: z.boolean().optional() })
      .refine((body) => body.freeze !== undefined || body.frozen !== undefined, {
        path: ['freeze'],
        message: 'is required',
      })
      .refine(({ freeze, frozen }) => saysOnce(freeze, frozen), {
        path: ['frozen'],
        message: 'must equal freeze if both are sent',
      }),
    answer: { status: 200 },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => {
      await cards.freeze(caller.company, params.cardId, body.freeze ?? body.frozen ?? false);
    },
  }),
  route({
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/limits',
    operationId: 'changeCardLimits',
    summary: 'Replace the limits of a card',
    description:
      'Replaces all of them: a limit that is left out is removed. What has already been spent in the current day, week and month counts.',
    tag,
    access: { kind: 'company', level: 2, product },
    params: cardPath,
    body: z.object(limitFields),
    answer: { status: 200, schema: z.object({ id: idText('card'), ...limitMembers }) },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => {
      const card = await cards.changeLimits(caller.company, params.cardId, limitsOf(body));
      return { id: card.id, ...showLimits(card.limits) };
    },
  }),
];
