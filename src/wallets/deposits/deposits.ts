import type { Ledger } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { ownerAccount } from '../accounts.ts';
import {
  depositsByHash,
  standingDeposits,
  suspendedDeposits,
  takenBack,
  takenBackReturned,
} from './store.ts';
import type { WalletsParts } from '../parts.ts';
import type { CompanyId } from '../types.ts';
import type { Deposits } from '../wallets.ts';
import { suspenseAccount } from './confirmed.ts';
import { creditSuspended } from './credit-suspended.ts';
import type { DepositParts } from './incoming.ts';

/** Reading deposits, and what the operator may do about those that are credited to nobody. */
export function createDeposits(parts: DepositParts & Pick<WalletsParts, 'database' | 'ledger'>): Deposits {
  const { database, ledger } = parts;
  return {
    byHash: (company, chain, hash) => depositsByHash(database, company, chain, hash),
    standing: (company, chain, above) => standingDeposits(database, company, chain, above),
    creditSuspended: (company, id, traceId) =>
      database.work((tx) => creditSuspended(tx, parts, company, id, traceId)),
    suspended: (company, { before, size } = { before: undefined, size: 100 }) =>
      suspendedDeposits(database, company, before, size),
    isNegative: (tx, company, chain) => isNegative(tx, ledger, company, chain),
  };
}

/**
 * Whether anything of a company on a chain is below zero because a credited deposit was taken back. Only what was taken back
 * at some time can be, so only that is looked at. To be asked under the locks of what is about to be moved, or it may be
 * true a moment later.
 */
async function isNegative(tx: Tx, ledger: Ledger, company: CompanyId, chain: string): Promise<boolean> {
  const [taken, returned] = await Promise.all([
    takenBack(tx, company, chain),
    takenBackReturned(tx, company, chain),
  ]);
  // An obligation grows on the other side: above zero, coins are missing that balances set by hand rest on, which is allowed.
  const accounts = [
    ...taken
      .filter(({ kind }) => kind !== 'holding')
      .map(({ wallet: id, kind, asset }) => ownerAccount({ company, id, kind }, asset)),
    ...returned.map(({ asset, reason }) => suspenseAccount({ company, asset, reason })),
  ];
  if (accounts.length === 0) return false;
  return (await ledger.balances(tx, accounts)).some(({ available }) => available < 0n);
}
