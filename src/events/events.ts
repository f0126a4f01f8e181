import { isDeepStrictEqual } from 'node:util';
import type { Id } from '../kernel/ids.ts';
import { invariant } from '../kernel/assert.ts';
import { wallClock, type Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Secrets } from '../platform/secrets.ts';
import { writeBody } from './body.ts';
import { sealBody } from './sealed-body.ts';
import { catalogue, typeName } from './catalogue/index.ts';
import { createPulse } from './pulse.ts';
import { createReader, type EventReader } from './read.ts';
import { insertEvents, insertTakenBack, keepPartitions, type EventRow } from './store.ts';
import { streamEvents } from './stream.ts';
import type { EventRecord, Fanout, NewEvent, StoredEvent } from './types.ts';

export interface EventsOptions {
  readonly database: Database;
  readonly fanout: Fanout;
  readonly secrets: Secrets;
  readonly clock?: Clock;
  /** Checks `data` of each event against the catalogue; for tests, as it costs more than all the rest. */
  readonly checked?: boolean;
}

export interface Events extends EventReader {
  /**
   * Stores events and their deliveries in the caller's unit of work, one statement for each table. Answers when the
   * statements are sent; they are waited for at the end of the unit of work.
   */
  appendMany(tx: Tx, events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
  /** The events of a company as they happen, after the one that was received last; see {@link streamEvents}. */
  stream(
    company: Id<'company'>,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly EventRecord[]>;
  /** Makes partitions for the coming days and drops those whose events are older than `days`; answers how many it dropped. */
  keep(days: number): Promise<number>;
}

export function createEvents({
  database,
  fanout,
  secrets,
  clock = wallClock,
  checked = false,
}: EventsOptions): Events {
  const listeners = new Map<Id<'company'>, Set<() => void>>();

  const tell = (stored: readonly StoredEvent[]): void => {
    for (const company of new Set(stored.map((event) => event.company)))
      for (const heard of listeners.get(company) ?? []) heard();
  };

  const reader = createReader({ database, secrets });
  const pulse = createPulse({ queries: database, clock });
  const onStored = (company: Id<'company'>, heard: () => void): (() => void) => {
    const heardOf = listeners.get(company) ?? new Set();
    heardOf.add(heard);
    listeners.set(company, heardOf);
    return () => {
      heardOf.delete(heard);
      if (heardOf.size === 0) listeners.delete(company);
    };
  };

  return {
    ...reader,
    async appendMany(tx, events) {
      if (events.length === 0) return [];
      const stored = events.map(withId);
      if (checked) stored.forEach(check);
      tx.travelsWithCommit(
        insertEvents(
          tx,
          stored.map((event) => toRow(event, secrets)),
        ),
      );
      const taken = stored.flatMap(({ company, id, takesBack = [] }) =>
        takesBack.map((taken_id) => ({ company_id: company, id, taken_id })),
      );
      if (taken.length > 0) tx.travelsWithCommit(insertTakenBack(tx, taken));
      await fanout(tx, stored);
      if (listeners.size > 0) tx.afterCommit(() => tell(stored));
      return stored;
    },
    stream: (company, after, signal) =>
      streamEvents({
        reader,
        clock,
        pulse,
        company,
        after,
        signal,
        onStored: (heard) => onStored(company, heard),
      }),
    keep: (days) => database.work((tx) => keepPartitions(tx, clock.now(), days)),
  };
}

function withId(event: NewEvent): StoredEvent {
  const id = newId('event');
  return { ...event, id, body: writeBody(event, id) };
}

function toRow(event: StoredEvent, secrets: Secrets): EventRow {
  const type = typeName(event);
  const sealed = catalogue.get(type)?.secret !== undefined;
  return {
    company_id: event.company,
    id: event.id,
    type,
    subject: event.subject,
    trace_id: event.traceId,
    created_at: event.createdAt,
    body: sealed ? sealBody(secrets, event) : event.body,
    sealed,
  };
}

function check(event: StoredEvent): void {
  const type = catalogue.get(typeName(event));
  invariant(type !== undefined, `event type ${typeName(event)} is in the catalogue`);
  const told = event.reason !== undefined;
  invariant(
    told === (event.status === 'FAILED' || event.status === 'CANCELLED'),
    `${typeName(event)} says why, or needs not`,
  );
  const parsed = type.data.safeParse(event.data);
  invariant(
    parsed.success,
    `data of ${typeName(event)} is as the catalogue says: ${parsed.error?.message ?? ''}`,
  );
  // A schema leaves out what it does not name.
  invariant(
    isDeepStrictEqual(parsed.data, event.data),
    `data of ${typeName(event)} has no member that the catalogue leaves out`,
  );
}
