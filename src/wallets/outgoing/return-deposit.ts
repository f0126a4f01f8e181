import { present } from '../../kernel/assert.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import type { Book } from '../../ledger/index.ts';
import { suspenseAccount } from '../deposits/confirmed.ts';
import { mustBeListed, mustBeProved } from '../deposits/credit-suspended.ts';
import { lockMovement } from '../movements/movements-store.ts';
import { isForwarder } from '../addresses/make-wallets.ts';
import { findWallet } from '../store.ts';
import type { CompanyId, WalletMovement } from '../types.ts';
import { inWords } from './amount.ts';
import type { Wanted } from './ask.ts';
import { coinsOf } from './coins.ts';
import { readDestination } from './destination.ts';
import type { Place } from './places.ts';
import type { Plan } from './plan.ts';

/** A deposit that is sent back, and why it was credited to nobody. */
export interface Returned {
  readonly deposit: WalletMovement;
  readonly reason: string | null;
}

/**
 * Sends a deposit that was credited to nobody somewhere: back to who sent it, if the operator knows that the address it came
 * from takes it. What came in is sent, or of an inexact token what was gained, by the account that has the coins.
 */
export function returnDeposit(
  company: CompanyId,
  deposit: string,
  { to, traceId }: { readonly to: string; readonly traceId: string },
): readonly [Wanted, Plan] {
  const wanted = { company, traceId, idempotencyKey: undefined, contents: ['return', deposit, to] };
  const plan: Plan = async (parts, tx) => {
    const movement = isId('movement', deposit) ? await lockMovement(tx, company, deposit) : undefined;
    if (movement?.operation !== 'DEPOSIT') throw notFound('deposit');
    mustBeReturnable(movement);
    const wallet = present(await findWallet(tx, company, movement.wallet), 'the wallet of a movement');
    const holding = wallet.holding === null ? undefined : await findWallet(tx, company, wallet.holding);
    const payer = isForwarder(wallet.kind) ? present(holding, 'the holding of a forwarder') : wallet;
    const asset = mustBeListed(parts, movement);
    const amount = movement.netAmount ?? movement.amount;
    const suspense = suspenseAccount(movement);
    const coins = coinsOf(payer, asset.asset);
    return {
      wallet: payer,
      payer,
      operation: 'WITHDRAWAL',
      asset,
      amount,
      to: readDestination(to, parts.chain(payer.chain), [wallet.address, payer.address]),
      returns: movement,
      accounts: [suspense, ...coins.accounts],
      async check(book: Book) {
        await mustBeProved(tx, parts, movement);
        if (book.balance(suspense).available < amount)
          throw new Failure(
            'VAL',
            'This deposit left the chain after it was sent back, so nothing remains of it.',
          );
        if (coins.free(book) < amount)
          throw new Failure(
            'VAL',
            `The account that pays has only ${inWords(coins.free(book), asset)}. Coins still at the deposit address arrive with its next sweep, once they are worth ten times its gas.`,
          );
      },
    };
  };
  return [wanted, plan];
}

/** @throws Failure VAL for one that is credited, on its way back, or waits for something else */
function mustBeReturnable({ state, reason }: WalletMovement): void {
  if (state === 'PROCESSING' && (reason === 'below_minimum' || reason === 'not_for_cards')) return;
  if (reason === 'returning' || reason === 'returned')
    throw new Failure(
      'VAL',
      `This deposit ${reason === 'returned' ? 'was already' : 'is already being'} sent back.`,
    );
  if (state === 'PROCESSING')
    throw new Failure(
      'VAL',
      'This deposit waits for its token and is credited automatically once that is proved. If the token is mismatched, list it as inexact: then what was actually gained is credited or can be sent back.',
    );
  throw new Failure('VAL', 'Only a deposit that was credited to nobody can be sent back.');
}

/** What becomes of a deposit when what sends it back is somewhere; one that has left the chain meanwhile stays as it is. */
export function returnedAs({ deposit, reason }: Returned, place: Place, at: Date): Returned {
  if (deposit.reason !== 'returning' && deposit.reason !== 'returned') return { deposit, reason };
  const now = {
    owner: { state: 'PROCESSING', reason },
    'in flight': { state: 'PROCESSING', reason: 'returning' },
    gone: { state: 'FAILED', reason: 'returned' },
  } as const satisfies Record<Place, Pick<WalletMovement, 'state' | 'reason'>>;
  return { deposit: { ...deposit, ...now[place], updatedAt: at }, reason };
}
