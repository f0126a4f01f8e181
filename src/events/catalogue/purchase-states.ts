/** How a purchase stands: in its events, in the answers of the API, and in the database. */
export const purchaseStates = [
  'deciding',
  'declined',
  'authorized',
  'partially_cleared',
  'cleared',
  'reversed',
  'expired',
  'cancelled',
  'refunded',
  'verified',
] as const;

export type PurchaseState = (typeof purchaseStates)[number];
