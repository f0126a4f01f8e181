import { useInfiniteQuery } from '@tanstack/react-query';
import type { InfiniteData, QueryKey, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { Answer } from '../../api.ts';
import { words } from '../../ui/format.tsx';

type OfTreasury = Answer<'searchTreasuryTransactions'>['movements'][number];
type OfOthers = Answer<'listVirtualWalletMovements'>['movements'][number];

/** A movement of any kind of wallet, as far as lists show it. */
export interface Moved {
  readonly id: string;
  readonly at: string;
  readonly operation: string;
  readonly status: string;
  readonly amount: number | string;
  readonly symbol: string;
  readonly hash: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  /** The event that told of it. */
  readonly eventId: string | null;
  readonly block: number | null;
  /** Of what is in a block and waits: how many it has, and how many it needs. */
  readonly confirmations: { readonly have: number; readonly required: number } | null;
}

export const asMoved = (movement: OfTreasury | OfOthers): Moved => ({
  id: movement.id,
  at: 'date' in movement ? movement.date : movement.datetime,
  operation: movement.operation,
  status: movement.status,
  amount: movement.amount,
  symbol: movement.data.token.symbol,
  hash: movement.transaction_hash,
  from: movement.data.from_wallet_address,
  to: movement.data.to_wallet_address,
  reason: movement.data.reason,
  eventId: movement.operation_id,
  block: movement.block_number,
  confirmations: confirmationsOf(movement),
});

function confirmationsOf({
  operation,
  status,
  block_number: block,
  confirmations: have,
  confirmations_required: required,
}: OfTreasury | OfOthers): Moved['confirmations'] {
  if (block === null || have === null || required === null) return null;
  return status === 'PENDING' || isLate({ operation, status }) ? { have, required } : null;
}

/** A deposit that is processing came in and is credited to nobody; what leaves and takes long may still happen. */
const isLate = ({ operation, status }: Pick<Moved, 'operation' | 'status'>): boolean =>
  operation !== 'DEPOSIT' && (status === 'MANUAL_CHECK' || status === 'PROCESSING');

/** Why movements are as they are, and what becomes of them. */
const notes: Readonly<Record<string, string>> = {
  below_minimum: 'Below the minimum: credited to nobody until the operator decides.',
  not_for_cards: 'This token funds no cards: credited to nobody until the operator decides.',
  unproved: 'Waits until a transfer has proved its token.',
  inexact: 'Credited after the sweep, by what was gained.',
  halted: 'Its token moved other than it says: credited to nobody until the operator decides.',
  returning: 'On its way back to where it came from.',
  returned: 'Was sent back.',
  reorg: 'Left the chain in a reorganisation, and was taken back.',
  refused: 'The signing policy does not allow it. Nothing has left; the amount is back.',
  unbooked:
    'A transfer left this wallet that is not in the books, and it may be this one. This one was not sent, and the amount was returned.',
  failed: 'The chain refused it. Nothing has left; the amount is back.',
  replaced: 'Another transfer took its place on the chain. Nothing has left; the amount is back.',
  expired: 'It could not be sent in time. Nothing has left; the amount is back.',
};

/** What whoever answers for a movement must know of it; undefined where its status says it all. */
export function noteOf(moved: Moved): string | undefined {
  if (isLate(moved))
    return 'Takes longer than it should, and may still happen: do not send it a second time.';
  return moved.reason === null ? undefined : (notes[moved.reason] ?? words(moved.reason));
}

export interface MovedPage<Cursor> {
  readonly rows: readonly Moved[];
  /** Where the next page begins; null on the last. */
  readonly next: Cursor | null;
}

export type MovedQuery = UseInfiniteQueryResult<InfiniteData<MovedPage<unknown>>>;

/** While something counts up, one looks on; what is to be sent takes its time; else news come by themselves. */
function everyMs(rows: readonly Moved[]): number {
  if (rows.some(({ confirmations }) => confirmations !== null)) return 400;
  return rows.some(({ status }) => status === 'PENDING') ? 1_000 : 5_000;
}

/** The movements of a wallet, page by page, asked for again and again as fast as something happens. */
export function useMovements<Cursor>({
  queryKey,
  first,
  read,
  enabled = true,
}: {
  readonly queryKey: QueryKey;
  readonly first: Cursor;
  readonly read: (cursor: Cursor) => Promise<MovedPage<Cursor>>;
  readonly enabled?: boolean;
}): UseInfiniteQueryResult<InfiniteData<MovedPage<Cursor>>> {
  return useInfiniteQuery<MovedPage<Cursor>, Error, InfiniteData<MovedPage<Cursor>>, QueryKey, Cursor>({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam as Cursor),
    initialPageParam: first,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) => everyMs(state.data?.pages.flatMap(({ rows }) => rows) ?? []),
    enabled,
  });
}

/** A page of movements as virtual wallets, holdings and cards answer it. */
export const pageOf = (answer: {
  readonly movements: readonly OfOthers[];
  readonly paging_state_token: string | null;
}): MovedPage<string | null> => ({
  rows: answer.movements.map(asMoved),
  next: answer.paging_state_token,
});
