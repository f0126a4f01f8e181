import { notFound } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { Tx } from '../platform/database.ts';
import { recordAudit } from './audit/audit.ts';
import { raiseKeyVersion } from './keys/keys-store.ts';
import { lockCompany, setEnabled } from './store.ts';
import type { Actor, CloseCompany, Company } from './types.ts';

/**
 * Disables a company or enables it again. The keys of a disabled one open nothing within a second, its cards decline
 * with M103, its events still go out. Doing it twice changes nothing.
 *
 * @throws Failure NOT_FOUND
 */
export async function enableCompany(
  tx: Tx,
  closers: readonly CloseCompany[],
  id: Id<'company'>,
  enabled: boolean,
  by: Actor,
): Promise<Company> {
  const company = await lockCompany(tx, id);
  if (company === undefined) throw notFound('company');
  if (company.enabled === enabled) return company;
  await setEnabled(tx, id, enabled);
  if (!enabled) for (const close of closers) await close(tx, id);
  await recordAudit(tx, {
    company: id,
    by,
    action: enabled ? 'enableCompany' : 'disableCompany',
    subject: id,
    before: { enabled: company.enabled },
    after: { enabled },
  });
  await raiseKeyVersion(tx);
  return { ...company, enabled };
}
