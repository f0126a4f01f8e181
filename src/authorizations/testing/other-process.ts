import { createLedger } from '../../ledger/index.ts';
import { openDatabase, type Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { createAuthorizations, type Ask, type Authorizations, type AuthorizationsDoors } from '../index.ts';

/** Events that nobody keeps. */
export const quietEvents: AuthorizationsDoors['events'] = {
  appendMany: (_, events) =>
    Promise.resolve(events.map((event) => ({ ...event, id: newId('event'), body: '' }))),
};

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
