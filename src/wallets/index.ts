/**
 * Wallets: every address of ours, what comes to it and what leaves it. See README.md and, for the door, `wallets.ts`.
 */
export type * from './types.ts';
export type * from './wallets.ts';
export {
  belowMinimumAccount,
  capitalAccount,
  custodyAccount,
  gasExpenseAccount,
  inFlightAccount,
  notForCardsAccount,
  obligationAccount,
  operatorCompany,
  ownerAccount,
  treasuryAccount,
  virtualAccount,
} from './accounts.ts';
export { createWallets } from './create-wallets.ts';
export { failureSentence } from './outgoing/told.ts';
export { defaultMinimums } from './deposits/minimums.ts';
export type { WalletsParts } from './parts.ts';
