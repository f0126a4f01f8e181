import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';

/** How many of each the contract allows; null is no limit. */
export interface Contract {
  readonly treasuryWallets: number | null;
  readonly virtualWallets: number | null;
  readonly virtualCards: number | null;
}

const findContractStatement = sql(
  'companies.find_contract',
  `SELECT contracted_treasury_wallets AS "treasuryWallets", contracted_virtual_wallets AS "virtualWallets",
     contracted_virtual_cards AS "virtualCards" FROM companies WHERE id = $1`,
);

export async function findContract(queries: Queries, company: Id<'company'>): Promise<Contract | undefined> {
  return (await queries.query<Contract>(findContractStatement, [company]))[0];
}

const updateContractStatement = sql(
  'companies.update_contract',
  `UPDATE companies SET contracted_treasury_wallets = $2, contracted_virtual_wallets = $3,
     contracted_virtual_cards = $4 WHERE id = $1`,
);

export async function updateContract(tx: Tx, company: Id<'company'>, to: Contract): Promise<void> {
  await tx.execute(updateContractStatement, [
    company,
    to.treasuryWallets,
    to.virtualWallets,
    to.virtualCards,
  ]);
}
