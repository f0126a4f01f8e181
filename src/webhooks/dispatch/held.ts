import { eventType, momentOf, testSubject, type EventTypeName, type Sendable } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { ownBytes } from '../../platform/bytes.ts';
import type { ClaimedRow } from '../delivery/claims-store.ts';
import type { Lane } from '../delivery/store.ts';
import type { Target } from './target.ts';

/** A delivery that this process has leased and keeps in memory until it is sent. */
export interface Held {
  readonly company: Id<'company'>;
  readonly id: Id<'delivery'>;
  readonly event: Id<'event'>;
  readonly endpoint: Id<'endpoint'>;
  readonly lane: Lane;
  /** All attempts so far, and those of this round. */
  readonly attempts: number;
  tries: number;
  /** Ordered endpoints only. */
  readonly line: string | null;
  replay: Id<'replay'> | null;
  /** What is to be sent; `undefined` until it is read, `null` when it is kept no longer. */
  content: Content | null | undefined;
  leaseUntilMs: number;
  /** Another process may have it by now, or a replay have queued it anew: what becomes of it is settled by what stands in the table. */
  doubtful: boolean;
  /** `given up`: the lease was handed back, somebody else sends it. */
  state: 'waiting' | 'under way' | 'given up';
}

/** What a delivery needs of its event. */
export interface Content {
  readonly type: EventTypeName;
  /** Outside of V8's heap, which is then collected half as often. */
  readonly body: Buffer;
  readonly traceId: string;
  readonly test: boolean;
  /** Not to be sent after this, wall time in ms. */
  readonly expiresAtMs: number | undefined;
}

/** The endpoint's own ids are kept, not the copies of them that came with every row. */
export const heldFrom = (
  row: ClaimedRow,
  { company, id }: Pick<Target, 'company' | 'id'>,
  leaseUntilMs: number,
): Held => ({
  company,
  id: row.id,
  event: row.event_id,
  endpoint: id,
  lane: row.lane,
  attempts: row.attempts,
  tries: row.tries,
  line: row.line,
  replay: row.replay_id,
  content: undefined,
  leaseUntilMs,
  doubtful: false,
  state: 'waiting',
});

export const contentOf = (id: Id<'event'>, event: Sendable): Content => ({
  type: event.type,
  body: ownBytes(event.body),
  traceId: event.traceId,
  test: event.subject === testSubject,
  expiresAtMs: expiryOf(id, event),
});

/** When an event that expires is no longer to be sent, by the wall clock: the company's own clock may be moved. */
function expiryOf(id: Id<'event'>, { type, body, createdAt }: Sendable): number | undefined {
  if (eventType(type).retried !== 'until it expires') return undefined;
  const { data } = JSON.parse(body) as { data: { expires_at?: string } };
  if (data.expires_at === undefined) return undefined;
  return momentOf(id).getTime() + Date.parse(data.expires_at) - createdAt.getTime();
}
