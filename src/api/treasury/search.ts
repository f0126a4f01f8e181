import { z } from 'zod';
import { Failure } from '../../kernel/failures.ts';
import type { Wallets } from '../../wallets/index.ts';
import { pageNumber, pageSize, period, queryList, queryTexts } from '../fields.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { showTreasuryMovement, treasuryMovement, treasuryOperations } from '../wallets/movements.ts';

const mostWallets = 100;

/** What came to treasury wallets and left them. */
export const treasurySearchRoutes = ({
  wallets: { movements, assets },
}: {
  readonly wallets: Pick<Wallets, 'movements' | 'assets'>;
}): Route[] => [
  route({
    method: 'GET',
    path: '/mpc/treasury/transactions/search',
    operationId: 'searchTreasuryTransactions',
    summary: 'Search the movements of treasury wallets',
    description: 'One page, newest first. The first page is 0. `to_date` is exclusive.',
    tag: 'Treasury',
    access: { kind: 'company', level: 1, product: 'treasury' },
    query: z.object({
      wallet_ids: queryTexts(64)
        .refine((ids) => ids.length >= 1, 'is required')
        .refine((ids) => ids.length <= mostWallets, `must have at most ${mostWallets} items`)
        .describe('The wallets to search, one or more.'),
      operations: queryList(treasuryOperations).describe('The operations to list, one or more.'),
      ...period,
      size: pageSize(),
      page_number: pageNumber,
    }),
    answer: {
      status: 200,
      schema: z.object({
        number_of_elements: z.int(),
        next_page: z.int().nullable(),
        total_pages: z.int(),
        total_elements: z.int(),
        movements: z.array(treasuryMovement),
      }),
    },
    failures: ['VAL'],
    async handle({ caller, query }) {
      const {
        wallet_ids: wallets,
        operations,
        from_date: from,
        to_date: to,
        size,
        page_number: page,
      } = query;
      if (from !== undefined && to !== undefined && from > to)
        throw new Failure('VAL', 'from_date is after to_date.');
      const found = await movements.search(caller.company, { wallets, operations, from, to, size, page });
      const pages = Math.ceil(found.total / size);
      return {
        number_of_elements: found.movements.length,
        next_page: page + 1 < pages ? page + 1 : null,
        total_pages: pages,
        total_elements: found.total,
        movements: found.movements.map((it) => showTreasuryMovement(assets, it)),
      };
    },
  }),
];
