import type { Id } from '../../kernel/ids.ts';

export type ReplayOnly = 'failed' | 'missing' | 'all';
export type ReplayState = 'running' | 'paused' | 'done' | 'cancelled';

/** What is to be sent again. */
export interface ReplayWish {
  /** `null`: all enabled endpoints. */
  readonly endpoint: Id<'endpoint'> | null;
  /** Wall time, inclusive. */
  readonly since: Date;
  readonly until: Date;
  /** `failed`: not accepted in the end; `missing`: these, and those that made no delivery; `all`: everything. */
  readonly only: ReplayOnly;
  /** Event types or first parts of them; none means all that the endpoint wants. */
  readonly filters: readonly string[];
}

/** The same, as somebody asks for it: without an end until now. */
export type ReplayAsked = Omit<ReplayWish, 'until'> & { readonly until: Date | undefined };

/** A replay under way, or done. It survives restarts. */
export interface ReplayJob extends ReplayWish {
  readonly company: Id<'company'>;
  readonly id: Id<'replay'>;
  readonly state: ReplayState;
  /** How many deliveries were found when it was made. */
  readonly matched: number;
  /**
   * How many were queued so far; accepted at their first try; not accepted at their first try. What is cancelled with its endpoint is
   * among the last only when the job is done.
   */
  readonly queued: number;
  readonly sent: number;
  readonly failed: number;
  /** The last event, or undelivered delivery, that was looked at. */
  readonly position: string | null;
  readonly createdAt: Date;
}

/** Which jobs are asked for, newest first. */
export interface ReplayQuery {
  /** Any of these; `undefined` is all. */
  readonly states: readonly ReplayState[] | undefined;
  /** Those that send to this endpoint: made for it, or for all. */
  readonly endpoint: string | undefined;
  /** The id of the last one seen. */
  readonly after: string | undefined;
  readonly size: number;
}
