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
} from './accounts.ts';
export { creditDeposits } from './credit-deposits.ts';
export { createCards, type CardNow, type Cards, type CardsParts } from './cards.ts';
export { countTry, expiryMatches, expiryText } from './card-tries.ts';
export type { CardSecrets } from './pages.ts';
export type { PinOutcome } from './pin.ts';
export type { ProgramChange } from './program.ts';
export { endFreeClaim, freeClaims, withdrawable } from './claims.ts';
export type { NewCard } from './create-card.ts';
export type { BalanceChange } from './card-balance.ts';
export { sandboxHolding } from './open-company.ts';
export { noSpending, spend, spendingAt, type Spending } from './spending.ts';
export { statusOf } from './status.ts';
export { brokenRule, velocityHorizon, type VelocityRule } from './velocity.ts';
export { createCardMemory, type CardMemory, type RecalledCards } from './memory.ts';
export { cardKey, lockMany, saveMany } from './work.ts';
export {
  createVault,
  isPan,
  rotateVault,
  sealPinBlock,
  type CardVersion,
  type KnownPan,
  type Pan,
  type Rotated,
  type Vault,
  type ZoneKey,
} from './vault/index.ts';
export { cardHolding } from './withdraw-holding.ts';
export { createRates, rateScale, type Rates } from './fx/index.ts';
