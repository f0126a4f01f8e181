import { z } from 'zod';
import type { Cards } from '../../../cards/index.ts';
import type { Companies } from '../../../companies/index.ts';
import { Failure } from '../../../kernel/failures.ts';
import type { Database } from '../../../platform/database.ts';
import { plain } from '../../answer.ts';
import { pathId, period } from '../../fields.ts';
import { route, type Route } from '../../route.ts';
import { createOneByOne } from './one-by-one.ts';
import { gatherStatement } from './statement.ts';

export interface StatementDoors {
  readonly database: Database;
  readonly cards: Pick<Cards, 'get' | 'balance'>;
  readonly companies: Pick<Companies, 'get' | 'now'>;
}

/** The statement of a card as PDF. */
export function statementRoute({ database, cards, companies }: StatementDoors): Route {
  const oneByOne = createOneByOne();
  return route({
    method: 'GET',
    path: '/cards/transactions/{cardId}/pdf',
    operationId: 'getCardStatement',
    summary: 'Get the statement of a card as PDF',
    description:
      'What was posted in a period, and what is held now. Without `from_date` it begins with the first movement, without `to_date` it ends now; `to_date` is exclusive.',
    tag: 'Card transactions',
    access: { kind: 'company', level: 1, product: 'cards' },
    params: z.object({ cardId: pathId('card') }),
    query: z.object(period),
    answer: {
      status: 200,
      contentType: 'application/pdf',
      headers: { 'Content-Disposition': 'The name of the file: the card’s last four digits, and the day.' },
    },
    failures: ['NOT_FOUND', 'VAL', 'TOO_MANY_REQUESTS'],
    async handle({ caller, params, query }) {
      const { from_date: from = null, to_date: to = null } = query;
      if (from !== null && to !== null && from > to) throw new Failure('VAL', 'from_date is after to_date.');
      const card = await cards.get(caller.company, params.cardId);
      const [company, issuedAt, available] = await Promise.all([
        companies.get(caller.company),
        companies.now(database, caller.company),
        card.approvalMethod === 'TOP_UP' ? cards.balance(caller.company, card.id) : null,
      ]);
      const pdf = await oneByOne(caller.company, async () => {
        const about = { companyName: company.name, card, issuedAt, from, to, available };
        const statement = await gatherStatement(database, about);
        // Loaded with the first statement: library and typeface are of no use to a server that writes none.
        const { renderStatement } = await import('./render.ts');
        return renderStatement(statement);
      });
      const name = `statement-${card.last4}-${issuedAt.toISOString().slice(0, 10)}.pdf`;
      return plain(
        { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${name}"` },
        pdf,
      );
    },
  });
}
