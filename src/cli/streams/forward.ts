import { createHmac } from 'node:crypto';
import { monotonicMs, wallClock } from '../../platform/clock.ts';
import type { Followed } from './follow.ts';

/** What became of a forwarded event. */
export interface Forwarded {
  /** null when there was no answer. */
  readonly status: number | null;
  readonly duration_ms: number;
  /** The beginning of the answer, or why there was none. */
  readonly answer: string;
}

export interface ForwardOptions {
  readonly to: string;
  /** `whsec_…` */
  readonly secret: string;
  readonly traceId: string | undefined;
  readonly isTest: boolean;
}

const timeoutMs = 30_000;
/** So much of an answer is shown. */
const mostShown = 2_000;

/** Sends an event to a local receiver as a delivery would be sent: same body, same headers, signed, no redirects followed. */
export async function forward(
  { id, body }: Pick<Followed, 'id' | 'body'>,
  { to, secret, traceId, isTest }: ForwardOptions,
): Promise<Forwarded> {
  const nowMs = wallClock.now().getTime();
  const seconds = Math.floor(nowMs / 1000);
  const began = monotonicMs();
  const took = (): number => Math.round(monotonicMs() - began);
  try {
    const response = await fetch(to, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Cardwright-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': sign(secret, `${id}.${seconds}.${body}`),
        'x-request-timestamp': String(nowMs),
        'x-webhook-attempt': '1',
        ...(isTest && { 'x-webhook-test': 'true' }),
        ...(traceId !== undefined && { 'x-trace-id': traceId }),
      },
      body,
    });
    const text = await response.text();
    return { status: response.status, duration_ms: took(), answer: text.slice(0, mostShown) };
  } catch (error) {
    return { status: null, duration_ms: took(), answer: reasonOf(error) };
  }
}

/** The `v1` signature of Standard Webhooks. */
export function sign(secret: string, content: string | Buffer): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

/** `3000`, `3000/hooks`, `localhost:3000/hooks` or a whole URL; undefined when it is none of them: a word alone is most likely a slip. */
export function readTarget(text: string): string | undefined {
  if (/^[\w-]+$/.test(text) && !/^(\d+|localhost)$/.test(text)) return undefined;
  const whole = /^\d+(\/.*)?$/.test(text)
    ? `http://127.0.0.1:${text}`
    : /^https?:\/\//.test(text)
      ? text
      : `http://${text}`;
  return URL.canParse(whole) ? new URL(whole).href : undefined;
}

/** `fetch` keeps what happened in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}
