import { z } from 'zod';
import { findTransaction } from '../../authorizations/index.ts';
import { scaleOf } from '../../kernel/assets.ts';
import { notFound } from '../../kernel/failures.ts';
import { formatInstant } from '../../kernel/time.ts';
import { chart } from '../../ledger/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Database } from '../../platform/database.ts';
import { instantText, pathId } from '../fields.ts';
import { moneyNumber } from '../money.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const entry = z.object({
  id: z.string(),
  kind: z.string(),
  at: instantText,
  hold_change: z
    .number()
    .nullable()
    .describe('By how much it changed what is held; null where it touched no hold.'),
  postings: z
    .array(
      z.object({
        account: z.string(),
        meaning: z.string().describe('What this ledger account is for.'),
        asset: z.string(),
        side: z.enum(['debit', 'credit']),
        amount: z.number(),
      }),
    )
    .describe('Balanced for each asset; none where it only placed or changed a hold.'),
});

/** What a purchase did in the books. */
export function postingRoutes({
  database,
  ledger,
}: {
  readonly database: Database;
  readonly ledger: Pick<Ledger, 'entriesOf'>;
}): Route[] {
  return [
    route({
      method: 'GET',
      path: '/cards/transactions/{cardId}/{transactionId}/ledger',
      operationId: 'listCardTransactionPostings',
      summary: 'List the ledger entries of a card transaction',
      description: 'Oldest first, each with its postings.',
      tag: 'Card transactions',
      access: { kind: 'company', level: 1, product: 'cards' },
      params: z.object({ cardId: pathId('card'), transactionId: pathId('cardTransaction') }),
      answer: { status: 200, schema: z.array(entry) },
      failures: ['NOT_FOUND'],
      async handle({ caller, params }) {
        const { cardId, transactionId } = params;
        const transaction = await findTransaction(database, caller.company, transactionId, cardId);
        if (transaction === undefined) throw notFound('card transaction');
        const entries = await ledger.entriesOf(database, caller.company, transactionId);
        return entries.map(({ id, kind, at, hold, postings }) => ({
          id,
          kind,
          at: formatInstant(at),
          // What a card's purchases hold is in cents, of USD and of the claim alike.
          hold_change: hold === null ? null : moneyNumber(hold.change, 2),
          postings: postings.map(({ account, side, amount }) => ({
            account: account.name,
            meaning: chart[account.name.split(':', 1)[0] ?? '']?.meaning ?? '',
            asset: account.asset,
            side,
            amount: moneyNumber(amount, scaleOf(account.asset)),
          })),
        }));
      },
    }),
  ];
}
