import type { ConfirmedTransfer, OrphanedTransfer } from '../../chains/index.ts';
import { USD } from '../../kernel/assets.ts';
import { present } from '../../kernel/assert.ts';
import type { Book, LedgerAccount, Post } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import {
  belowMinimumAccount,
  capitalAccount,
  custodyAccount,
  haltedAccount,
  notForCardsAccount,
  ownerAccount,
  unprovedAccount,
} from '../accounts.ts';
import { fundingPost, takeFundings } from '../funding.ts';
import { insertMovements, updateMovements } from '../movements/movements-store.ts';
import { lockDeposits } from './store.ts';
import { isForwarder } from '../addresses/make-wallets.ts';
import { noteToSweep } from '../sweeps/store.ts';
import { haltMismatched } from '../tokens/halt.ts';
import { noteTrials } from '../tokens/note-trials.ts';
import { readTokenStates } from '../tokens/states.ts';
import type {
  CardCredit,
  CardDeposit,
  CardDepositsAtWork,
  Wallet,
  WalletAsset,
  WalletMovement,
} from '../types.ts';
import { depositEvent, tellOf } from './events.ts';
import { clocksOf, nameOf, refOf, sortTransfers } from './incoming.ts';
import type { DepositParts, Sorted } from './incoming.ts';
import { nameOfMovement, newDeposit, placeOf, willBeCredited } from './observed.ts';

interface Confirmed {
  readonly movement: WalletMovement;
  readonly wallet: Wallet;
  readonly asset: WalletAsset;
  readonly creditKey: string;
  readonly why: ReturnType<typeof willBeCredited>;
  /** It is what the sandbox's faucet was asked for: in the holding already, and now on the chain. */
  readonly funds: boolean;
}

/**
 * Transfers have their confirmations: deposits are credited, sweeps are booked, all in one entry each.
 *
 * @param beside accounts that are booked on later in this unit of work: all are locked at once, in their order
 */
export async function transfersConfirmed(
  tx: Tx,
  parts: DepositParts,
  transfers: readonly ConfirmedTransfer[],
  beside: readonly LedgerAccount[],
): Promise<void> {
  const sorted = await sortTransfers(tx, parts, transfers);
  const { deposits, sweeps, paid, spent } = sorted;
  if (deposits.length + sweeps.length + paid.length + spent.length === 0) return;
  tx.travelsWithCommit(
    noteToSweep(
      tx,
      deposits.flatMap(({ wallet: { company, id, kind, chain }, transfer }) =>
        isForwarder(kind) || !transfer.of.exact
          ? [{ company, wallet: id, chain, asset: transfer.of.asset }]
          : [],
      ),
    ),
  );
  const known = new Map(
    (await lockDeposits(tx, deposits.map(refOf))).map((movement) => [nameOfMovement(movement), movement]),
  );
  const now = await clocksOf(tx, parts, [
    ...deposits.map(({ to }) => to.company),
    ...sweeps.map(({ from }) => from.company),
    ...spent.map(({ from }) => from.company),
  ]);
  const states = await readTokenStates(tx);
  const traceId = newTraceId();
  const unseen: WalletMovement[] = [];
  const read = deposits.map((deposit): Confirmed => {
    let movement = known.get(nameOf(refOf(deposit)));
    if (movement === undefined) {
      movement = newDeposit(deposit, traceId, now(deposit.to.company));
      unseen.push(movement);
    }
    const { transfer, wallet, asset } = deposit;
    return {
      movement: { ...movement, ...placeOf(transfer), amount: transfer.amount },
      wallet,
      asset,
      creditKey: transfer.creditKey,
      why: willBeCredited(parts, deposit, states),
      funds: false,
    };
  });
  const fundings = await takeFundings(tx, read);
  const confirmed = read.map((deposit) =>
    fundings.has(deposit.movement) ? Object.assign({}, deposit, { why: undefined, funds: true }) : deposit,
  );

  const atCards = await cardDepositsOf(tx, parts, confirmed, now);
  const posts = [
    ...confirmed.flatMap((deposit) => plainPosts(deposit, now(deposit.wallet.company))),
    ...sweepPosts(sorted, now),
    ...spentPosts(sorted, now),
  ];
  const book = await parts.ledger.open(tx, {
    accounts: [...posts.flatMap(accountsOf), ...(atCards?.accounts ?? []), ...beside],
  });
  await noteTrials(tx, parts, sorted, states, true);
  await haltMismatched(tx, parts, sorted, book);
  for (const post of posts) book.post(post);
  const credits = confirmed.map((deposit) => creditCard(book, atCards, deposit, now(deposit.wallet.company)));
  const changed = confirmed.map((deposit, at) =>
    finish(deposit, credits[at]?.net, now(deposit.wallet.company)),
  );
  await Promise.all([insertMovements(tx, unseen), book.write(), atCards?.save(book)]);
  const told = await tellOf(
    tx,
    parts.events,
    changed,
    (movement, at) => {
      const { wallet, asset, why, funds } = present(confirmed[at], 'a confirmed deposit');
      if (why !== undefined || funds) return undefined;
      return depositEvent(movement, wallet, asset, 'SUCCESS', now(movement.company), credits[at]);
    },
    'doneEvent',
  );
  tx.travelsWithCommit(updateMovements(tx, told));
}

/** The movement once it is confirmed: credited, or come in and credited to nobody. */
function finish({ movement, creditKey, why }: Confirmed, usd: bigint | undefined, at: Date): WalletMovement {
  if (why === 'inexact') return { ...movement, state: 'PROCESSING', reason: why, updatedAt: at };
  if (why !== undefined) return { ...movement, state: 'PROCESSING', reason: why, creditKey, updatedAt: at };
  return {
    ...movement,
    state: 'COMPLETED',
    creditKey,
    netAsset: usd === undefined ? movement.asset : USD,
    netAmount: usd ?? movement.amount,
    updatedAt: at,
  };
}

const isOfCards = ({ wallet }: Pick<Confirmed, 'wallet'>): boolean =>
  wallet.kind === 'card' || wallet.kind === 'program';

/** Locks the cards; before any ledger account is locked. */
async function cardDepositsOf(
  tx: Tx,
  { creditDeposit }: DepositParts,
  confirmed: readonly Confirmed[],
  now: (company: WalletMovement['company']) => Date,
): Promise<CardDepositsAtWork | undefined> {
  const forCards = confirmed.filter(
    (deposit) => deposit.why === undefined && !deposit.funds && isOfCards(deposit),
  );
  if (forCards.length === 0) return undefined;
  return await creditDeposit(
    tx,
    forCards.map(({ movement, creditKey }) => cardDepositOf(movement, creditKey, now(movement.company))),
  );
}

export const cardDepositOf = (
  { company, id, wallet, card, asset, amount }: WalletMovement,
  creditKey: string,
  at: Date,
  source: LedgerAccount = custodyAccount(company, wallet, asset),
): CardDeposit => ({
  company,
  card,
  movement: id,
  asset,
  amount,
  source,
  at,
  key: creditEntryKey(creditKey),
});

/** The key of the entry that credits a deposit; it may have been suspended before, under another key. */
export const creditEntryKey = (creditKey: string): string => `deposit:${creditKey}`;

/** Where a deposit stands that is credited to nobody. */
export const suspenseAccount = ({
  company,
  asset,
  reason,
}: Pick<WalletMovement, 'company' | 'asset' | 'reason'>): LedgerAccount => {
  if (reason === 'not_for_cards') return notForCardsAccount(company, asset);
  if (reason === 'unproved') return unprovedAccount(company, asset);
  return reason === 'halted' ? haltedAccount(company, asset) : belowMinimumAccount(company, asset);
};

/** What a deposit to the card program became; undefined for any other. */
function creditCard(
  book: Book,
  atCards: CardDepositsAtWork | undefined,
  deposit: Confirmed,
  at: Date,
): CardCredit | undefined {
  if (atCards === undefined || deposit.why !== undefined || deposit.funds || !isOfCards(deposit))
    return undefined;
  return atCards.credit(book, cardDepositOf(deposit.movement, deposit.creditKey, at));
}

/** The entry of a deposit that cards have no part in. Of an inexact token nothing is booked before it is swept. */
function plainPosts({ movement, wallet, asset: of, creditKey, why, funds }: Confirmed, at: Date): Post[] {
  const { company, asset, amount } = movement;
  if (funds) return [fundingPost(movement, of, creditEntryKey(creditKey), at)];
  if (why === 'inexact' || (why === undefined && isOfCards({ wallet }))) return [];
  const credited =
    why === undefined ? ownerAccount(wallet, asset) : suspenseAccount({ company, asset, reason: why });
  return [
    {
      company,
      key: why === undefined ? creditEntryKey(creditKey) : `suspended:${creditKey}`,
      reference: movement.id,
      kind: why === undefined ? 'deposit' : 'deposit_suspended',
      at,
      postings: [
        { account: custodyAccount(company, wallet.id, asset), side: 'debit', amount },
        { account: credited, side: 'credit', amount },
      ],
    },
  ];
}

/** What inexact tokens move is not in their logs: it is booked by what the holding wallet gained. */
export const isBooked = ({
  transfer,
}: {
  readonly transfer: ConfirmedTransfer | OrphanedTransfer;
}): boolean => transfer.of.exact;

function sweepPosts(
  { sweeps }: Sorted<ConfirmedTransfer>,
  now: (company: WalletMovement['company']) => Date,
): Post[] {
  return sweeps.filter(isBooked).map(({ transfer, from, to }) => ({
    company: from.company,
    key: `sweep:${transfer.creditKey}`,
    reference: transfer.transactionHash,
    kind: 'sweep',
    at: now(from.company),
    postings: [
      {
        account: custodyAccount(to.company, to.wallet, transfer.of.asset),
        side: 'debit' as const,
        amount: transfer.amount,
      },
      {
        account: custodyAccount(from.company, from.wallet, transfer.of.asset),
        side: 'credit' as const,
        amount: transfer.amount,
      },
    ],
  }));
}

/** What the relayer sent away beside its fees, such as money for gas that the operator takes back. */
function spentPosts(
  { spent }: Sorted<ConfirmedTransfer>,
  now: (company: WalletMovement['company']) => Date,
): Post[] {
  return spent.map(({ transfer, from }) => ({
    company: from.company,
    key: `spent:${transfer.creditKey}`,
    reference: transfer.transactionHash,
    kind: 'spent',
    at: now(from.company),
    postings: [
      { account: capitalAccount(transfer.of.asset), side: 'debit' as const, amount: transfer.amount },
      {
        account: custodyAccount(from.company, from.wallet, transfer.of.asset),
        side: 'credit' as const,
        amount: transfer.amount,
      },
    ],
  }));
}

const accountsOf = ({ postings }: Post): LedgerAccount[] => postings.map(({ account }) => account);
