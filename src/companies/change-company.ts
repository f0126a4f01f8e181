import { notFound } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { Tx } from '../platform/database.ts';
import { recordAudit } from './audit/audit.ts';
import { findContract, updateContract } from './contracts-store.ts';
import { lockCompany, updateCompany } from './store.ts';
import type { Contract } from './contracts-store.ts';
import type { Actor, Company } from './types.ts';

/** @throws Failure NOT_FOUND */
export async function changeCompany(
  tx: Tx,
  id: Id<'company'>,
  to: { readonly name?: string | undefined; readonly email?: string | null | undefined },
): Promise<Company> {
  const company = await lockCompany(tx, id);
  if (company === undefined) throw notFound('company');
  const name = to.name ?? company.name;
  const email = to.email === undefined ? company.email : to.email;
  await updateCompany(tx, id, { name, email });
  return { ...company, name, email };
}

/**
 * Changes how much a company's contract allows it to have.
 *
 * @throws Failure NOT_FOUND
 */
export async function changeContract(
  tx: Tx,
  id: Id<'company'>,
  to: Partial<Contract>,
  by: Actor,
): Promise<Contract> {
  await lockCompany(tx, id);
  const before = await findContract(tx, id);
  if (before === undefined) throw notFound('company');
  const after = { ...before, ...to };
  await updateContract(tx, id, after);
  await recordAudit(tx, {
    company: id,
    by,
    action: 'setContractedProduct',
    subject: id,
    before: shown(before),
    after: shown(after),
  });
  return after;
}

/** A contract as the audit log keeps it: in the words of the API. */
const shown = ({ treasuryWallets, virtualWallets, virtualCards }: Contract): Record<string, unknown> => ({
  treasury_wallets: treasuryWallets,
  virtual_wallets: virtualWallets,
  virtual_cards: virtualCards,
});
