import { Failure } from '../../kernel/failures.ts';
import { formatAmount, maxBigint } from '../../kernel/money.ts';
import type { Events } from '../../events/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { cardAccount, claimPostings, contraAccount, holdingAccount } from './accounts.ts';
import { freeClaims } from './claims.ts';
import { tellOfBalance } from './told.ts';
import { lockLiving } from '../door.ts';
import type { Card, CardRef } from '../types.ts';
import { saveMany } from '../work.ts';

/** How a card's balance is to be changed. `amount` in USD cents, not negative. */
export interface BalanceChange {
  readonly kind: 'set' | 'add' | 'subtract';
  readonly amount: bigint;
}

/**
 * Sets what a `TOP_UP` card has available, adds to it or takes from it; answers what is available then, in USD cents. The
 * holding does not move: the balance is a claim inside it. The company is told of what changed. All claims together never
 * grow beyond what the holding has available, however many changes and purchases happen at once, because each of them holds the lock of the holding.
 *
 * @throws Failure NOT_FOUND, VAL
 */
export async function changeBalance(
  tx: Tx,
  { ledger, events }: { readonly ledger: Ledger; readonly events: Pick<Events, 'appendMany'> },
  ref: CardRef,
  change: BalanceChange,
  traceId: string,
): Promise<bigint> {
  const card = await lockLiving(tx, ref);
  mustHaveBalance(card, 'VAL');
  const accounts = [
    holdingAccount(card.company),
    cardAccount(card.company, card.id),
    contraAccount(card.company),
  ];
  const book = await ledger.open(tx, { accounts });
  const own = book.balance(cardAccount(card.company, card.id)).available;
  const target = targetOf(change, own);
  // What is added to a card that owes may leave it owing less.
  if (target < own && target < 0n) {
    throw new Failure('VAL', `The balance of this card cannot go below zero; it has ${usd(own)} available.`);
  }
  if (target > own) {
    const others = (await freeClaims(tx, book, card.company)) - maxBigint(0n, own);
    const room = book.balance(holdingAccount(card.company)).available - others;
    if (target > room) {
      throw new Failure(
        'VAL',
        `The holding covers at most ${usd(maxBigint(0n, room))} on this card beside the balances of the other cards. Fund the holding first.`,
      );
    }
  }
  if (target === own) return own;
  book.post({
    company: card.company,
    key: `card-balance:${newId('movement')}`,
    reference: card.id,
    kind: `card_balance_${change.kind}`,
    at: card.now,
    postings: claimPostings(card, target - own),
  });
  await Promise.all([
    book.write(),
    saveMany(tx, book, [card]),
    tellOfBalance(tx, events, card, {
      change: change.kind,
      amount: target - own,
      available: target,
      traceId,
    }),
  ]);
  return target;
}

/** @throws Failure with this code when the card has no balance of its own */
export function mustHaveBalance(card: Pick<Card, 'approvalMethod'>, code: 'VAL' | 'APP_ERROR'): void {
  if (card.approvalMethod !== 'TOP_UP') {
    throw new Failure(
      code,
      `Only TOP_UP cards have a balance of their own; this one is ${card.approvalMethod} and pays from the holding.`,
    );
  }
}

function targetOf({ kind, amount }: BalanceChange, own: bigint): bigint {
  if (kind === 'set') return amount;
  return kind === 'add' ? own + amount : own - amount;
}

const usd = (cents: bigint): string => `${formatAmount(cents, 2)} USD`;
