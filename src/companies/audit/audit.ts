import type { Id } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { insertAudit } from './audit-store.ts';
import type { Actor } from '../types.ts';

/** One administrative action. `before` and `after` are plain JSON values without secrets. */
export interface Audited {
  readonly company: Id<'company'> | 'operator';
  readonly by: Actor;
  /** The name of the call in the API reference: `revokeKey`. */
  readonly action: string;
  /** The id of the thing. */
  readonly subject?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Writes down an administrative action in the unit of work that makes it true. */
export async function recordAudit(
  tx: Tx,
  { company, by, action, subject, before, after }: Audited,
): Promise<void> {
  await insertAudit(tx, {
    company,
    id: newId('audit'),
    at: wallClock.now(),
    actor: by.actor,
    address: by.address ?? null,
    traceId: by.traceId ?? null,
    action,
    subject: subject ?? null,
    before,
    after,
  });
}
