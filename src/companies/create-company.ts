import type { Redacted } from '../kernel/redacted.ts';
import { wallClock } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { recordAudit } from './audit/audit.ts';
import { hashOfKey, prefixOfKey } from './keys/key-text.ts';
import { insertKey, insertKeyText } from './keys/keys-store.ts';
import { insertCompany } from './store.ts';
import { products } from './types.ts';
import type { Actor, ApiKey, Company, NewCompany, OpenCompany } from './types.ts';

/**
 * Creates a company with its first key, which may do everything in it. All that the other folders give a new company is
 * part of the same unit of work.
 */
export async function createCompany(
  tx: Tx,
  openers: readonly OpenCompany[],
  wanted: NewCompany,
  keyText: Redacted<string>,
  by: Actor,
): Promise<Company> {
  const now = wallClock.now();
  const company: Company = {
    id: newId('company'),
    name: wanted.name,
    email: wanted.email ?? null,
    enabled: true,
    createdAt: now,
  };
  const key: ApiKey = {
    id: newId('key'),
    company: company.id,
    name: 'First key',
    prefix: prefixOfKey(keyText.reveal()),
    level: 3,
    products,
    allowedIps: [],
    expiresAt: null,
    createdAt: now,
    lastUsedAt: null,
    revokedAt: null,
  };
  await insertCompany(tx, company);
  await insertKey(tx, key);
  await insertKeyText(tx, company.id, key.id, hashOfKey(keyText.reveal()));
  for (const open of openers) await open(tx, company.id, wanted);
  await recordAudit(tx, {
    company: company.id,
    by,
    action: 'createCompany',
    subject: company.id,
    after: { name: company.name, email: company.email, first_key: key.id },
  });
  return company;
}
