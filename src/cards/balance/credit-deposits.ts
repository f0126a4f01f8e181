import { scaleOf, USD } from '../../kernel/assets.ts';
import type { Asset } from '../../kernel/assets.ts';
import { invariant } from '../../kernel/assert.ts';
import { maxBigint, mulDivHalfUp } from '../../kernel/money.ts';
import type { Book, Entry, LedgerAccount, Posting } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { CardCredit, CardDeposit, CardDepositsAtWork } from '../../wallets/index.ts';
import {
  cardAccount,
  claimPostings,
  contraAccount,
  conversionAccount,
  dustAccount,
  feesAccount,
  holdingAccount,
} from './accounts.ts';
import { endFreeClaim } from './claims.ts';
import type { CardAtWork } from '../types.ts';
import { cardKey, lockMany, saveMany } from '../work.ts';

/**
 * What deposits of tokens become for the card program: one USD for each whole token, floored to cents, less the program's
 * commission where it goes to a card, to the holding and to the card's claim inside it. The rest of a cent goes to the
 * company's dust; whole cents in that move to the holding with the next deposit. Fulfils `CreditDeposit` of wallets.
 */
export async function creditDeposits(tx: Tx, deposits: readonly CardDeposit[]): Promise<CardDepositsAtWork> {
  const refs = deposits.flatMap(({ company, card }) => (card === null ? [] : [{ company, card }]));
  const cards = await lockMany(tx, refs);
  // A card that is gone (a sandbox company was reset) leaves its address: what comes there is the holding's.
  const cardOf = ({ company, card }: CardDeposit): CardAtWork | undefined =>
    card === null ? undefined : cards.get(cardKey({ company, card }));

  return {
    accounts: deposits.flatMap(accountsOfDeposit),
    credit(book, deposit) {
      const { company, movement, key, at } = deposit;
      const { postings, ...credit } = split(book, deposit, cardOf(deposit));
      book.post({ company, key, reference: movement, kind: 'deposit', at, postings });
      return credit;
    },
    takeBack(book, deposit, entry) {
      const { company, movement, key, at } = deposit;
      const operation = { company, reference: movement, kind: 'deposit_reorg', at };
      book.post({ ...operation, key: `${key}:reorg`, postings: mirrorOf(entry) });
      const card = cardOf(deposit);
      // Of a deleted card, whose claim has ended, the holding alone pays it back.
      if (card !== undefined) endFreeClaim(book, card, { ...operation, key: `${key}:reorg:claim` });
      return { holding: gainedBy(entry) };
    },
    save: (book) => saveMany(tx, book, [...cards.values()]),
  };
}

/** What the holding gained by a credit. */
const gainedBy = ({ postings }: Entry): bigint =>
  postings.reduce(
    (sum, { account, amount }) =>
      account.name === holdingAccount(account.company).name ? sum + amount : sum,
    0n,
  );

/** The postings of one deposit, and what it became. */
function split(
  book: Book,
  { company, asset, amount, source }: CardDeposit,
  card: CardAtWork | undefined,
): CardCredit & { readonly postings: readonly Posting[] } {
  const unitsOfCent = centOf(asset);
  const cents = amount / unitsOfCent;
  const rest = amount % unitsOfCent;
  const dust = dustAccount(company, asset);
  const sweptCents = maxBigint(0n, book.balance(dust).posted) / unitsOfCent;
  const commission =
    card === undefined ? 0n : mulDivHalfUp(cents, card.program.depositCommissionPpm, 1_000_000n);
  const net = cents - commission;
  const postings = [
    ...line(source, 'debit', amount),
    ...line(dust, 'debit', sweptCents * unitsOfCent),
    ...line(conversionAccount(company, asset), 'credit', (cents + sweptCents) * unitsOfCent),
    ...line(dust, 'credit', rest),
    ...line(conversionAccount(company, USD), 'debit', cents + sweptCents),
    ...line(holdingAccount(company), 'credit', net + sweptCents),
    ...line(feesAccount(company), 'credit', commission),
    ...(card?.approvalMethod === 'TOP_UP' && card.deletedAt === null ? claimPostings(card, net) : []),
  ];
  return { postings, net, holding: net + sweptCents };
}

/** Minor units of a token that are one cent. */
function centOf(asset: Asset): bigint {
  const scale = scaleOf(asset);
  invariant(scale >= 2, 'a token that funds cards has cents');
  return 10n ** BigInt(scale - 2);
}

function accountsOfDeposit({ company, card, asset, source }: CardDeposit): LedgerAccount[] {
  return [
    source,
    dustAccount(company, asset),
    conversionAccount(company, asset),
    conversionAccount(company, USD),
    holdingAccount(company),
    feesAccount(company),
    contraAccount(company),
    ...(card === null ? [] : [cardAccount(company, card)]),
  ];
}

const mirrorOf = (entry: Entry): Posting[] =>
  entry.postings.map((posting) => ({ ...posting, side: posting.side === 'debit' ? 'credit' : 'debit' }));

const line = (account: LedgerAccount, side: 'debit' | 'credit', amount: bigint): Posting[] =>
  amount === 0n ? [] : [{ account, side, amount }];
