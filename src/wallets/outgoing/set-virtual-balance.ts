import { notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import { formatAmountShort } from '../../kernel/money.ts';
import { obligationAccount, virtualAccount } from '../accounts.ts';
import { tellOf } from '../deposits/events.ts';
import { insertMovements } from '../movements/movements-store.ts';
import { newMovement } from '../movements/new-movement.ts';
import { companyNow, lockWallet } from '../store.ts';
import type { CompanyId, TokenBalance, WalletAsset, WalletMovement } from '../types.ts';
import { readAmount } from './amount.ts';
import { stepKey } from './ask.ts';
import type { OutgoingParts } from './parts.ts';
import { virtualBalanceEvent } from './told.ts';

/**
 * Sets what a virtual wallet has. No coin moves: the difference is what the company has yet to bring in, or has to spare. The
 * movement's amount is the difference, its net amount the new balance. The company is told of what changed.
 *
 * @throws Failure NOT_FOUND, VAL, VALIDATION_ERROR
 */
export async function setVirtualBalance(
  parts: OutgoingParts,
  company: CompanyId,
  wallet: string,
  to: { readonly token: string | undefined; readonly amount: string; readonly traceId: string },
): Promise<TokenBalance> {
  if (!isId('virtualWallet', wallet)) throw notFound('wallet');
  return await parts.database.work(async (tx) => {
    const own = await lockWallet(tx, company, wallet);
    if (own?.kind !== 'virtual' || own.deletedAt !== null) throw notFound('wallet');
    const asset =
      to.token === undefined ? usualAsset(parts, own.chain) : parts.assets.find(own.chain, to.token);
    const target = readAmount(to.amount, asset.decimals, { orZero: true, field: 'virtual_balance' });
    const owed = virtualAccount(company, own.id, asset.asset);
    const obligation = obligationAccount(company, asset.asset);
    const book = await parts.ledger.open(tx, { accounts: [owed, obligation] });
    const change = target - book.balance(owed).available;
    if (change === 0n) return { ...asset, balance: target };
    const at = await companyNow(tx, company);
    const movement: WalletMovement = {
      ...newMovement(own, asset, to.traceId, at),
      operation: 'OVERRIDE_VIRTUAL_BALANCE',
      state: 'COMPLETED',
      amount: change,
      netAsset: asset.asset,
      netAmount: target,
    };
    const [more, less] = change > 0n ? (['credit', 'debit'] as const) : (['debit', 'credit'] as const);
    const amount = change > 0n ? change : -change;
    book.post({
      company,
      key: stepKey(movement, 1),
      reference: movement.id,
      kind: 'override_virtual_balance',
      at,
      postings: [
        { account: owed, side: more, amount },
        { account: obligation, side: less, amount },
      ],
    });
    const [told] = await tellOf(
      tx,
      parts.events,
      [movement],
      (set) => virtualBalanceEvent(set, own, asset, target),
      'doneEvent',
    );
    await Promise.all([book.write(), insertMovements(tx, [told ?? movement])]);
    parts.log.info(
      { company, wallet: own.id, movement: movement.id, change: formatAmountShort(change, asset.decimals) },
      'a virtual balance was set by hand',
    );
    return { ...asset, balance: target };
  });
}

/** What a balance is of when nobody says: USDC, or the first token of a chain without it. */
function usualAsset({ assets, chain }: OutgoingParts, name: string): WalletAsset {
  const listed = assets.list(chain(name).name);
  const usual = listed.find(({ symbol }) => symbol === 'USDC') ?? listed[0];
  if (usual === undefined) throw notFound('token');
  return usual;
}
