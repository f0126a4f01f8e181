import type { Transfer } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import type { Tx } from '../../platform/database.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import { noteFundings } from '../funding.ts';
import { isEnough } from './minimums.ts';
import { insertMovements } from '../movements/movements-store.ts';
import { lockDeposits } from './store.ts';
import { newMovement } from '../movements/new-movement.ts';
import { noteTrials } from '../tokens/note-trials.ts';
import { readTokenStates } from '../tokens/states.ts';
import type { TokenStates } from '../tokens/states.ts';
import type { Wallet, WalletMovement } from '../types.ts';
import { depositEvent, tellOf } from './events.ts';
import { clocksOf, nameOf, refOf, sortTransfers } from './incoming.ts';
import type { DepositParts, Incoming } from './incoming.ts';

/** Deposits were seen in a block: each becomes a movement that waits, and whoever subscribes to that is told. */
export async function depositsSeen(
  tx: Tx,
  parts: DepositParts,
  transfers: readonly Transfer[],
): Promise<void> {
  const sorted = await sortTransfers(tx, parts, transfers);
  const { deposits, sweeps, paid } = sorted;
  if (sweeps.length + paid.length > 0) await noteTrials(tx, parts, sorted, await readTokenStates(tx), false);
  if (deposits.length === 0) return;
  // An old block that is scanned again may have what is known already.
  const known = new Set((await lockDeposits(tx, deposits.map(refOf))).map(nameOfMovement));
  const fresh = deposits.filter((deposit) => !known.has(nameOf(refOf(deposit))));
  const now = await clocksOf(
    tx,
    parts,
    fresh.map(({ to }) => to.company),
  );
  const states = await readTokenStates(tx);
  const traceId = newTraceId();
  const movements = fresh.map((deposit) => newDeposit(deposit, traceId, now(deposit.to.company)));
  // What the faucet sends is in the holding already: it is no deposit of anybody's, and nobody is told of one.
  const fundings = await noteFundings(
    tx,
    movements.map((movement, at) => ({ movement, asset: present(fresh[at], 'its deposit').asset })),
  );

  const told = await tellOf(
    tx,
    parts.events,
    movements,
    (movement, at) => {
      const deposit = present(fresh[at], 'its deposit');
      const why = willBeCredited(parts, deposit, states);
      // What waits for the proof of its token most likely counts in the end.
      if (fundings.has(movement) || (why !== undefined && why !== 'unproved')) return undefined;
      return depositEvent(movement, deposit.wallet, deposit.asset, 'PENDING', movement.createdAt);
    },
    'seenEvent',
  );
  tx.travelsWithCommit(insertMovements(tx, told));
}

/** Why a deposit will not be credited, or undefined when it will be. */
export function willBeCredited(
  { assets }: Pick<DepositParts, 'assets'>,
  { transfer, asset, wallet }: Incoming<Transfer> & { readonly wallet: Wallet },
  states: TokenStates,
): 'inexact' | 'halted' | 'not_for_cards' | 'below_minimum' | 'unproved' | undefined {
  const ofCards = wallet.kind === 'card' || wallet.kind === 'program';
  if (!asset.exact) return 'inexact';
  if (ofCards && !asset.forCards) return 'not_for_cards';
  if (!isEnough(assets.minimums(transfer.chain), wallet.kind, asset, transfer.amount)) return 'below_minimum';
  // Last, as those who wait for their token are credited by themselves in the end.
  const state = states(asset);
  if (state === 'proved') return undefined;
  return state === 'mismatched' ? 'halted' : 'unproved';
}

export function newDeposit(
  { transfer, wallet }: Incoming<Transfer> & { readonly wallet: Wallet },
  traceId: string,
  at: Date,
): WalletMovement {
  return {
    ...newMovement(wallet, transfer.of, traceId, at),
    operation: 'DEPOSIT',
    state: 'PENDING',
    amount: transfer.amount,
    from: transfer.from,
    to: transfer.to,
    transactionHash: transfer.transactionHash,
    transferKind: transfer.kind,
    ordinal: transfer.ordinal,
    ...placeOf(transfer),
  };
}

/** Where on the chain it is now. */
export const placeOf = (transfer: Transfer) => ({
  logIndex: transfer.logIndex,
  blockNumber: transfer.blockNumber,
  blockHash: transfer.blockHash,
  confirmations: transfer.confirmations,
});

export const nameOfMovement = ({ company, transactionHash, transferKind, ordinal }: WalletMovement): string =>
  nameOf({
    company,
    transactionHash: transactionHash ?? '',
    kind: transferKind ?? 'token',
    ordinal: ordinal ?? 0,
  });
