import { USD } from '../../kernel/assets.ts';
import { present } from '../../kernel/assert.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import type { Tx } from '../../platform/database.ts';
import { ownerAccount } from '../accounts.ts';
import * as store from '../store.ts';
import type { CompanyId, WalletMovement } from '../types.ts';
import { cardDepositOf, creditEntryKey, suspenseAccount } from './confirmed.ts';
import { depositEvent } from './events.ts';
import type { DepositParts } from './incoming.ts';

/**
 * Credits a deposit that came in below the minimum to whom it was sent, with the event that it would have had.
 *
 * @throws Failure NOT_FOUND; VAL when it does not wait for that
 */
export async function creditSuspended(
  tx: Tx,
  parts: DepositParts,
  company: CompanyId,
  id: string,
  traceId: string,
): Promise<WalletMovement> {
  const movement = await store.lockMovement(tx, company, id);
  if (movement === undefined) throw notFound('deposit');
  const { state, reason, creditKey, asset, amount, kind } = movement;
  if (state !== 'PROCESSING' || (reason !== 'below_minimum' && reason !== 'halted') || creditKey === null)
    throw new Failure(
      'VAL',
      'Only a deposit that came in below the minimum, or while its token was halted, can be credited by hand.',
    );
  const wallet = present(await store.findWallet(tx, company, movement.wallet), 'the wallet of a movement');
  const at = await store.companyNow(tx, company);
  const source = suspenseAccount(movement);
  let netAsset = asset;
  let netAmount = amount;
  if (kind === 'card' || kind === 'program') {
    const deposit = cardDepositOf(movement, creditKey, at, source);
    const cards = await parts.creditDeposit(tx, [deposit]);
    const book = await parts.ledger.open(tx, { accounts: cards.accounts });
    netAsset = USD;
    netAmount = cards.credit(book, deposit);
    await Promise.all([book.write(), cards.save(book)]);
  } else {
    const owner = ownerAccount(wallet, asset);
    const book = await parts.ledger.open(tx, { accounts: [source, owner] });
    book.post({
      company,
      key: creditEntryKey(creditKey),
      reference: movement.id,
      kind: 'deposit',
      at,
      postings: [
        { account: source, side: 'debit', amount },
        { account: owner, side: 'credit', amount },
      ],
    });
    await book.write();
  }
  const credited: WalletMovement = { ...movement, state: 'COMPLETED', netAsset, netAmount, updatedAt: at };
  const token = present(parts.assets.of(asset), 'a listed token');
  const event = depositEvent({ ...credited, traceId }, wallet, token, 'SUCCESS', at);
  const [stored] = await parts.events.appendMany(tx, event === undefined ? [] : [event]);
  const told: WalletMovement = { ...credited, doneEvent: stored?.id ?? null };
  await store.updateMovements(tx, [told]);
  return told;
}
