import type { OrphanedTransfer } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import type { Entry, LedgerAccount, Post, Posting } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { findFundings, wantFundings } from '../funding.ts';
import { updateMovements } from '../movements/movements-store.ts';
import { lockDeposits } from './store.ts';
import { isForwarder } from '../addresses/make-wallets.ts';
import { noteToSweep } from '../sweeps/store.ts';
import { forgetTrials } from '../tokens/proofs-store.ts';
import type { CardDeposit, CardDepositsAtWork, Wallet, WalletAsset, WalletMovement } from '../types.ts';
import { cardDepositOf, creditEntryKey, isBooked } from './confirmed.ts';
import { depositEvent, tellOf } from './events.ts';
import { clocksOf, nameOf, refOf, sortTransfers } from './incoming.ts';
import type { DepositParts } from './incoming.ts';
import { nameOfMovement } from './observed.ts';

interface Left {
  readonly movement: WalletMovement;
  readonly wallet: Wallet;
  readonly asset: WalletAsset;
  /** What stands in the books about it. */
  readonly entries: readonly Entry[];
}

/**
 * Transfers have left the chain: what was booked is booked back in full, even if a balance goes below zero, and whoever was
 * told is told. The movements end here; mined again they are new ones.
 *
 * @param beside as of `transfersConfirmed`
 */
export async function transfersOrphaned(
  tx: Tx,
  parts: DepositParts,
  transfers: readonly OrphanedTransfer[],
  beside: readonly LedgerAccount[],
): Promise<void> {
  const { ledger, events } = parts;
  const { deposits, sweeps, paid, spent } = await sortTransfers(tx, parts, transfers);
  // Of a token that was exact when they came the sweep may have moved them by its logs: what is left of that is settled there.
  tx.travelsWithCommit(
    noteToSweep(
      tx,
      deposits.flatMap(({ wallet: { company, id, kind, chain }, transfer: { of } }) =>
        isForwarder(kind) && !of.exact ? [{ company, wallet: id, chain, asset: of.asset }] : [],
      ),
    ),
  );
  const tried = [...sweeps, ...paid].map(({ transfer }) => transfer.transactionHash);
  if (deposits.length + tried.length + spent.length === 0) return;
  const movements = new Map(
    (await lockDeposits(tx, deposits.map(refOf))).map((movement) => [nameOfMovement(movement), movement]),
  );
  const left: Left[] = await Promise.all(
    deposits.flatMap((deposit) => {
      const movement = movements.get(nameOf(refOf(deposit)));
      if (movement === undefined) return [];
      const { wallet, asset } = deposit;
      return [
        ledger
          .entriesOf(tx, wallet.company, movement.id)
          .then((entries) => ({ movement, wallet, asset, entries })),
      ];
    }),
  );
  const moved = [...sweeps.filter(isBooked), ...spent].filter(
    ({ transfer }) => transfer.creditKey !== undefined,
  );
  const movedEntries = await Promise.all(
    moved.map(async ({ transfer, from }) => {
      const entries = await ledger.entriesOf(tx, from.company, transfer.transactionHash);
      const key = (kind: string): string => `${kind}:${transfer.creditKey ?? ''}`;
      return present(
        entries.find((entry) => entry.key === key('sweep') || entry.key === key('spent')),
        'the entry of a movement that was told as confirmed',
      );
    }),
  );
  const now = await clocksOf(tx, parts, [
    ...left.map(({ wallet }) => wallet.company),
    ...movedEntries.map(({ company }) => company),
  ]);

  const atCards = await cardsOf(tx, parts, left, now);
  // What a credit to the card program becomes when it is taken back is for cards to say; all else is the plain mirror.
  const plain = left.flatMap((it) => it.entries.filter((entry) => entry !== cardCreditOf(it)));
  const posts = [...plain, ...movedEntries].map((entry) => mirrorOf(entry, now(entry.company)));
  const book = await ledger.open(tx, {
    accounts: [
      ...posts.flatMap(({ postings }) => postings.map(({ account }) => account)),
      ...(atCards?.accounts ?? []),
      ...beside,
    ],
  });
  for (const post of posts) book.post(post);
  const takenBack = left.map((it) => {
    const credit = cardCreditOf(it);
    return credit && atCards?.takeBack(book, cardDeposit(it, credit, now(it.movement.company)), credit);
  });

  const cancelled = left.map(({ movement }): WalletMovement => ({
    ...movement,
    state: 'CANCELLED',
    reason: 'reorg',
    confirmations: 0,
    updatedAt: now(movement.company),
  }));
  // What the faucet sent is sent again, had it come in or not.
  const unfunded = left.filter(({ entries }) => entries.some(({ kind }) => kind === 'faucet_funded'));
  const onTheirWay = await findFundings(tx, left);
  await Promise.all([
    book.write(),
    atCards?.save(book),
    tried.length > 0 && forgetTrials(tx, tried, parts.clock.now()),
    wantFundings(tx, [...unfunded.map(({ wallet }) => wallet.company), ...onTheirWay.keys()]),
  ]);
  const told = await tellOf(
    tx,
    events,
    cancelled,
    (movement, at) => {
      const { wallet, asset } = present(left[at], 'a deposit that left');
      const isKnown = movement.seenEvent !== null || movement.doneEvent !== null;
      return isKnown
        ? depositEvent(movement, wallet, asset, 'CANCELLED', now(movement.company), takenBack[at])
        : undefined;
    },
    'doneEvent',
  );
  tx.travelsWithCommit(updateMovements(tx, told));
}

/** The entry by which a deposit became money of the card program. */
function cardCreditOf({ movement, wallet, entries }: Left): Entry | undefined {
  if (movement.creditKey === null || (wallet.kind !== 'card' && wallet.kind !== 'program')) return undefined;
  const key = creditEntryKey(movement.creditKey);
  return entries.find((entry) => entry.key === key && entry.kind === 'deposit');
}

function cardDeposit({ movement }: Left, credit: Entry, at: Date): CardDeposit {
  const source = present(
    credit.postings.find(
      ({ side, account }) => side === 'debit' && account.asset === movement.asset && account.name !== 'dust',
    ),
    'what a credit debits',
  );
  return cardDepositOf(movement, present(movement.creditKey, 'a credit'), at, source.account);
}

async function cardsOf(
  tx: Tx,
  { creditDeposit }: DepositParts,
  left: readonly Left[],
  now: (company: WalletMovement['company']) => Date,
): Promise<CardDepositsAtWork | undefined> {
  const deposits = left.flatMap((it) => {
    const credit = cardCreditOf(it);
    return credit === undefined ? [] : [cardDeposit(it, credit, now(it.movement.company))];
  });
  return deposits.length === 0 ? undefined : await creditDeposit(tx, deposits);
}

/** The same the other way round. */
export function mirrorOf(entry: Entry, at: Date): Post {
  return {
    company: entry.company,
    key: `${entry.key}:reorg`,
    reference: entry.reference,
    kind: `${entry.kind}_reorg`,
    at,
    postings: entry.postings.map((posting): Posting => ({
      ...posting,
      side: posting.side === 'debit' ? 'credit' : 'debit',
    })),
  };
}
