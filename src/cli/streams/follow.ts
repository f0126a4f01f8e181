import { setTimeout } from 'node:timers/promises';
import { ApiError, NoAnswer } from '../../../sdk/index.ts';
import type { Client, WebhookEvent } from '../../../sdk/index.ts';
import { readServerSentEvents } from './server-sent-events.ts';

/** An event as the stream tells it. */
export interface Followed {
  readonly id: string;
  /** `CARDS.CLEARING.PENDING` */
  readonly type: string;
  /** Exactly as endpoints receive it, less what is secret in it. */
  readonly body: string;
  readonly event: WebhookEvent;
}

export interface FollowOptions {
  /** One that does not end a call that takes long. */
  readonly client: Pick<Client, 'streamEvents'>;
  /** The last event that is known; undefined starts now. */
  readonly after: string | undefined;
  readonly signal: AbortSignal;
  /** Told once at the first connection, before any event. */
  readonly onConnected: () => void;
  /** Told when the connection is lost and will be made again; then not again before it was. */
  readonly onLost: (reason: string) => void;
  /** Told when one that was lost is there again. */
  readonly onBack: () => void;
}

/** The server gives a sign of life every 15 s; after this long without one the connection is dead. */
const silenceMs = 45_000;
const firstWaitMs = 500;
const longestWaitMs = 10_000;
/** After a reconnection the stream tells its last seconds again. */
const remembered = 10_000;

/**
 * A company's events as they happen, each once. A lost connection is made again, from the event that was told last; only the
 * first one must succeed.
 *
 * @throws NoAnswer when nothing answers at first
 * @throws ApiError when the server refuses
 */
export async function* followEvents(options: FollowOptions): AsyncGenerator<Followed> {
  const { client, signal, onConnected, onBack } = options;
  const seen = new Set<string>();
  let { after } = options;
  let connected = false;
  let lost = false;
  let waitMs = firstWaitMs;
  const onLost = (reason: string): void => {
    if (!lost) options.onLost(reason);
    lost = true;
  };

  while (!signal.aborted) {
    const silence = new AbortController();
    const timer = globalThis.setTimeout(() => silence.abort(), silenceMs);
    try {
      const either = AbortSignal.any([signal, silence.signal]);
      const stream = await client.streamEvents({ last_event_id: after }, { signal: either });
      if (!connected) onConnected();
      if (lost) onBack();
      connected = true;
      lost = false;
      for await (const { id, event: type, data } of readServerSentEvents(stream, () => timer.refresh())) {
        waitMs = firstWaitMs;
        if (id === undefined || seen.has(id)) continue;
        seen.add(id);
        if (seen.size > remembered) for (const oldest of seen.values().take(1)) seen.delete(oldest);
        yield { id, type, body: data, event: JSON.parse(data) as WebhookEvent };
        after = after === undefined || id > after ? id : after;
      }
      onLost('the server has ended the stream');
    } catch (error) {
      if (signal.aborted) return;
      if (!connected || !mayPass(error)) throw error;
      onLost(silence.signal.aborted ? `nothing was received for ${silenceMs / 1_000} s` : reasonOf(error));
    } finally {
      clearTimeout(timer);
    }
    await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

/** Whether it may go better the next time. What breaks while the stream is read is an error of fetch's own. */
function mayPass(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429;
  return error instanceof NoAnswer || error instanceof TypeError || isAbort(error);
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
