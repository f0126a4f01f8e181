import type { Card, CardStatus } from '../types.ts';

/** How a card stands at a moment of the company's clock; what cannot be mended comes first. */
export function statusOf(
  card: Pick<Card, 'deletedAt' | 'expiresAt' | 'blockedBy' | 'frozen' | 'active'>,
  now: Date,
): CardStatus {
  if (card.deletedAt !== null) return 'DELETED';
  if (now >= card.expiresAt) return 'EXPIRED';
  if (card.blockedBy !== null) return 'BLOCKED';
  if (card.frozen) return 'FROZEN';
  return card.active ? 'ACTIVE' : 'INACTIVE';
}
