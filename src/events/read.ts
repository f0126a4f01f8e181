import type { Id } from '../kernel/ids.ts';
import { isId } from '../kernel/ids.ts';
import type { Database, Queries } from '../platform/database.ts';
import type { Secrets } from '../platform/secrets.ts';
import { bodyWithout } from './body.ts';
import { catalogue, type EventTypeName } from './catalogue/index.ts';
import { openBody } from './sealed-body.ts';
import { firstIdAt, lastIdAt } from './id-range.ts';
import {
  mostSeen,
  searchNewest,
  searchOldest,
  selectEvent,
  selectBodiesOf,
  selectByKeys,
  selectEvents,
  selectStretch,
  selectTakenBack,
  selectTypesOf,
  updateBody,
  type BodyRow,
  type EventRow,
} from './store.ts';
import type { EventRecord } from './types.ts';

export interface EventQuery {
  /** Types or first parts of types; none means all. */
  readonly types?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  /** Wall time, both inclusive. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly size: number;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface EventPage {
  readonly events: readonly EventRecord[];
  /** Where the next page starts; undefined at the end. A page may be short, even empty, while there is a next one. */
  readonly next: string | undefined;
}

export interface EventStretch {
  readonly events: readonly {
    readonly id: Id<'event'>;
    readonly type: EventTypeName;
    readonly subject: string;
  }[];
  /** Where the next stretch starts; undefined at the end. */
  readonly next: string | undefined;
}

export interface EventKey {
  readonly company: Id<'company'>;
  readonly event: Id<'event'>;
}

/** What a delivery needs of its event. */
export interface Sendable {
  readonly type: EventTypeName;
  readonly subject: string;
  readonly traceId: string;
  readonly createdAt: Date;
  readonly body: string;
}

export interface EventReader {
  find(company: Id<'company'>, id: string): Promise<EventRecord | undefined>;
  /** Oldest first; those that are not there are left out. */
  many(company: Id<'company'>, ids: readonly Id<'event'>[]): Promise<EventRecord[]>;
  /** What types events have; those that are gone are missing. For a hundred, half a millisecond: no body is read. */
  types(
    company: Id<'company'>,
    ids: readonly Id<'event'>[],
  ): Promise<ReadonlyMap<Id<'event'>, EventTypeName>>;
  /** What these events take back, by event id; one that takes nothing back is missing. */
  takenBack(
    company: Id<'company'>,
    ids: readonly Id<'event'>[],
  ): Promise<ReadonlyMap<Id<'event'>, readonly Id<'event'>[]>>;
  /** Newest first. */
  list(company: Id<'company'>, query: EventQuery): Promise<EventPage>;
  /** Oldest first, from `cursor` (an event id, exclusive) on. */
  listForwards(company: Id<'company'>, query: EventQuery): Promise<EventPage>;
  /** What the next `size` events after `cursor` are, oldest first, without their bodies: for walking through many. */
  stretch(company: Id<'company'>, query: EventQuery): Promise<EventStretch>;
  /** Bodies as they are to be sent, by event id, sealed ones opened; an event that is gone, or was erased, is missing. */
  toSend(queries: Queries, events: readonly EventKey[]): Promise<ReadonlyMap<string, Sendable>>;
  /** Takes what is secret out of a stored body for good; it is shown without it and can no longer be sent. */
  eraseSecret(queries: Queries, company: Id<'company'>, id: Id<'event'>): Promise<void>;
}

/** Few companies are asked for one by one, which is cheaper for each event; many together. */
const fewCompanies = 4;

async function bodyRows(queries: Queries, keys: readonly EventKey[]): Promise<BodyRow[]> {
  const byCompany = Map.groupBy(keys, (key) => key.company);
  if (byCompany.size > fewCompanies) return selectByKeys(queries, keys);
  const rows = await Promise.all(
    [...byCompany].map(([company, some]) =>
      selectBodiesOf(
        queries,
        company,
        some.map(({ event }) => event),
      ),
    ),
  );
  return rows.flat();
}

export function createReader({ database, secrets }: { database: Database; secrets: Secrets }): EventReader {
  /** The body as it may be shown. */
  const shown = (row: EventRow): string => {
    const secret = catalogue.get(row.type as EventTypeName)?.secret;
    if (!row.sealed || secret === undefined) return row.body;
    return bodyWithout(openBody(secrets, row), secret);
  };
  const record = (row: EventRow): EventRecord => ({
    company: row.company_id,
    id: row.id,
    type: row.type,
    subject: row.subject,
    traceId: row.trace_id,
    createdAt: row.created_at,
    body: shown(row),
  });
  /** From where to where, both exclusive; a cursor narrows what is asked for, and never leads out of it. */
  const range = ({ since, until, types = [], subject, cursor }: EventQuery, forwards: boolean) => {
    const after = since === undefined ? 'evt_' : firstIdAt('evt', since);
    const before = until === undefined ? 'evt_~' : lastIdAt('evt', until);
    return {
      after: forwards && cursor !== undefined && cursor > after ? cursor : after,
      before: !forwards && cursor !== undefined && cursor < before ? cursor : before,
      types,
      subject: subject ?? null,
    };
  };
  const page = async (company: Id<'company'>, query: EventQuery, forwards: boolean): Promise<EventPage> => {
    const search = forwards ? searchOldest : searchNewest;
    const found = await search(database, { company, ...range(query, forwards), size: query.size });
    const rows = found.ids.length === 0 ? [] : await selectEvents(database, company, found.ids);
    if (forwards) rows.reverse();
    const full = found.ids.length === query.size;
    const next = full ? found.ids.at(-1) : found.seen === mostSeen ? (found.last ?? undefined) : undefined;
    return { events: rows.map(record), next };
  };

  return {
    async find(company, id) {
      const row = isId('event', id) ? await selectEvent(database, company, id) : undefined;
      return row && record(row);
    },
    async many(company, ids) {
      const rows = await selectEvents(database, company, ids);
      return rows.toReversed().map(record);
    },
    async types(company, ids) {
      const rows = ids.length === 0 ? [] : await selectTypesOf(database, company, ids);
      return new Map(rows.map(({ id, type }) => [id, type as EventTypeName]));
    },
    async takenBack(company, ids) {
      const rows = ids.length === 0 ? [] : await selectTakenBack(database, company, ids);
      const byId = Map.groupBy(rows, ({ id }) => id);
      return new Map([...byId].map(([id, taken]) => [id, taken.map(({ taken_id }) => taken_id)]));
    },
    list: (company, query) => page(company, query, false),
    listForwards: (company, query) => page(company, query, true),
    async toSend(queries, keys) {
      const bodies = new Map<string, Sendable>();
      if (keys.length === 0) return bodies;
      for (const row of await bodyRows(queries, keys)) {
        const type = row.type as EventTypeName;
        if (!row.sealed && catalogue.get(type)?.secret !== undefined) continue;
        const body = row.sealed ? openBody(secrets, row) : row.body;
        bodies.set(row.id, {
          type,
          subject: row.subject,
          traceId: row.trace_id,
          createdAt: new Date(row.created_ms),
          body,
        });
      }
      return bodies;
    },
    async stretch(company, query) {
      const found = await selectStretch(database, { company, ...range(query, true), size: query.size });
      return {
        events: found.rows.map((row) => ({ ...row, type: row.type as EventTypeName })),
        next: found.last,
      };
    },
    async eraseSecret(queries, company, id) {
      const row = await selectEvent(queries, company, id);
      if (row?.sealed) await updateBody(queries, company, id, shown(row));
    },
  };
}
