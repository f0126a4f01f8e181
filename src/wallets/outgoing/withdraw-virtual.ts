import type { Address } from 'viem';
import { present } from '../../kernel/assert.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Book } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { virtualAccount } from '../accounts.ts';
import { newMovement } from '../movements/new-movement.ts';
import { addressOwners, companyNow, findWallet } from '../store.ts';
import type { CompanyId, Wallet, WalletAsset, WalletMovement } from '../types.ts';
import type { OutgoingAsked } from '../wallets.ts';
import { inWords, readAmount } from './amount.ts';
import type { AtOnce, ToChain, Wanted } from './ask.ts';
import { coinsOf } from './coins.ts';
import { readDestination } from './destination.ts';
import { mustBeEnabled, mustHave } from './enabled.ts';
import type { Plan } from './plan.ts';
import { lockWallets } from './store.ts';
import { internalDepositEvent, outgoingEvent } from './told.ts';

/**
 * A withdrawal from a virtual wallet: at most what its client is owed. To another virtual wallet of the company it is a matter of
 * the books, at once; to all others the holding wallet pays, with coins that it has.
 */
export function withdrawVirtual(
  company: CompanyId,
  wallet: string,
  asked: OutgoingAsked,
): readonly [Wanted, Plan] {
  const { to, token, amount, traceId, idempotencyKey } = asked;
  const wanted = { company, traceId, idempotencyKey, contents: ['virtual', wallet, to, token, amount] };
  const plan: Plan = async (parts, tx) => {
    const found = isId('virtualWallet', wallet) ? await findWallet(tx, company, wallet) : undefined;
    if (found?.kind !== 'virtual') throw notFound('wallet');
    const holding = present(
      await findWallet(tx, company, present(found.holding, 'the holding of a virtual wallet')),
      'the holding of a virtual wallet',
    );
    const asset = parts.assets.find(found.chain, token);
    const minor = readAmount(amount, asset.decimals);
    const destination = readDestination(to, parts.chain(found.chain), [found.address, holding.address]);
    const receiver = await findReceiver(tx, company, found.chain, destination);
    const locked = await lockWallets(tx, company, [found.id, ...(receiver === undefined ? [] : [receiver])]);
    const own = present(
      locked.find(({ id }) => id === found.id),
      'a wallet that was found',
    );
    mustBeEnabled(own);
    if (receiver === undefined) return toChain(own, holding, asset, minor, destination);
    const other = present(
      locked.find(({ id }) => id === receiver),
      'a wallet that was found',
    );
    return await internal(tx, own, other, asset, minor, traceId);
  };
  return [wanted, plan];
}

/** The virtual wallet of the same company that an address is. */
async function findReceiver(
  tx: Tx,
  company: CompanyId,
  chain: string,
  address: Address,
): Promise<Id<'virtualWallet'> | undefined> {
  const owner = (await addressOwners(tx, chain, [address])).get(address);
  if (owner?.company !== company || owner.kind !== 'virtual') return undefined;
  return owner.wallet as Id<'virtualWallet'>;
}

function toChain(own: Wallet, holding: Wallet, asset: WalletAsset, amount: bigint, to: Address): ToChain {
  const owed = virtualAccount(own.company, own.id, asset.asset);
  const coins = coinsOf(holding, asset.asset);
  return {
    wallet: own,
    payer: holding,
    operation: 'USER_WITHDRAWAL',
    asset,
    amount,
    to,
    accounts: [owed, ...coins.accounts],
    check(book) {
      mustOwe(book, own, asset, amount);
      if (coins.free(book) < amount)
        throw new Failure(
          'VAL',
          `The holding wallet has only ${inWords(coins.free(book), asset)} to pay with. Coins still at deposit addresses are on their way; top up the holding wallet, or try again in a moment.`,
        );
    },
  };
}

async function internal(
  tx: Tx,
  own: Wallet,
  other: Wallet,
  asset: WalletAsset,
  amount: bigint,
  traceId: string,
): Promise<AtOnce> {
  if (other.deletedAt !== null)
    throw new Failure(
      'VAL',
      'The virtual wallet with this address was deleted and can receive nothing more.',
    );
  const at = await companyNow(tx, own.company);
  const shared = {
    state: 'COMPLETED',
    amount,
    netAsset: asset.asset,
    netAmount: amount,
    from: own.address,
    to: other.address,
    transactionHash: 'internal',
  } as const;
  const out: WalletMovement = {
    ...newMovement(own, asset, traceId, at),
    ...shared,
    operation: 'USER_WITHDRAWAL',
  };
  const into: WalletMovement = { ...newMovement(other, asset, traceId, at), ...shared, operation: 'DEPOSIT' };
  const from = virtualAccount(own.company, own.id, asset.asset);
  const to = virtualAccount(own.company, other.id, asset.asset);
  return {
    movement: out,
    also: [into],
    accounts: [from, to],
    check: (book) => mustOwe(book, own, asset, amount),
    postings: [
      { account: from, side: 'debit', amount },
      { account: to, side: 'credit', amount },
    ],
    events: [outgoingEvent(out, own, asset, at, 1), internalDepositEvent(into, other, asset)],
  };
}

/** @throws Failure VAL when the client is owed less */
const mustOwe = (book: Book, own: Wallet, asset: WalletAsset, amount: bigint): void =>
  mustHave(own, asset, book.balance(virtualAccount(own.company, own.id, asset.asset)).available, amount);
