import { createCardMemory } from '../../cards/index.ts';
import { createLedger } from '../../ledger/index.ts';
import { openDatabase, type Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { AskedMemory } from '../batches/recalled.ts';
import { createApprovalMemory } from '../batches/velocity-memory.ts';
import { createAuthorizations, type Ask, type Authorizations, type AuthorizationsDoors } from '../index.ts';

/** Events that nobody keeps. */
export const quietEvents: AuthorizationsDoors['events'] = {
  appendMany: (_, events) =>
    Promise.resolve(events.map((event) => ({ ...event, id: newId('event'), body: '' }))),
};

/** What a process decides on that has just begun to remember. */
export const rememberingDoors = (database: Database) => ({
  events: quietEvents,
  database,
  ledger: createLedger(),
  memory: createCardMemory(),
  approvals: createApprovalMemory(),
  asked: new Map() as AskedMemory,
});

/** Another process on the same database, which remembers for itself and whose companies say yes unless `ask` says otherwise. */
export function otherProcess(
  of: Database,
  ask: Ask = () => Promise.resolve({ outcome: 'approve', durationMs: 1 }),
): Authorizations & AsyncDisposable {
  const database = openDatabase(of.connection);
  const authorizations = createAuthorizations({
    database,
    ledger: createLedger(),
    events: quietEvents,
    ask,
  });
  return { ...authorizations, [Symbol.asyncDispose]: () => database.close() };
}
