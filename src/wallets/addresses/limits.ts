import { Failure } from '../../kernel/failures.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { countWallets, lockContract, readContract } from '../records-store.ts';
import type { CompanyId } from '../types.ts';

/**
 * Looks whether there is room before anything is done for a new wallet. It locks nothing: what a request adds to what it writes, such
 * as the mark of its idempotency key, must not be written before there is a wallet.
 *
 * @throws Failure VAL when the company's contract allows no more wallets of this kind
 */
export async function mustHaveRoom(
  queries: Queries,
  company: CompanyId,
  kind: 'treasury' | 'virtual',
): Promise<void> {
  const most = await readContract(queries, company, kind);
  if (most === null || (await countWallets(queries, company))[kind] < most) return;
  throw new Failure(
    'VAL',
    `This company’s contract allows no more ${kind} wallets. Delete one, or ask the operator.`,
  );
}

/** As {@link mustHaveRoom}, in the unit of work that makes the wallet: two at once do not both take the last place. */
export async function takeRoom(tx: Tx, company: CompanyId, kind: 'treasury' | 'virtual'): Promise<void> {
  if ((await readContract(tx, company, kind)) === null) return;
  await lockContract(tx, company);
  await mustHaveRoom(tx, company, kind);
}
