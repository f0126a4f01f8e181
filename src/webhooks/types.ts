import type { EventTypeName } from '../events/index.ts';
import type { Id } from '../kernel/ids.ts';
import type { Redacted } from '../kernel/redacted.ts';

export type SignatureScheme = 'v1' | 'v1a';
export type PayloadFormat = 'operation' | 'product';

/** Where a company wants to be told. */
export interface Endpoint {
  readonly company: Id<'company'>;
  readonly id: Id<'endpoint'>;
  readonly url: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly disabledReason: string | null;
  readonly disabledAt: Date | null;
  /** Event types or first parts of them; none means all that need not be named in full. */
  readonly filters: readonly string[];
  readonly format: PayloadFormat;
  readonly ordered: boolean;
  /** Is asked for decisions on card purchases; at most one for each company. */
  readonly decision: boolean;
  readonly headers: Readonly<Record<string, Redacted<string>>>;
  /** Deliveries a second; `null` is no limit. */
  readonly rateLimit: number | null;
  readonly timeoutMs: number;
  /** Waits before each retry in seconds; `null` is the default schedule. */
  readonly retrySchedule: readonly number[] | null;
  /** Sent in clear as `X-Webhook-Key`; `null` is off. */
  readonly legacyKey: Redacted<string> | null;
  readonly signatures: readonly SignatureScheme[];
  readonly createdAt: Date;
}

/** A secret of an endpoint: signs until `expiresAt`; the one without an end is current. */
export interface EndpointSecret {
  readonly number: number;
  /** `whsec_…` */
  readonly secret: Redacted<string>;
  /** `whsk_…` */
  readonly privateKey: Redacted<string>;
  /** `whpk_…` */
  readonly publicKey: string;
  readonly expiresAt: Date | null;
}

/** All sends of one event to one endpoint. */
export type DeliveryState = 'pending' | 'delivered' | 'exhausted' | 'cancelled';

export interface DeliveryRecord {
  readonly id: Id<'delivery'>;
  readonly event: Id<'event'>;
  /** `null`: the event is kept no longer. */
  readonly type: EventTypeName | null;
  readonly endpoint: Id<'endpoint'>;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** `null` while it is being sent, and once it is finished; past where it waits until its endpoint can take it. */
  readonly nextAttemptAt: Date | null;
  readonly lastError: string | null;
}

/** Why an attempt was not accepted. */
export type AttemptError = 'timeout' | 'connect' | 'tls' | 'dns' | 'blocked_address' | 'redirect' | 'status';

/** What came of one send. */
export interface SendResult {
  readonly durationMs: number;
  readonly status: number | null;
  /** `null`: accepted. */
  readonly error: AttemptError | null;
  /** In words, for the person who mends it. */
  readonly detail: string | null;
  readonly headers: Readonly<Record<string, string | string[]>> | null;
  /** At most 16 KiB of the answer. */
  readonly body: string | null;
}
