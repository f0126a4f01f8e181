import { present, unreachable } from '../../kernel/assert.ts';
import type { LedgerAccount, Posting } from '../../ledger/index.ts';
import { custodyAccount, inFlightAccount, ownerAccount } from '../accounts.ts';
import type { CardHolding, MovementState, WalletId, WalletMovement } from '../types.ts';

/** Where the money of an outgoing movement is: still its owner's, on its way, or gone from the chain. */
export type Place = 'owner' | 'in flight' | 'gone';

/** Where it is, by the state of its movement. */
export function placeOf(state: MovementState): Place {
  switch (state) {
    case 'PENDING':
    case 'PROCESSING':
      return 'in flight';
    case 'COMPLETED':
      return 'gone';
    case 'FAILED':
    case 'CANCELLED':
      return 'owner';
    default:
      return unreachable(state);
  }
}

/** An outgoing movement whose payer is known. */
export interface Leaving {
  readonly movement: Pick<
    WalletMovement,
    'company' | 'kind' | 'wallet' | 'asset' | 'amount' | 'netAmount' | 'netAsset'
  >;
  /** The threshold account whose coins leave. */
  readonly payer: WalletId;
  /** Where it is taken from, when it belongs to no account of its wallet's. */
  readonly suspense?: LedgerAccount | undefined;
}

/** The ledger steps from one place to another, one for each entry: the way there leads through `in flight`. */
export function stepsBetween(from: Place, to: Place): readonly (readonly [Place, Place])[] {
  if (from === to) return [];
  if (from === 'in flight' || to === 'in flight') return [[from, to]];
  return [
    [from, 'in flight'],
    ['in flight', to],
  ];
}

/**
 * The postings of one step. Asked: from the owner to in flight. Confirmed: from in flight out of custody. Whatever goes back is
 * the mirror, so that an outcome that leaves the chain leaves no trace in the balances.
 */
export function postingsOf(
  leaving: Leaving,
  [from, to]: readonly [Place, Place],
  cardHolding: CardHolding,
): readonly Posting[] {
  if (from === 'owner' && to === 'in flight') return asked(leaving, cardHolding);
  if (from === 'in flight' && to === 'owner') return mirror(asked(leaving, cardHolding));
  if (from === 'in flight' && to === 'gone') return confirmed(leaving);
  return mirror(confirmed(leaving));
}

/** Every account that the postings of this movement can touch. */
export const accountsOf = (leaving: Leaving, cardHolding: CardHolding): readonly LedgerAccount[] =>
  [...asked(leaving, cardHolding), ...confirmed(leaving)].map(({ account }) => account);

function asked({ movement, payer, suspense }: Leaving, cardHolding: CardHolding): readonly Posting[] {
  const { company, kind, wallet, asset, amount, netAmount } = movement;
  const inFlight = {
    account: inFlightAccount(company, payer, asset),
    side: 'credit',
    amount,
  } as const;
  if (suspense !== undefined) return [{ account: suspense, side: 'debit', amount }, inFlight];
  if (kind === 'program') {
    const cents = present(netAmount, 'what a withdrawal takes from the card holding');
    return [...cardHolding.postings(company, { cents, asset, amount }), inFlight];
  }
  const owner = ownerAccount({ company, id: wallet, kind }, asset);
  return [{ account: owner, side: 'debit', amount }, inFlight];
}

function confirmed({ movement: { company, asset, amount }, payer }: Leaving): readonly Posting[] {
  return [
    { account: inFlightAccount(company, payer, asset), side: 'debit', amount },
    { account: custodyAccount(company, payer, asset), side: 'credit', amount },
  ];
}

const mirror = (postings: readonly Posting[]): readonly Posting[] =>
  postings.map((posting) =>
    Object.assign({}, posting, { side: posting.side === 'debit' ? 'credit' : 'debit' } as const),
  );
