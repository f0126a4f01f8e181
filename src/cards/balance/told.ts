import type { Events } from '../../events/index.ts';
import { formatAmount } from '../../kernel/money.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database.ts';
import type { CardAtWork } from '../types.ts';

/** How the balance of a card was changed by hand: set, added to, taken from, or ended with the card. */
export type ChangedBy = 'set' | 'add' | 'subtract' | 'deleted';

/**
 * Tells that the balance of a `TOP_UP` card was changed by hand.
 *
 * @param amount by how much, below zero where it fell; USD cents
 * @param available what the card has available then, USD cents
 */
export async function tellOfBalance(
  tx: Tx,
  events: Pick<Events, 'appendMany'>,
  card: CardAtWork,
  told: {
    readonly change: ChangedBy;
    readonly amount: bigint;
    readonly available: bigint;
    readonly traceId: string;
  },
): Promise<void> {
  await events.appendMany(tx, [
    {
      company: card.company,
      operation: 'CARDS',
      subOperation: 'VIRTUAL_BALANCE',
      status: 'SUCCESS',
      subject: card.id,
      traceId: told.traceId,
      createdAt: card.now,
      data: {
        card_id: card.id,
        change: told.change,
        amount: formatAmount(told.amount, 2),
        available: formatAmount(told.available, 2),
        created_at: formatInstant(card.now),
        metadata: card.metadata,
      },
    },
  ]);
}
