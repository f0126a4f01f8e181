import { faucetAccount, holdingAccount } from '../../cards/index.ts';
import { CARD, USD } from '../../kernel/assets.ts';
import type { Id } from '../../kernel/ids.ts';
import {
  accountsOfCompany,
  chart,
  holdsOfCompany,
  type Ledger,
  type LedgerAccount,
  type NormalSide,
  type Posting,
} from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';

/**
 * Brings the books of a company back to where they began, by entries like any others: nothing that was booked is changed or
 * removed, so that seals and `ledger verify` stay sound. Each hold is released by an entry; one more entry takes every account of
 * the card program to nothing and the holding to what it started with. The sandbox faucet takes the difference. What coins
 * were exchanged for (`conversion`), custody and what is on its way stay: the coins are still on the chain.
 *
 * @param name a name that no other closing has
 * @returns what the holding has then, USD cents
 */
export async function closeBooks(
  tx: Tx,
  ledger: Ledger,
  company: Id<'company'>,
  name: string,
  at: Date,
): Promise<bigint> {
  const holding = holdingAccount(company);
  const faucet = faucetAccount(company);
  const first = await firstHolding(tx, ledger, company);
  const holds = await holdsOfCompany(tx, company);
  const all = await accountsOfCompany(tx, company);
  const found = all.filter(isOfCards);
  const owned = all.filter((account) => newOwner(account) !== undefined);
  const book = await ledger.open(tx, {
    accounts: [...found, holding, faucet, ...owned, ...owned.flatMap((account) => newOwner(account) ?? [])],
    holds: holds.map((hold) => ({ company, hold })),
  });

  const common = { company, reference: 'reset', kind: 'reset', at };
  holds.forEach((id, number) => {
    const hold = book.hold(company, id);
    if (hold === undefined || hold.held === 0n || !hold.accounts.every(isOfCards)) return;
    book.change({ ...common, key: `${name}:${number}`, hold: id, change: -hold.held });
  });

  const postings: Posting[] = [];
  let toFaucet = 0n;
  for (const account of unique([...found, holding])) {
    if (account.name === faucet.name || account.name === 'conversion') continue;
    const wanted = account.name === holding.name ? first : 0n;
    const { posted } = book.balance(account);
    // What an account grows by on its credit side is what is missing on its debit side elsewhere.
    const credit = sideOf(account) === 'credit' ? wanted - posted : posted - wanted;
    postings.push(...posting(account, credit));
    if (account.asset === USD) toFaucet -= credit;
  }
  postings.push(...posting(faucet, toFaucet));
  for (const account of owned) {
    const { posted } = book.balance(account);
    const to = newOwner(account);
    if (to !== undefined) postings.push(...posting(account, -posted), ...posting(to, posted));
  }
  if (postings.length > 0) book.post({ ...common, key: name, postings });
  await book.write();
  return first;
}

/** What the faucet gave when the company was made. */
async function firstHolding(tx: Tx, ledger: Ledger, company: Id<'company'>): Promise<bigint> {
  const entries = await ledger.entriesOf(tx, company, 'initial holding');
  return entries
    .flatMap((entry) => entry.postings)
    .filter(({ account, side }) => account.name === 'holding' && side === 'credit')
    .reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * Who has what a wallet had whose owner is gone: the coins of virtual wallets are the company's to spare, in its holding wallet; those
 * of treasury wallets belong to nobody.
 */
function newOwner({ company, name, asset }: LedgerAccount): LedgerAccount | undefined {
  if (name.startsWith('virtual:')) return { company, name: 'obligation', asset };
  if (name.startsWith('treasury:')) return { company, name: 'suspense:reset', asset };
  return undefined;
}

const isOfCards = ({ asset }: LedgerAccount): boolean => asset === USD || asset === CARD;

const sideOf = ({ name }: LedgerAccount): NormalSide | undefined => chart[name.split(':', 1)[0] ?? '']?.side;

const posting = (account: LedgerAccount, credit: bigint): Posting[] =>
  credit === 0n
    ? []
    : [{ account, side: credit > 0n ? 'credit' : 'debit', amount: credit > 0n ? credit : -credit }];

const unique = (accounts: readonly LedgerAccount[]): LedgerAccount[] => [
  ...new Map(accounts.map((account) => [`${account.asset} ${account.name}`, account])).values(),
];
