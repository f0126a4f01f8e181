import { deliveryId } from '../delivery/delivery-id.ts';
import type { EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { ReplayOnly } from '../replay/types.ts';

/** An endpoint as it should be. */
export interface Entry {
  readonly id: Id<'endpoint'>;
  /** The path of its receiver. */
  readonly name: string;
  readonly ordered: boolean;
  filters: readonly string[];
  /** `going`: it is switched off at a moment that is not known. */
  state: 'on' | 'going' | 'off' | 'deleted';
  /** How many retries the longest of its schedules had. */
  longest: number;
  /** Its addresses, and from when on all processes knew of each. */
  readonly addresses: { readonly fromMs: number }[];
  /** Its secrets, from when on all processes signed with each, and until when any did. */
  readonly secrets: { readonly secret: string; readonly fromMs: number; untilMs: number }[];
  switchedOff: number;
}

export interface Told {
  readonly id: Id<'event'>;
  readonly type: EventTypeName;
  readonly subject: string;
}

/** A replay as it should go. */
export interface Job {
  readonly id: Id<'replay'>;
  readonly only: ReplayOnly;
  /** What it is to send, and what it may send where an endpoint is switched on meanwhile. */
  readonly candidates: ReadonlySet<Id<'delivery'>>;
  readonly possible: ReadonlySet<Id<'delivery'>>;
  readonly endpoints: ReadonlySet<Id<'endpoint'>>;
  /** How many requests had arrived when it began. */
  readonly since: number;
  /** Whether an endpoint of it was switched off or on, or it was stopped. */
  disturbed: boolean;
}

/** What should be, kept beside the engine by rules of its own. */
export interface Books {
  readonly endpoints: Map<Id<'endpoint'>, Entry>;
  readonly events: Map<Id<'event'>, Told>;
  /** The deliveries that there must be. */
  readonly wanted: Map<Id<'delivery'>, { readonly event: Id<'event'>; readonly endpoint: Id<'endpoint'> }>;
  /** How often its endpoint had been switched off when the event of a delivery was stored. */
  readonly eras: Map<Id<'delivery'>, number>;
  /** Those that there may be, as a replay may have got so far. */
  readonly maybe: Set<Id<'delivery'>>;
  /** Of this round. */
  jobs: Job[];
  /** An event was stored while the endpoints were as they are. */
  told(event: Told): void;
  want(event: Id<'event'>, endpoint: Id<'endpoint'>): void;
}

/** By the filters alone: all types that the model tells are sent to those that name none. */
export const isWanted = (filters: readonly string[], type: string): boolean =>
  filters.length === 0 || filters.some((filter) => `${type}.`.startsWith(`${filter}.`));

export function openBooks(): Books {
  const books: Books = {
    endpoints: new Map(),
    events: new Map(),
    wanted: new Map(),
    eras: new Map(),
    maybe: new Set(),
    jobs: [],
    told(event) {
      books.events.set(event.id, event);
      for (const { id, state, filters, switchedOff } of books.endpoints.values()) {
        if (!isWanted(filters, event.type)) continue;
        books.eras.set(deliveryId(event.id, id), switchedOff);
        if (state === 'on') books.want(event.id, id);
        else if (state === 'going') books.maybe.add(deliveryId(event.id, id));
      }
    },
    want: (event, endpoint) => void books.wanted.set(deliveryId(event, endpoint), { event, endpoint }),
  };
  return books;
}
