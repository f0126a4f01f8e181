import type { Address } from 'viem';
import { decodeExecute } from '../../chains/index.ts';
import type { CallUse } from '../../chains/index.ts';
import type { NewEvent } from '../../events/index.ts';
import { present } from '../../kernel/assert.ts';
import type { LedgerAccount } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { updateMovements } from '../movements/movements-store.ts';
import * as wallets from '../store.ts';
import type { MovementState, WalletMovement } from '../types.ts';
import { suspenseAccount } from '../deposits/confirmed.ts';
import type { Returned } from './return-deposit.ts';
import { returnedAs } from './return-deposit.ts';
import { stepKey } from './ask.ts';
import type { OutgoingParts } from './parts.ts';
import { accountsOf, placeOf, postingsOf, stepsBetween } from './places.ts';
import * as store from './store.ts';
import type { OutgoingRow } from './store.ts';
import { outgoingEvent } from './told.ts';
import type { FailureReason } from './told.ts';

/** What is heard of an outgoing movement. */
export type Outcome = 'executed' | FailureReason | 'manual_check' | 'returned';

export interface Heard {
  /** Locked. */
  readonly row: OutgoingRow;
  readonly outcome: Outcome;
  /** Where the chain used the nonce of its call, whatever came of it. */
  readonly used: CallUse | undefined;
}

const states: Readonly<Record<Outcome, MovementState>> = {
  executed: 'COMPLETED',
  failed: 'FAILED',
  replaced: 'FAILED',
  expired: 'FAILED',
  refused: 'FAILED',
  unbooked: 'FAILED',
  manual_check: 'PROCESSING',
  returned: 'PENDING',
};

/** An outgoing movement while it is concluded; outcomes are taken in one by one. */
interface Concluded {
  movement: WalletMovement;
  readonly payer: WalletMovement['wallet'];
  steps: number;
  told: OutgoingRow['told'];
  /** What it sends back, and where that is taken from. */
  returned: Returned | undefined;
  readonly suspense: LedgerAccount | undefined;
}

/**
 * Books what became of outgoing movements, in the order in which it was heard: money goes out of custody, or back to its
 * owner, even if the owner's balance then goes below zero; what was booked and is no longer true is mirrored. Tells the
 * company when it has ended, and again only when it has ended otherwise.
 */
export async function conclude(parts: OutgoingParts, tx: Tx, heard: readonly Heard[]): Promise<void> {
  const { ledger, cardHolding } = parts;
  const known = await read(tx, heard);
  if (known.size === 0) return;
  const all = [...known.values()];
  const [owners, clocks] = await Promise.all([
    wallets.findWallets(
      tx,
      all.map(({ movement: { company, wallet } }) => ({ company, wallet })),
    ),
    wallets.companyClocks(
      tx,
      all.map(({ movement }) => movement.company),
    ),
  ]);
  const book = await ledger.open(tx, { accounts: all.flatMap((one) => accountsOf(one, cardHolding)) });
  const news: { readonly one: Concluded; readonly event: NewEvent }[] = [];
  for (const { row, outcome, used } of heard) {
    const one = known.get(row.movement);
    if (one === undefined) continue;
    const before = one.movement;
    const state = nextState(before.state, outcome);
    if (state === undefined) continue;
    const at = present(clocks.get(before.company), 'the clock of a company with movements');
    for (const step of stepsBetween(placeOf(before.state), placeOf(state))) {
      one.steps += 1;
      book.post({
        company: before.company,
        key: stepKey(before, one.steps),
        reference: before.id,
        kind: step[1] === 'gone' ? 'withdrawal_confirmed' : `withdrawal_${outcome}`,
        at,
        postings: postingsOf(one, step, cardHolding),
      });
    }
    const reason = state === 'FAILED' || state === 'PROCESSING' ? outcome : null;
    one.movement = {
      ...before,
      state,
      reason,
      transactionHash: used?.transactionHash ?? null,
      blockNumber: used?.blockNumber ?? null,
      confirmations: used?.confirmations ?? null,
      updatedAt: at,
    };
    // What was credited to nobody was told to nobody, and so is what becomes of it.
    if (one.returned !== undefined) {
      one.returned = returnedAs(one.returned, placeOf(state), at);
      continue;
    }
    const end = state === 'COMPLETED' ? 'SUCCESS' : state === 'FAILED' ? 'FAILED' : undefined;
    if (end === undefined || end === one.told) continue;
    one.told = end;
    // It may be listed no more: nobody waits for how it ended any less.
    const asset = parts.assets.named(before.asset, row.call && tokenOf(row.call));
    const owner = owners.find(({ company, id }) => company === before.company && id === before.wallet);
    const event = outgoingEvent(
      one.movement,
      present(owner, 'the wallet of a movement'),
      asset,
      at,
      one.steps,
    );
    news.push({ one, event });
  }
  const stored = await parts.events.appendMany(
    tx,
    news.map(({ event }) => event),
  );
  for (const [index, { one }] of news.entries())
    one.movement = { ...one.movement, doneEvent: present(stored[index], 'a stored event').id };
  await Promise.all([
    book.write(),
    updateMovements(
      tx,
      all.flatMap(({ movement, returned }) =>
        returned === undefined ? [movement] : [movement, returned.deposit],
      ),
    ),
    store.saveSteps(
      tx,
      all.map(({ movement, steps, told }) => ({
        company: movement.company,
        movement: movement.id,
        steps,
        told,
        over: placeOf(movement.state) !== 'in flight',
      })),
    ),
  ]);
}

/** The contract of the token that a call transfers; null of the native coin. */
function tokenOf(call: Uint8Array): Address | null {
  const { data, to } = present(decodeExecute(call).calls[0], 'the transfer of a call');
  return data === '0x' ? null : to;
}

/** The state after an outcome; undefined when it is no news. */
function nextState(before: MovementState, outcome: Outcome): MovementState | undefined {
  const state = states[outcome];
  // Late news of what has ended: it took long, or could no longer happen after it was refused.
  if (outcome === 'manual_check' && placeOf(before) !== 'in flight') return undefined;
  if (outcome === 'returned' && placeOf(before) === 'in flight') return undefined;
  return state === before && state === 'FAILED' ? undefined : state;
}

/**
 * Locks what {@link conclude} would of these locked rows, but for the ledger, and answers the accounts that it books on: for whoever
 * books something else before, in the same unit of work, and has to lock all accounts at once.
 */
export async function lockConcluded(
  { cardHolding }: Pick<OutgoingParts, 'cardHolding'>,
  tx: Tx,
  rows: readonly OutgoingRow[],
): Promise<readonly LedgerAccount[]> {
  const known = await read(
    tx,
    rows.map((row) => ({ row })),
  );
  return [...known.values()].flatMap((one) => accountsOf(one, cardHolding));
}

async function read(tx: Tx, heard: readonly Pick<Heard, 'row'>[]): Promise<ReadonlyMap<string, Concluded>> {
  const rows = new Map(heard.map(({ row }) => [row.movement, row]));
  const movements = await store.lockMovements(
    tx,
    heard.flatMap(({ row: { company, movement, returns } }) => [
      { company, movement },
      ...(returns === null ? [] : [{ company, movement: returns }]),
    ]),
  );
  const found = new Map(movements.map((movement) => [movement.id, movement]));
  return new Map(
    movements.flatMap((movement) => {
      // One that is sent back comes with what sends it.
      const row = rows.get(movement.id);
      if (row === undefined || row.payer === null) return [];
      const { payer, steps, told, returns, returnsReason } = row;
      const returned =
        returns === null
          ? undefined
          : { deposit: present(found.get(returns), 'a deposit that is sent back'), reason: returnsReason };
      const suspense = returned && suspenseAccount({ ...returned.deposit, reason: returnsReason });
      return [[movement.id, { movement, payer, steps, told, returned, suspense }] as const];
    }),
  );
}
