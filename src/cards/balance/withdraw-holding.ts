import { USD } from '../../kernel/assets.ts';
import type { CardHolding } from '../../wallets/index.ts';
import { contraAccount, conversionAccount, holdingAccount } from './accounts.ts';
import { withdrawable } from './claims.ts';
import { readProgram } from '../program/program-store.ts';

/**
 * The card program's part in a withdrawal from the holding, as wallets call for it: what may leave it, and how it is booked.
 * `holding` and `card_contra` are locked by the open books, and whoever moves a claim needs one of them.
 */
export const cardHolding: CardHolding = {
  accounts: (company) => [holdingAccount(company), contraAccount(company)],
  async withdrawable(tx, book, company) {
    const { withdrawalFloor } = await readProgram(tx, company);
    return await withdrawable(tx, book, company, withdrawalFloor);
  },
  postings: (company, { cents, asset, amount }) => [
    { account: holdingAccount(company), side: 'debit', amount: cents },
    { account: conversionAccount(company, USD), side: 'credit', amount: cents },
    { account: conversionAccount(company, asset), side: 'debit', amount },
  ],
};
