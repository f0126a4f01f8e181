import { momentOf } from '../../events/index.ts';
import { nextWaitMs, retryAfterMs } from '../delivery/schedule.ts';
import type { AttemptRow } from '../delivery/attempts-store.ts';
import type { SendResult } from '../types.ts';
import type { Content, Held } from './held.ts';
import type { Sender } from './message.ts';

/** What becomes of a delivery after an attempt, or without one. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly held: Held; readonly attempt: AttemptRow }
  | { readonly kind: 'retry'; readonly held: Held; readonly attempt: AttemptRow; readonly dueAt: Date }
  | { readonly kind: 'exhausted'; readonly held: Held; readonly attempt: AttemptRow }
  | {
      readonly kind: 'cancelled';
      readonly held: Held;
      readonly attempt: AttemptRow | undefined;
      readonly why: string;
    };

/** Statuses by which an endpoint, or what stands before it, asks for less. */
const asksForLess = new Set([429, 502, 504]);

/** How long a whole endpoint is left alone after this answer, in ms. */
export function pauseOf(result: SendResult, failures: number, now: Date): number {
  if (result.status === null || !asksForLess.has(result.status)) return 0;
  const asked = retryAfterMs(header(result, 'retry-after'), now) ?? 0;
  return Math.min(60_000, Math.max(asked, 250 * 2 ** Math.min(failures, 8)));
}

/**
 * The rules of events.md section 5 after one attempt.
 *
 * @param keptMs how long an event is kept: a retry for which it would be gone is not waited for, so that whoever it was for is told while
 * it can still be sent again
 */
export function outcomeOf(
  held: Held,
  content: Content,
  sender: Sender,
  attempt: AttemptRow,
  result: SendResult,
  now: Date,
  jitter: number,
  keptMs: number,
): Outcome {
  if (result.error === null) return { kind: 'delivered', held, attempt };
  if (result.status === 410)
    return { kind: 'cancelled', held, attempt, why: 'The endpoint answered 410 Gone.' };
  const honoured = result.status === 429 || result.status === 503;
  const waitMs = nextWaitMs({
    schedule: sender.schedule,
    tries: held.tries + 1,
    retryAfterMs: honoured ? retryAfterMs(header(result, 'retry-after'), now) : undefined,
    jitter,
  });
  if (waitMs === undefined) return { kind: 'exhausted', held, attempt };
  const dueAtMs = now.getTime() + waitMs;
  if (dueAtMs > momentOf(held.event).getTime() + keptMs) return { kind: 'exhausted', held, attempt };
  if (content.expiresAtMs !== undefined && dueAtMs > content.expiresAtMs)
    return { kind: 'cancelled', held, attempt, why: 'It expired before it was accepted.' };
  return { kind: 'retry', held, attempt, dueAt: new Date(dueAtMs) };
}

export function attemptRow(
  held: Held,
  startedAt: Date,
  result: SendResult,
  signature: string,
  secretHeaders: string | null,
): AttemptRow {
  return {
    company_id: held.company,
    id: held.id,
    number: held.attempts + 1,
    event_id: held.event,
    endpoint_id: held.endpoint,
    started_at: startedAt,
    duration_ms: result.durationMs,
    delivered: result.error === null,
    status_code: result.status,
    error: result.error,
    detail: result.detail,
    signature,
    header_names: secretHeaders,
    response_headers: result.headers === null ? null : JSON.stringify(result.headers),
    response_body: result.body,
  };
}

function header(result: SendResult, name: string): string | undefined {
  const value = result.headers?.[name];
  return Array.isArray(value) ? value[0] : value;
}
