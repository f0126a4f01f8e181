import type { Id } from '../kernel/ids.ts';
import type { Tx } from '../platform/database.ts';

export type EventOperation = 'TREASURY' | 'VIRTUAL_WALLETS' | 'CARDS' | 'WEBHOOKS';
export type EventStatus = 'SUCCESS' | 'CANCELLED' | 'FAILED' | 'PENDING';

/** An event to be told, not yet with its id. */
export interface NewEvent {
  readonly company: Id<'company'>;
  readonly operation: EventOperation;
  readonly subOperation: string;
  readonly status: EventStatus;
  /** Why, in one plain sentence; with FAILED and CANCELLED only. */
  readonly reason?: string;
  /** The `data` member as it goes out: plain JSON values, money as decimal strings. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What it belongs to: card transaction, wallet. Ordered endpoints send the events of one subject one after the other. */
  readonly subject: string;
  /** 32 hex digits. */
  readonly traceId: string;
  /** By the company's clock. */
  readonly createdAt: Date;
  /** Events that this one takes back: it goes to exactly the endpoints that one of those went to, whatever their filters. */
  readonly takesBack?: readonly Id<'event'>[];
  /** Narrows who is told: a test goes to one endpoint, news of an endpoint to all others. */
  readonly to?: { readonly only: Id<'endpoint'> } | { readonly allBut: Id<'endpoint'> };
}

/** An event that is stored: `body` is the exact text that is signed and sent. */
export interface StoredEvent extends NewEvent {
  readonly id: Id<'event'>;
  readonly body: string;
}

/** An event as it is read back. `body` is without what is secret in it. */
export interface EventRecord {
  readonly company: Id<'company'>;
  readonly id: Id<'event'>;
  /** `CARDS.CLEARING.PENDING` */
  readonly type: string;
  readonly subject: string;
  readonly traceId: string;
  readonly createdAt: Date;
  readonly body: string;
}

/** Writes the deliveries that these events make, in the same unit of work. Owned here, fulfilled by webhooks. */
export type Fanout = (tx: Tx, events: readonly StoredEvent[]) => Promise<void>;
