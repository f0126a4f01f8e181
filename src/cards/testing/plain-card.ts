import type { NewCard } from '../life/create-card.ts';

/** A card as most tests want it: with a balance of its own, and no limits. */
export const plainCard: NewCard = {
  holderName: 'Ada Lovelace',
  approvalMethod: 'TOP_UP',
  email: 'ada@example.com',
  phoneCountryCode: '44',
  phone: '7700900123',
  limits: { perTransaction: null, daily: null, weekly: null, monthly: null },
  decision: { fallback: 'DECLINE', fallbackLimit: null, requireSignedAnswer: false },
  metadata: {},
};
