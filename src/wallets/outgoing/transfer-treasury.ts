import { notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import type { Book } from '../../ledger/index.ts';
import { treasuryAccount } from '../accounts.ts';
import { lockWallet } from '../store.ts';
import type { CompanyId } from '../types.ts';
import type { OutgoingAsked } from '../wallets.ts';
import { readAmount } from './amount.ts';
import type { Wanted } from './ask.ts';
import { readDestination } from './destination.ts';
import { mustBeEnabled, mustHave } from './enabled.ts';
import type { Plan } from './plan.ts';

/** A transfer out of a treasury wallet: at most what the company owns in it. */
export function transferTreasury(
  company: CompanyId,
  account: string,
  wallet: string,
  asked: OutgoingAsked,
): readonly [Wanted, Plan] {
  const { to, token, amount, traceId, idempotencyKey } = asked;
  const wanted = {
    company,
    traceId,
    idempotencyKey,
    contents: ['treasury', account, wallet, to, token, amount],
  };
  const plan: Plan = async (parts, tx) => {
    const payer = isId('wallet', wallet) ? await lockWallet(tx, company, wallet) : undefined;
    if (payer?.kind !== 'treasury' || payer.account !== account) throw notFound('wallet');
    mustBeEnabled(payer);
    const asset = parts.assets.find(payer.chain, token);
    const minor = readAmount(amount, asset.decimals);
    const owned = treasuryAccount(company, payer.id, asset.asset);
    return {
      wallet: payer,
      payer,
      operation: 'TRANSFER',
      asset,
      amount: minor,
      to: readDestination(to, parts.chain(payer.chain), [payer.address]),
      accounts: [owned],
      check(book: Book) {
        mustHave(payer, asset, book.balance(owned).available, minor);
      },
    };
  };
  return [wanted, plan];
}
