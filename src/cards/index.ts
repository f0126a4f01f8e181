/**
 * Cards: what they are, how they stand, what their balances are claims on, and the vault of their numbers.
 *
 * For whoever moves money on a card, in one unit of work and in this order:
 * 1. `lockMany` the cards: THE lock; everything that a decision needs comes with it (`CardAtWork`),
 * 2. open the ledger's books with `accountsOfCard`,
 * 3. decide in memory: `statusOf`, `spendingAt`/`spend`, `brokenRule`; change the members of `CardAtWork` that are not
 *    readonly; place holds on `holdAccounts`, post `purchasePostings` and `refundPostings`, and after each change of
 *    money on a deleted card `endFreeClaim`,
 * 4. `book.write()` and `saveMany`, which may travel together.
 */
export type * from './types.ts';
export {
  accountsOfCard,
  cardAccount,
  contraAccount,
  conversionAccount,
  dustAccount,
  faucetAccount,
  feesAccount,
  holdAccounts,
  holdingAccount,
  networkAccount,
  purchasePostings,
  refundPostings,
} from './balance/accounts.ts';
export { creditDeposits } from './balance/credit-deposits.ts';
export { createCards, type CardNow, type Cards, type CardsParts } from './cards.ts';
export { countTry, expiryMatches, expiryText } from './controls/card-tries.ts';
export type { CardSecrets } from './pages/pages.ts';
export type { PinOutcome } from './controls/pin.ts';
export type { ProgramChange } from './program/program.ts';
export { endFreeClaim, freeClaims, withdrawable } from './balance/claims.ts';
export type { NewCard } from './life/create-card.ts';
export type { BalanceChange } from './balance/card-balance.ts';
export { sandboxHolding } from './program/open-company.ts';
export { noSpending, spend, spendingAt, type Spending } from './controls/spending.ts';
export { statusOf } from './controls/status.ts';
export { brokenRule, velocityHorizon, type VelocityRule } from './controls/velocity.ts';
export { createCardMemory, type CardMemory, type RecalledCards } from './memory.ts';
export { cardKey, lockMany, saveMany } from './work.ts';
export {
  createVault,
  isPan,
  opensVault,
  rotateVault,
  sealPinBlock,
  type CardVersion,
  type KnownPan,
  type Pan,
  type Rotated,
  type Vault,
  type ZoneKey,
} from './vault/index.ts';
export { cardHolding } from './balance/withdraw-holding.ts';
export { createRates, rateScale, type Rates } from './fx/index.ts';
