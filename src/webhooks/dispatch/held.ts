import type { EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Lane } from '../delivery/store.ts';

/** A delivery that this process has leased and keeps in memory until it is sent. */
export interface Held {
  readonly company: Id<'company'>;
  readonly id: Id<'delivery'>;
  readonly event: Id<'event'>;
  readonly endpoint: Id<'endpoint'>;
  readonly lane: Lane;
  /** All attempts so far, and those of this round. */
  readonly attempts: number;
  readonly tries: number;
  /** Ordered endpoints only. */
  readonly line: string | null;
  readonly replay: Id<'replay'> | null;
  readonly type: EventTypeName;
  readonly body: string;
  readonly traceId: string;
  readonly test: boolean;
  /** Not to be sent after this, wall time in ms. */
  readonly expiresAtMs: number | undefined;
  leaseUntilMs: number;
}
