import { USD } from '../../kernel/assets.ts';
import { present } from '../../kernel/assert.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import type { Book, LedgerAccount } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { ownerAccount } from '../accounts.ts';
import { lockMovement, updateMovements } from '../movements/movements-store.ts';
import * as store from '../store.ts';
import { lockState } from '../tokens/proofs-store.ts';
import type { CardCredit, CompanyId, WalletAsset, WalletMovement } from '../types.ts';
import { cardDepositOf, creditEntryKey, suspenseAccount } from './confirmed.ts';
import { depositEvent, tellOf } from './events.ts';
import type { DepositParts } from './incoming.ts';

/**
 * Credits a deposit that came in below the minimum to whom it was sent, with the event that it would have had; and one to a card in
 * a token that is listed as funding cards by now.
 *
 * @throws Failure NOT_FOUND; VAL when it does not wait for that, or its token is not proved
 */
export async function creditSuspended(
  tx: Tx,
  parts: DepositParts,
  company: CompanyId,
  id: string,
  traceId: string,
): Promise<WalletMovement> {
  const movement = await lockMovement(tx, company, id);
  if (movement === undefined) throw notFound('deposit');
  const { state, reason, asset } = movement;
  const isForHand =
    reason === 'below_minimum' || (reason === 'not_for_cards' && parts.assets.of(asset)?.forCards === true);
  if (state !== 'PROCESSING' || !isForHand)
    throw new Failure(
      'VAL',
      'Only a deposit below the minimum can be credited by hand, or one to a card once its token is listed as funding cards. A deposit that waits for its token is credited automatically.',
    );
  mustBeListed(parts, movement);
  return await creditFromSuspense(tx, parts, { ...movement, traceId }, async (book, source, amount) => {
    await mustBeProved(tx, parts, movement);
    if (book.balance(source).available < amount)
      throw new Failure(
        'VAL',
        'This deposit left the chain after it was sent back, so nothing remains of it.',
      );
  });
}

/**
 * The token of a deposit that waits, which may have been taken off the list since: then nobody can say what it is worth.
 *
 * @throws Failure VAL
 */
export function mustBeListed(
  { assets }: Pick<DepositParts, 'assets'>,
  { asset }: Pick<WalletMovement, 'asset'>,
): WalletAsset {
  const listed = assets.of(asset);
  if (listed !== undefined) return listed;
  const { chain, symbol } = assets.named(asset);
  throw new Failure(
    'VAL',
    `${symbol} is not listed on ${chain} any more. List it again; its deposits wait until then.`,
  );
}

/** What came by the logs of a token is what can be credited only once the token was found to do what they say. */
export async function mustBeProved(
  tx: Tx,
  { assets }: Pick<DepositParts, 'assets'>,
  { asset }: Pick<WalletMovement, 'asset'>,
): Promise<void> {
  const token = assets.of(asset);
  if (token === undefined || token.address === null || !token.exact) return;
  if ((await lockState(tx, asset, token.address)) === 'proved') return;
  throw new Failure(
    'VAL',
    `No deposit of ${token.symbol} is credited until a transfer of it has been compared with the resulting balances. GET /operator/tokens shows its state.`,
  );
}

/**
 * Credits a locked deposit that stands in suspense to whom it was sent, and tells of it. `check` runs when all ledger accounts
 * are locked and nothing is booked yet.
 */
export async function creditFromSuspense(
  tx: Tx,
  parts: DepositParts,
  movement: WalletMovement,
  check: (book: Book, source: LedgerAccount, amount: bigint) => Promise<void>,
): Promise<WalletMovement> {
  const { company, asset, kind } = movement;
  const creditKey = present(movement.creditKey, 'the stay of a deposit in suspense');
  // Of an inexact token what was gained stands there.
  const amount = movement.netAmount ?? movement.amount;
  const wallet = present(await store.findWallet(tx, company, movement.wallet), 'the wallet of a movement');
  const at = await store.companyNow(tx, company);
  const source = suspenseAccount(movement);
  let netAsset = asset;
  let netAmount = amount;
  let credit: CardCredit | undefined;
  if (kind === 'card' || kind === 'program') {
    const deposit = cardDepositOf(movement, creditKey, at, source);
    const cards = await parts.creditDeposit(tx, [deposit]);
    const book = await parts.ledger.open(tx, { accounts: [source, ...cards.accounts] });
    await check(book, source, amount);
    netAsset = USD;
    credit = cards.credit(book, deposit);
    netAmount = credit.net;
    await Promise.all([book.write(), cards.save(book)]);
  } else {
    const owner = ownerAccount(wallet, asset);
    const book = await parts.ledger.open(tx, { accounts: [source, owner] });
    await check(book, source, amount);
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
  const credited: WalletMovement = {
    ...movement,
    state: 'COMPLETED',
    reason: null,
    netAsset,
    netAmount,
    updatedAt: at,
  };
  const token = present(parts.assets.of(asset), 'a listed token');
  const [told = credited] = await tellOf(
    tx,
    parts.events,
    [credited],
    (movement) => depositEvent(movement, wallet, token, 'SUCCESS', at, credit),
    'doneEvent',
  );
  await updateMovements(tx, [told]);
  return told;
}
