import { listUnbooked, lockUnbooked, markBooked, transfersOf } from '../../chains/index.ts';
import type { UnbookedCall } from '../../chains/index.ts';
import { USD } from '../../kernel/assets.ts';
import { present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import { belowMinimumAccount, notForCardsAccount } from '../accounts.ts';
import { insertMovements } from '../movements/movements-store.ts';
import { newMovement } from '../movements/new-movement.ts';
import * as wallets from '../store.ts';
import type { ListedWalletChain, MovementOperation, Wallet, WalletMovement } from '../types.ts';
import type { Unbooked } from '../wallets.ts';
import { stepKey } from './ask.ts';
import type { OutgoingParts } from './parts.ts';
import { accountsOf, postingsOf } from './places.ts';
import type { Leaving } from './places.ts';
import { outgoingEvent } from './told.ts';

type Parts = Pick<OutgoingParts, 'plain' | 'ledger' | 'events' | 'assets' | 'cardHolding' | 'clock'>;

/**
 * What left wallets of ours on these chains and is in no books, in the order of each chain.
 *
 * @throws Failure VAL when a token of it is listed no more
 */
export async function readUnbooked(
  { plain, assets }: Pick<Parts, 'plain' | 'assets'>,
  chains: readonly ListedWalletChain[],
): Promise<readonly Unbooked[]> {
  const all: Unbooked[] = [];
  for (const { name, chainId } of chains)
    for (const call of await listUnbooked(plain, chainId)) all.push(await read(plain, assets, name, call));
  return all;
}

async function read(
  queries: Queries,
  assets: Parts['assets'],
  chain: string,
  call: UnbookedCall,
): Promise<Unbooked> {
  const owners = await wallets.addressOwners(queries, chain, [call.account]);
  const { company, wallet } = present(owners.get(call.account), 'whose the account is');
  const transfers = (await transfersOf(queries, call)).map(({ token, to, amount }) => ({
    asset: assets.find(chain, token),
    to,
    amount,
  }));
  const payer = await wallets.findWallet(queries, company, wallet);
  return { chain, call, wallet: present(payer, 'the wallet of an account'), transfers };
}

/**
 * Books what a call moved: out of custody, from whom it belonged to, even if that is below zero then. The company is told of each
 * transfer, and the account pays again. Answers the movements; none where nothing moved.
 *
 * @param of the virtual wallet whose client was paid, of what left a holding; without it the company's own part of it has paid
 * @throws Failure VAL while it has not its confirmations, when it was booked meanwhile, or `of` is none of that holding
 */
export async function bookUnbooked(
  tx: Tx,
  parts: Parts,
  { call, wallet: payer, transfers }: Unbooked,
  of: string | undefined,
): Promise<readonly WalletMovement[]> {
  if (!call.confirmed) throw new Failure('VAL', 'It does not have enough confirmations yet.');
  const wallet = of === undefined ? payer : await virtualOf(tx, payer, of);
  if (!(await lockUnbooked(tx, call))) throw new Failure('VAL', 'It is already in the books.');
  const at = await wallets.companyNow(tx, payer.company);
  const traceId = newTraceId();
  const leaving = transfers.map((transfer) => leavingOf(wallet, payer, transfer, { call, traceId, at }));
  const book = await parts.ledger.open(tx, {
    accounts: leaving.flatMap((each) => accountsOf(each, parts.cardHolding)),
  });
  for (const each of leaving)
    for (const [index, step] of steps.entries())
      book.post({
        company: payer.company,
        key: stepKey(each.movement, index + 1),
        reference: each.movement.id,
        kind: step[1] === 'gone' ? 'withdrawal_confirmed' : 'withdrawal',
        at,
        postings: postingsOf(each, step, parts.cardHolding),
      });
  const stored = await parts.events.appendMany(
    tx,
    leaving.map(({ movement }, index) => {
      const { asset } = present(transfers[index], 'its transfer');
      return outgoingEvent(movement, wallet, asset, at, steps.length);
    }),
  );
  const movements = leaving.map(({ movement }, index) =>
    Object.assign({}, movement, { doneEvent: present(stored[index], 'a stored event').id }),
  );
  await Promise.all([book.write(), insertMovements(tx, movements), markBooked(tx, call, parts.clock.now())]);
  return movements;
}

const steps = [
  ['owner', 'in flight'],
  ['in flight', 'gone'],
] as const;

/** @throws Failure VAL */
async function virtualOf(tx: Tx, payer: Wallet, id: string): Promise<Wallet> {
  const found = isId('virtualWallet', id) ? await wallets.findWallet(tx, payer.company, id) : undefined;
  if (found?.holding === payer.id) return found;
  throw new Failure('VAL', `${id} is not a virtual wallet of the holding wallet that paid.`);
}

const operations: Readonly<Partial<Record<Wallet['kind'], MovementOperation>>> = {
  treasury: 'TRANSFER',
  virtual: 'USER_WITHDRAWAL',
};
const cents = 2;

function leavingOf(
  wallet: Wallet,
  payer: Wallet,
  { asset, to, amount }: Unbooked['transfers'][number],
  { call, traceId, at }: { readonly call: UnbookedCall; readonly traceId: string; readonly at: Date },
): Leaving & { readonly movement: WalletMovement } {
  // Of a token that funds cards, which has cents.
  const unit = asset.forCards ? 10n ** BigInt(asset.decimals - cents) : undefined;
  // From the card holding whole cents are withdrawn. Anything else that the program paid sent a deposit back that it was not credited.
  const fromHolding = wallet.kind === 'program' && unit !== undefined && amount % unit === 0n;
  const suspended = asset.forCards ? belowMinimumAccount : notForCardsAccount;
  return {
    payer: payer.id,
    suspense: wallet.kind === 'program' && !fromHolding ? suspended(wallet.company, asset.asset) : undefined,
    movement: {
      ...newMovement(wallet, asset, traceId, at),
      operation: operations[wallet.kind] ?? 'WITHDRAWAL',
      state: 'COMPLETED',
      amount,
      ...(fromHolding && { netAsset: USD, netAmount: amount / unit }),
      from: wallet.address,
      to,
      transactionHash: call.transactionHash,
      blockNumber: call.blockNumber,
    },
  };
}
