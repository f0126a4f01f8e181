import { USD } from '../../kernel/assets.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { formatAmount } from '../../kernel/money.ts';
import { findSingle } from '../store.ts';
import type { CompanyId } from '../types.ts';
import type { OutgoingAsked } from '../wallets.ts';
import { inWords, readAmount } from './amount.ts';
import type { Wanted } from './ask.ts';
import { coinsOf } from './coins.ts';
import { readDestination } from './destination.ts';
import type { Plan } from './plan.ts';

const cents = 2;

/**
 * A withdrawal from the card holding, in USD: at most what is above the locked floor and beside the claims of the cards. The
 * program's wallet pays, one token for each USD, with coins that it has.
 */
export function withdrawWarranty(
  company: CompanyId,
  asked: Omit<OutgoingAsked, 'token'>,
): readonly [Wanted, Plan] {
  const { to, amount, traceId, idempotencyKey } = asked;
  const wanted = { company, traceId, idempotencyKey, contents: ['warranty', to, amount] };
  const plan: Plan = async (parts, tx) => {
    const chain = parts.chain(parts.cardChain);
    const program = await findSingle(tx, company, chain.name, 'program');
    if (program === undefined) throw notFound('card holding wallet');
    const asset = parts.assets.list(chain.name).find(({ forCards }) => forCards);
    if (asset === undefined) throw new Failure('VAL', `No token on ${chain.name} funds cards.`);
    const usd = readAmount(amount, cents);
    const minor = usd * 10n ** BigInt(asset.decimals - cents);
    const coins = coinsOf(program, asset.asset);
    return {
      wallet: program,
      payer: program,
      operation: 'WITHDRAWAL',
      asset,
      amount: minor,
      net: { asset: USD, amount: usd },
      to: readDestination(to, chain, [program.address]),
      accounts: [...coins.accounts, ...parts.cardHolding.accounts(company)],
      async check(book, tx) {
        const free = await parts.cardHolding.withdrawable(tx, book, company);
        if (free < usd)
          throw new Failure(
            'VAL',
            `Only ${formatAmount(free, cents)} USD can be withdrawn: the floor and the card balances stay in the holding.`,
          );
        if (coins.free(book) < minor)
          throw new Failure(
            'VAL',
            `The card program’s wallet has only ${inWords(coins.free(book), asset)} to pay with; coins still at deposit addresses are on their way.`,
          );
      },
    };
  };
  return [wanted, plan];
}
