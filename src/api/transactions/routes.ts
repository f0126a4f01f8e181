import { z } from 'zod';
import {
  entriesOfTransaction,
  findTransaction,
  movementOperationNames,
  searchMovements,
} from '../../authorizations/index.ts';
import type { Cards } from '../../cards/index.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import { pageNumber, pageSize, pathId, period, queryList, sortOrder } from '../fields.ts';
import { route, type Route } from '../route.ts';
import { movementSchema, showMovement } from './movements.ts';
import { statementRoute, type StatementDoors } from './statement/route.ts';
import { entrySchema, showEntry, showTransaction, transactionSchema } from './views.ts';

const read = { kind: 'company', level: 1, product: 'cards' } as const;
const tag = 'Card transactions';
const ofCard = z.object({ cardId: pathId('card') });
const ofTransaction = z.object({ cardId: pathId('card'), transactionId: pathId('cardTransaction') });

const searchQuery = z.object({
  operations: queryList(movementOperationNames).describe('The operations to list, one or more.'),
  ...period,
  size: pageSize(20),
  page_number: pageNumber,
  sort_field: z
    .enum(['datetime', 'bill_amount', 'transaction_amount', 'operation', 'merchant_name'])
    .default('datetime')
    .describe('The field to sort by.'),
  sort_order: sortOrder,
});

const searchAnswer = z.object({
  number_of_elements: z.number().int(),
  next_page: z.number().int().nullable(),
  total_pages: z.number().int(),
  total_elements: z.number().int(),
  movements: z.array(movementSchema),
});

export interface TransactionDoors extends StatementDoors {
  readonly database: Database;
  readonly cards: Pick<Cards, 'get' | 'balance'>;
}

/** What happened on a card: its movements, and each purchase with its entries. */
export function transactionRoutes(doors: TransactionDoors): Route[] {
  const { database, cards } = doors;
  const transactionOf = async (company: Id<'company'>, card: Id<'card'>, id: Id<'cardTransaction'>) => {
    const transaction = await findTransaction(database, company, id, card);
    if (transaction === undefined) throw notFound('card transaction');
    return transaction;
  };
  return [
    route({
      method: 'GET',
      path: '/cards/transactions/{cardId}/search',
      operationId: 'searchCardTransactions',
      summary: 'Search the movements of a card',
      description:
        'One page of the authorizations, clearings, refunds and reversals of a card. The first page is 0. `from_date` is inclusive, `to_date` exclusive; a date alone means its start, in UTC.',
      tag,
      access: read,
      params: ofCard,
      query: searchQuery,
      answer: { status: 200, schema: searchAnswer },
      failures: ['NOT_FOUND', 'VAL'],
      async handle({ caller, params, query }) {
        await cards.get(caller.company, params.cardId);
        const { from_date: from = null, to_date: to = null } = query;
        if (from !== null && to !== null && from > to)
          throw new Failure('VAL', 'from_date is after to_date.');
        const { found, total } = await searchMovements(database, {
          company: caller.company,
          card: params.cardId,
          operations: query.operations,
          kinds: null,
          from,
          to,
          sortBy: query.sort_field,
          descending: query.sort_order === 'desc',
          size: query.size,
          offset: query.page_number * query.size,
        });
        const pages = Math.ceil(total / query.size);
        return {
          number_of_elements: found.length,
          next_page: query.page_number + 1 < pages ? query.page_number + 1 : null,
          total_pages: pages,
          total_elements: total,
          movements: found.map(showMovement),
        };
      },
    }),
    statementRoute(doors),
    route({
      method: 'GET',
      path: '/cards/transactions/{cardId}/{transactionId}',
      operationId: 'getCardTransaction',
      summary: 'Get a card transaction',
      description: 'The current state of a purchase: totals, fees, and who decided.',
      tag,
      access: read,
      params: ofTransaction,
      answer: { status: 200, schema: transactionSchema },
      failures: ['NOT_FOUND'],
      handle: async ({ caller, params }) =>
        showTransaction(await transactionOf(caller.company, params.cardId, params.transactionId)),
    }),
    route({
      method: 'GET',
      path: '/cards/transactions/{cardId}/{transactionId}/entries',
      operationId: 'listCardTransactionEntries',
      summary: 'List the entries of a card transaction',
      description: 'Everything that happened to one purchase, in order; no entry ever changes.',
      tag,
      access: read,
      params: ofTransaction,
      answer: { status: 200, schema: z.array(entrySchema) },
      failures: ['NOT_FOUND'],
      async handle({ caller, params }) {
        const transaction = await transactionOf(caller.company, params.cardId, params.transactionId);
        return (await entriesOfTransaction(database, transaction)).map(showEntry);
      },
    }),
  ];
}
