import type { Id } from '../kernel/ids.ts';
import type { Redacted } from '../kernel/redacted.ts';
import { isUniqueViolation } from '../platform/database.ts';
import type { Database } from '../platform/database.ts';
import { createCompany } from './create-company.ts';
import { hashOfKey } from './keys/key-text.ts';
import { findKeyByHash } from './keys/keys-store.ts';
import { systemActor } from './types.ts';
import type { OpenCompany } from './types.ts';

/**
 * The sandbox's own company, which the key printed at start belongs to: found by that key, or created. Any number of
 * processes may do this at once.
 */
export async function ensureDemoCompany(
  database: Database,
  openers: readonly OpenCompany[],
  keyText: Redacted<string>,
): Promise<Id<'company'>> {
  const keyHash = hashOfKey(keyText.reveal());
  const present = await findKeyByHash(database, keyHash);
  if (present !== undefined) return present.company;
  try {
    const created = await database.work(async (tx) =>
      createCompany(tx, openers, { name: 'Demo company' }, keyText, systemActor),
    );
    return created.id;
  } catch (error) {
    if (!isUniqueViolation(error, 'api_key_texts_pkey')) throw error;
    return await ensureDemoCompany(database, openers, keyText);
  }
}
