import type { Card, CardAtWork } from '../types.ts';

/** Wrong CVVs and expiry dates in a row, counted together, after which the card is blocked. */
export const mostCvvTries = 3;

/**
 * Counts a CVV or expiry date that was sent with a message, on the locked card: a right one clears the count, and the
 * last wrong one in a row blocks the card. The change is written by `saveMany`.
 */
export function countTry(card: CardAtWork, matches: boolean): 'right' | 'wrong' | 'blocked' {
  card.cvvTries = matches ? 0 : card.cvvTries + 1;
  if (matches) return 'right';
  if (card.cvvTries < mostCvvTries) return 'wrong';
  card.blockedBy ??= 'CVV';
  return 'blocked';
}

/** The expiry date as it stands on the card: `11/29`, the last month in which it is valid. */
export function expiryText({ expiresAt }: Pick<Card, 'expiresAt'>): string {
  const last = new Date(expiresAt.getTime() - 1);
  return `${String(last.getUTCMonth() + 1).padStart(2, '0')}/${String(last.getUTCFullYear()).slice(-2)}`;
}

/** Whether `text` is the card's expiry date: `MM/YY`, `MMYY`, or `YYMM` as ISO 8583 field 14 has it. */
export function expiryMatches(card: Pick<Card, 'expiresAt'>, text: string): boolean {
  const [month, year] = expiryText(card).split('/');
  return text === `${month}/${year}` || text === `${month}${year}` || text === `${year}${month}`;
}
