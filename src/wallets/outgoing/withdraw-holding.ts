import { Failure, notFound } from '../../kernel/failures.ts';
import { maxBigint, minBigint } from '../../kernel/money.ts';
import type { Book } from '../../ledger/index.ts';
import { obligationAccount } from '../accounts.ts';
import { findSingle } from '../store.ts';
import type { CompanyId } from '../types.ts';
import type { OutgoingAsked } from '../wallets.ts';
import { inWords, readAmount } from './amount.ts';
import type { Wanted } from './ask.ts';
import { coinsOf } from './coins.ts';
import { readDestination } from './destination.ts';
import type { Plan } from './plan.ts';

/**
 * A withdrawal of the company's own coins from its holding wallet: what is there, less what is in flight and what is owed to
 * virtual wallets. That remainder is what `obligation` has below zero: coins to spare.
 */
export function withdrawHolding(
  company: CompanyId,
  chain: string,
  asked: OutgoingAsked,
): readonly [Wanted, Plan] {
  const { to, token, amount, traceId, idempotencyKey } = asked;
  const wanted = { company, traceId, idempotencyKey, contents: ['holding', chain, to, token, amount] };
  const plan: Plan = async (parts, tx) => {
    const listed = parts.chain(chain);
    const holding = await findSingle(tx, company, chain, 'holding');
    if (holding === undefined) throw notFound('holding wallet');
    const asset = parts.assets.find(chain, token);
    const minor = readAmount(amount, asset.decimals);
    const coins = coinsOf(holding, asset.asset);
    const obligation = obligationAccount(company, asset.asset);
    return {
      wallet: holding,
      payer: holding,
      operation: 'WITHDRAWAL',
      asset,
      amount: minor,
      to: readDestination(to, listed, [holding.address]),
      accounts: [...coins.accounts, obligation],
      check(book: Book) {
        const free = maxBigint(0n, minBigint(coins.free(book), -book.balance(obligation).available));
        if (free < minor)
          throw new Failure(
            'VAL',
            `Only ${inWords(free, asset)} can be withdrawn: the rest is owed to virtual wallets, in flight, or has not arrived yet.`,
          );
      },
    };
  };
  return [wanted, plan];
}
