import type { Id } from '../../kernel/ids.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { faucetAccount, holdingAccount } from '../balance/accounts.ts';
import { companyNow, insertProgram } from './program-store.ts';

/** What the holding of a new sandbox company starts with: 1,000,000.00 USD. */
export const sandboxHolding = 100_000_000n;

/** Gives a new company its card program, and its holding `amount` USD cents from the sandbox faucet. */
export async function openCompany(
  tx: Tx,
  ledger: Ledger,
  company: Id<'company'>,
  amount: bigint,
): Promise<void> {
  await insertProgram(tx, company);
  if (amount === 0n) return;
  const accounts = [holdingAccount(company), faucetAccount(company)];
  const book = await ledger.open(tx, { accounts });
  book.post({
    company,
    key: 'card-program:initial-holding',
    reference: 'initial holding',
    kind: 'faucet',
    at: await companyNow(tx, company),
    postings: [
      { account: faucetAccount(company), side: 'debit', amount },
      { account: holdingAccount(company), side: 'credit', amount },
    ],
  });
  await book.write();
}
