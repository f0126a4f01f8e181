import {
  catalogue,
  firstIdAt,
  lastIdAt,
  testSubject,
  type EventReader,
  type EventStretch,
  type EventTypeName,
} from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Queries } from '../../platform/database.ts';
import { deliveryId } from '../delivery/delivery-id.ts';
import { selectGoneTo } from '../delivery/store.ts';
import { selectAddressees, type AddresseeRow } from '../endpoints/store.ts';
import { matches, wants } from '../filters.ts';
import { selectSettled, selectUndelivered } from './store.ts';
import type { ReplayWish } from './types.ts';

/** A delivery that a replay is to make anew. */
export interface Candidate {
  readonly id: Id<'delivery'>;
  readonly event: Id<'event'>;
  readonly endpoint: AddresseeRow;
  readonly subject: string;
}

export interface Stretch {
  readonly candidates: readonly Candidate[];
  /** Where the next stretch starts; `undefined` at the end. */
  readonly next: string | undefined;
}

/**
 * Finds what a replay is to send, a stretch of about `size` deliveries at a time, oldest first, so that any number of events fit into
 * memory, whatever the number of endpoints.
 */
export type FindCandidates = (
  company: Id<'company'>,
  wish: ReplayWish,
  position: string | null,
  size: number,
) => Promise<Stretch>;

/** Of an event most endpoints may want nothing: so many are read at once, however many endpoints there are. */
const leastEvents = 100;

export function createFindCandidates(
  queries: Queries,
  events: () => Pick<EventReader, 'stretch' | 'takenBack' | 'toSend'>,
): FindCandidates {
  const addressees = async (company: Id<'company'>, { endpoint }: ReplayWish): Promise<AddresseeRow[]> => {
    const all = await selectAddressees(queries, company);
    return endpoint === null ? all : all.filter(({ id }) => id === endpoint);
  };

  const failed: FindCandidates = async (company, wish, position, size) => {
    const rows = await selectUndelivered(
      queries,
      company,
      position ?? firstIdAt('dlv', wish.since),
      lastIdAt('dlv', wish.until),
      wish.endpoint,
      size,
    );
    const endpoints = new Map((await addressees(company, wish)).map((endpoint) => [endpoint.id, endpoint]));
    const sendable = await events().toSend(
      queries,
      rows.map((row) => ({ company, event: row.event_id })),
    );
    const candidates = rows.flatMap((row) => {
      const event = sendable.get(row.event_id);
      const endpoint = endpoints.get(row.endpoint_id);
      if (event === undefined || endpoint === undefined || !isReplayed(event.type, wish)) return [];
      if (!isMeantFor(endpoint.id, event.subject)) return [];
      return [{ id: row.id, event: row.event_id, endpoint, subject: event.subject }];
    });
    return { candidates, next: rows.length === size ? rows.at(-1)?.id : undefined };
  };

  const fromEvents: FindCandidates = async (company, wish, position, size) => {
    const endpoints = await addressees(company, wish);
    const page = await events().stretch(company, {
      types: wish.filters,
      since: wish.since,
      until: wish.until,
      size: Math.min(size, Math.max(leastEvents, Math.ceil(size / Math.max(1, endpoints.length)))),
      cursor: position ?? undefined,
    });
    const told = await createTold(queries, events(), company, page, endpoints);
    const candidates: Candidate[] = [];
    let { next } = page;
    for (const event of page.events) {
      if (isReplayed(event.type, wish))
        for (const endpoint of told.of(event)) {
          if (!isMeantFor(endpoint.id, event.subject)) continue;
          const id = deliveryId(event.id, endpoint.id);
          told.tell(id);
          candidates.push({ id, event: event.id, endpoint, subject: event.subject });
        }
      // Each event may go to a thousand endpoints: the others are of the next stretch.
      if (candidates.length >= size) {
        next = event.id;
        break;
      }
    }
    if (wish.only === 'all' || candidates.length === 0) return { candidates, next };
    const settled = await selectSettled(
      queries,
      company,
      candidates.map(({ id }) => id),
    );
    return { candidates: candidates.filter(({ id }) => !settled.has(id)), next };
  };

  return (company, wish, position, size) =>
    wish.only === 'failed'
      ? failed(company, wish, position, size)
      : fromEvents(company, wish, position, size);
}

/** To whom the events of a stretch are told: what takes others back to those that were told of one of them, or are now. */
async function createTold(
  queries: Queries,
  events: Pick<EventReader, 'takenBack'>,
  company: Id<'company'>,
  { events: stretch }: Pick<EventStretch, 'events'>,
  endpoints: readonly AddresseeRow[],
) {
  const takenBack = await events.takenBack(
    company,
    stretch.filter(({ type }) => catalogue.get(type)?.audience === 'told').map(({ id }) => id),
  );
  const taken = [...takenBack.values()].flat();
  const rows = taken.length === 0 ? [] : await selectGoneTo(queries, company, taken);
  const told = new Set(rows.map((row) => deliveryId(row.event_id, row.endpoint_id)));
  const wanting = new Map<EventTypeName, readonly AddresseeRow[]>();
  const wantingOf = (type: EventTypeName): readonly AddresseeRow[] => {
    const known = wanting.get(type) ?? endpoints.filter(({ filters }) => wants(filters, type));
    wanting.set(type, known);
    return known;
  };
  return {
    of(event: { readonly id: Id<'event'>; readonly type: EventTypeName }): readonly AddresseeRow[] {
      const takes = takenBack.get(event.id);
      if (takes === undefined) return wantingOf(event.type);
      return endpoints.filter(({ id }) => takes.some((one) => told.has(deliveryId(one, id))));
    },
    /** This delivery is made now. */
    tell(id: Id<'delivery'>) {
      if (taken.length > 0) told.add(id);
    },
  };
}

/** Questions are of their moment, and what has a secret in it is sent again one by one only. */
function isReplayed(name: EventTypeName, wish: ReplayWish): boolean {
  const type = catalogue.get(name);
  if (type === undefined || type.audience === 'decision' || type.secret !== undefined) return false;
  return matches(wish.filters, name);
}

/** News of an endpoint never goes to itself, and a test is not sent again. */
const isMeantFor = (endpoint: string, subject: string): boolean =>
  subject !== endpoint && subject !== testSubject;
