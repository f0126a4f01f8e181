import type { EventOperation, Events, EventStatus, NewEvent } from '../../events/index.ts';
import { present } from '../../kernel/assert.ts';
import { scaleOf } from '../../kernel/assets.ts';
import { formatAmount, formatAmountShort } from '../../kernel/money.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database.ts';
import type { CardCredit, Wallet, WalletAsset, WalletKind, WalletMovement } from '../types.ts';

/** Which product tells of a deposit to a wallet of this kind; none of what comes straight to a holding or the relayer. */
const productOf: Readonly<Record<WalletKind, EventOperation | undefined>> = {
  treasury: 'TREASURY',
  virtual: 'VIRTUAL_WALLETS',
  card: 'CARDS',
  program: 'CARDS',
  holding: undefined,
  relayer: undefined,
};

/** Whether anybody is told of deposits to a wallet of this kind. */
export const isTold = (kind: WalletKind): boolean => productOf[kind] !== undefined;

/** The order in which a deposit is told of, for receivers that are told in another. */
const sequenceOf = { PENDING: 1, SUCCESS: 2, CANCELLED: 3 } as const;

/**
 * The event that tells of a deposit as it is now; undefined for a kind of wallet of which nothing is told.
 *
 * @param credit what it became for the card program, or was until now
 */
export function depositEvent(
  movement: WalletMovement,
  wallet: Pick<Wallet, 'address'>,
  asset: WalletAsset,
  status: Extract<EventStatus, 'PENDING' | 'SUCCESS' | 'CANCELLED'>,
  at: Date,
  credit?: Pick<CardCredit, 'holding'>,
): NewEvent | undefined {
  const operation = productOf[movement.kind];
  if (operation === undefined) return undefined;
  const told = [movement.seenEvent, movement.doneEvent].filter((event) => event !== null);
  const { account, card, client, kind } = movement;
  return {
    company: movement.company,
    operation,
    subOperation: 'DEPOSIT',
    status,
    ...(status === 'CANCELLED' && {
      reason: 'The deposit left the chain in a reorganisation.',
      takesBack: told,
    }),
    subject: movement.wallet,
    traceId: movement.traceId,
    createdAt: at,
    data: {
      movement_id: movement.id,
      sequence: sequenceOf[status],
      wallet_id: movement.wallet,
      wallet_address: wallet.address,
      blockchain: movement.chain,
      transaction_hash: movement.transactionHash,
      log_index: movement.logIndex,
      block_number: Number(movement.blockNumber),
      confirmations: movement.confirmations,
      from_wallet_address: movement.from,
      amount: formatAmountShort(movement.amount, asset.decimals),
      net_amount: netText(movement, asset),
      token: { name: asset.name, symbol: asset.symbol, address: asset.address },
      created_at: formatInstant(movement.createdAt),
      ...(account !== null && { account_id: account }),
      ...((kind === 'card' || kind === 'program') && { card_id: card }),
      ...(credit !== undefined && { holding_amount: formatAmount(credit.holding, 2) }),
      ...(client !== null && { client_id: client }),
    },
  };
}

/**
 * Tells of movements, in order. Answers them with the event noted on each that was told of.
 *
 * @param eventOf what is told of one; undefined is nothing
 * @param as whether the event tells that it was seen, or what became of it
 */
export async function tellOf(
  tx: Tx,
  events: Pick<Events, 'appendMany'>,
  movements: readonly WalletMovement[],
  eventOf: (movement: WalletMovement, at: number) => NewEvent | undefined,
  as: 'seenEvent' | 'doneEvent',
): Promise<readonly WalletMovement[]> {
  const told = movements.flatMap((movement, at) => {
    const event = eventOf(movement, at);
    return event === undefined ? [] : [{ at, event }];
  });
  const stored = await events.appendMany(
    tx,
    told.map(({ event }) => event),
  );
  const ids = new Map(told.map(({ at }, index) => [at, present(stored[index], 'a stored event').id]));
  return movements.map((movement, at) => {
    const id = ids.get(at);
    return id === undefined ? movement : Object.assign({}, movement, { [as]: id });
  });
}

/** What was credited; before that, what came. */
function netText({ amount, netAmount, netAsset }: WalletMovement, asset: WalletAsset): string {
  if (netAmount === null || netAsset === null) return formatAmountShort(amount, asset.decimals);
  const scale = scaleOf(netAsset);
  return scale === 2 ? formatAmount(netAmount, scale) : formatAmountShort(netAmount, scale);
}
