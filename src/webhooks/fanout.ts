import { typeName, type Fanout, type StoredEvent } from '../events/index.ts';
import type { Id } from '../kernel/ids.ts';
import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { deliveryId } from './delivery/delivery-id.ts';
import { insertDue, lanes, selectEndpointsOf, type DueRow } from './delivery/store.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { contentOf, type Held } from './dispatch/held.ts';
import { leaseMs } from './dispatch/holding.ts';
import type { Addressee, CompanyDirectory, Directory } from './endpoints/directory.ts';

export interface FanoutOptions {
  readonly directory: Directory;
  readonly dispatcher: Pick<Dispatcher, 'berth' | 'take' | 'parked'>;
  readonly clock: Clock;
  /** Tells other processes that there is something to send. */
  readonly tellOthers: () => void;
}

/**
 * One row for each delivery, all of a unit of work in one statement. Where a dispatcher runs in this process and has
 * room, a row is made already leased to it and is sent from memory after the commit: no claim, no second look at
 * the event. If the process dies, the lease runs out and another sends it.
 */
export function createFanout({ directory, dispatcher, clock, tellOthers }: FanoutOptions): Fanout {
  const loadMissing = async (
    tx: Tx,
    companies: ReadonlySet<Id<'company'>>,
  ): Promise<Map<Id<'company'>, CompanyDirectory>> => {
    const found = new Map<Id<'company'>, CompanyDirectory>();
    for (const company of companies) found.set(company, await directory.load(tx, company));
    return found;
  };

  return async (tx, events) => {
    const missing = new Set(
      events.map((event) => event.company).filter((company) => !directory.peek(company)),
    );
    // Nothing is waited for when all is in memory: the caller's statements then travel together.
    const loaded = missing.size === 0 ? undefined : await loadMissing(tx, missing);
    const now = clock.now();
    const rows: DueRow[] = [];
    const here: Held[] = [];
    const parked: DueRow[] = [];
    for (const event of events) {
      const company = directory.peek(event.company) ?? loaded?.get(event.company);
      if (company === undefined || company.all.length === 0) continue;
      const told =
        event.takesBack === undefined ? addressees(company, event) : await toldBefore(tx, company, event);
      for (const endpoint of told) {
        // An ordered endpoint's line is looked at when it is claimed.
        const berth = endpoint.ordered ? 'elsewhere' : dispatcher.berth(event.company, endpoint.id);
        const row = dueRow(event, endpoint, berth, now);
        rows.push(row);
        if (berth === 'here') here.push(toHeld(event, row));
        else if (berth === 'parked') parked.push(row);
      }
    }
    if (rows.length === 0) return;
    tx.afterCommit(() => {
      dispatcher.take(here);
      for (const row of parked) dispatcher.parked(row.company_id, row.endpoint_id);
      if (here.length + parked.length < rows.length) tellOthers();
    });
    tx.travelsWithCommit(insertDue(tx, rows));
  };
}

function addressees(company: CompanyDirectory, event: StoredEvent): readonly Addressee[] {
  const { to } = event;
  if (to === undefined) return company.wanting(typeName(event));
  if ('only' in to) return company.all.filter((endpoint) => endpoint.id === to.only);
  return company.wanting(typeName(event)).filter((endpoint) => endpoint.id !== to.allBut);
}

async function toldBefore(
  tx: Tx,
  company: CompanyDirectory,
  event: StoredEvent,
): Promise<readonly Addressee[]> {
  const told = await selectEndpointsOf(tx, event.company, event.takesBack ?? []);
  return company.all.filter((endpoint) => told.has(endpoint.id));
}

function dueRow(
  event: StoredEvent,
  endpoint: Addressee,
  berth: 'here' | 'parked' | 'elsewhere',
  now: Date,
): DueRow {
  return {
    company_id: event.company,
    id: deliveryId(event.id, endpoint.id),
    event_id: event.id,
    endpoint_id: endpoint.id,
    lane: berth === 'parked' ? lanes.parked : lanes.first,
    due_at: berth === 'here' ? new Date(now.getTime() + leaseMs) : now,
    attempts: 0,
    tries: 0,
    line: endpoint.ordered ? event.subject : null,
    replay_id: null,
  };
}

const toHeld = (event: StoredEvent, row: DueRow): Held => ({
  company: event.company,
  id: row.id,
  event: event.id,
  endpoint: row.endpoint_id,
  lane: row.lane,
  attempts: 0,
  tries: 0,
  line: null,
  replay: null,
  content: contentOf(event.id, { ...event, type: typeName(event) }),
  leaseUntilMs: row.due_at.getTime(),
  doubtful: false,
  state: 'waiting',
});
