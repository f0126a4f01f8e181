import type { Fields } from '../../src/network/index.ts';

/** A purchase as a terminal at a counter sends it: 17 fields. */
export const purchaseFields = (pan: string, stan: string, moment: string): Fields => ({
  2: pan,
  3: '000000',
  4: '000000000125',
  7: moment,
  11: stan,
  12: moment.slice(4),
  13: moment.slice(0, 4),
  18: '5411',
  22: '051',
  25: '00',
  32: '123456',
  37: `600509${stan}`,
  41: 'TERM0001',
  42: 'MERCHANT0000001',
  43: 'ACME SUPERMARKET         LISBON       PT',
  // The network's transaction id: 15 characters.
  48: `6315N${moment.slice(2)}${stan}`,
  49: '840',
});
