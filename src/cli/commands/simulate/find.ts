import type { Client, Operations } from '../../../../sdk/index.ts';
import { CliProblem } from '../../run.ts';

type Transaction = Operations['getCardTransaction']['answer'];

/** The newest card that can buy, or a new one that the holding pays for. */
export async function anyCard(client: Client, quiet: boolean): Promise<string> {
  const newest = (await client.listCards()).findLast((card) => card.status === 'ACTIVE');
  if (newest !== undefined) return newest.id;
  const { id, last4 } = await client.createCard({
    card_holder_name: 'Ada Lovelace',
    approval_method: 'NONE',
    phone_country_code: 44,
    phone: '7700900123',
  });
  if (!quiet) process.stdout.write(`There was no card, so one was issued: ${id}, ending in ${last4}.\n\n`);
  return id;
}

/** Which purchases a message fits, and what to say where there is none. */
export interface Fitting {
  readonly fits: (transaction: Transaction) => boolean;
  readonly missing: string;
  readonly advice: string;
}

export const withHold: Fitting = {
  fits: ({ totals }) => totals.held > 0,
  missing: 'No purchase has money held.',
  advice: 'Swipe first: npx cardwright simulate swipe',
};

export const withCleared: Fitting = {
  fits: ({ totals }) => totals.cleared > totals.refunded,
  missing: 'No purchase has cleared.',
  advice: 'Swipe and clear first: npx cardwright simulate swipe; npx cardwright simulate clear',
};

export const withRefund: Fitting = {
  fits: ({ totals }) => totals.refunded > 0,
  missing: 'No purchase was refunded.',
  advice: 'Refund one first: npx cardwright simulate refund',
};

/** So many of the last events are looked through. */
const newestEvents = 300;

/**
 * The purchase that a message is about when none is named: the one that something happened to last, of those that it fits.
 *
 * @throws CliProblem when there is none
 */
export async function newestThat({ fits, missing, advice }: Fitting, client: Client): Promise<string> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let looked = 0; looked < newestEvents; looked += 100) {
    const page = await client.listEvents({ types: ['CARDS'], size: 100, cursor });
    for (const { body } of page.data) {
      const { transaction_id: id, card_id: card } = body['data'] as Record<string, unknown>;
      if (typeof id !== 'string' || typeof card !== 'string' || seen.has(id)) continue;
      seen.add(id);
      const found = await client.getCardTransaction({ cardId: card, transactionId: id });
      if (fits(found)) return id;
    }
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  throw new CliProblem(missing, advice);
}
