import { api, ApiError } from '../api.ts';
import { rowOf } from './row.ts';
import type { EventBody } from './body.ts';
import type { EventRow } from './row.ts';

/** `crowded`: the server has no room for another stream of this company, or it asks too much. */
export type Connection = 'off' | 'connecting' | 'live' | 'lost' | 'crowded';

/** An event as the stream brings it. */
export interface Told {
  readonly row: EventRow;
  readonly body: EventBody;
}

const everyMs = 100;
/** More than so many at once are a flood, in which nothing is pointed out. */
const mostPointedOut = 5;
/** So many rows are kept; older ones are read from the server again. */
const mostRows = 100_000;
const leastWaitMs = 500;
const mostWaitMs = 10_000;
/** A stream gives a sign of life every 15 s; one that has been silent for longer is cut somewhere on the way. */
const mostSilenceMs = 40_000;
/**
 * A page that nobody has looked at for so long stops following, and takes up when it is seen again: a browser has six connections to
 * a server that speaks HTTP/1.1, and with as many pages open none could load anything.
 */
const mostUnseenMs = 3_000;
/** Older than any event. */
const beforeAll = 'evt_00000001-0000-7000-8000-000000000000';

/** Oldest first. The same array all along, so that nothing is copied 500 times a second. */
const rows: EventRow[] = [];
const seen = new Set<string>();
let version = 0;
let connection: Connection = 'off';
let fresh: Told[] = [];
let stopping: AbortController | undefined;
let scheduled = false;
let calm = true;

const listeners = new Set<() => void>();
const hearers = new Set<(told: readonly Told[]) => void>();
const returners = new Set<() => void>();

export const liveRows = (): readonly EventRow[] => rows;
export const liveVersion = (): number => version;
/** Whether events come one by one. */
export const isCalm = (): boolean => calm;
export const liveConnection = (): Connection => connection;

/** Calls back when something has changed, at most ten times a second. */
export function onLive(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Hears each event with its body, in bundles. */
export function onTold(hearer: (told: readonly Told[]) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

/** Calls back when the stream is there again after a break: what no event tells of may have changed, too. */
export function onReturn(listener: () => void): () => void {
  returners.add(listener);
  return () => returners.delete(listener);
}

/** Follows the company's events until it is stopped; takes up where it was after a break. */
export function startLive(): () => void {
  stopLive();
  const controller = new AbortController();
  stopping = controller;
  void follow(controller.signal);
  return () => {
    if (stopping === controller) stopLive();
  };
}

export function stopLive(): void {
  stopping?.abort();
  stopping = undefined;
  rows.length = 0;
  seen.clear();
  fresh = [];
  setConnection('off');
}

async function follow(signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  let waitMs = leastWaitMs;
  let wasLive = false;
  while (!signal.aborted) {
    await untilSeen(signal);
    const patience = impatience();
    try {
      if (connection !== 'lost') setConnection('connecting');
      const body = (await api.streamEvents(last === undefined ? {} : { last_event_id: last }, {
        signal: AbortSignal.any([signal, patience.signal]),
      })) as ReadableStream<Uint8Array<ArrayBuffer>>;
      setConnection('live');
      waitMs = leastWaitMs;
      if (wasLive) for (const listener of returners) listener();
      wasLive = true;
      last ??= await newest(signal);
      for await (const message of messages(body, patience.heard)) {
        if (signal.aborted) return;
        last = message.id;
        tell(message);
      }
    } catch (error) {
      // What else it was shows in what comes next: another try, or the end of the session.
      if (error instanceof ApiError && error.status === 429) setConnection('crowded');
    } finally {
      patience.end();
    }
    if (signal.aborted) return;
    if (patience.isUnseen()) continue;
    if (connection !== 'crowded') setConnection('lost');
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = Math.min(waitMs * 2, mostWaitMs);
  }
}

/** Ends a stream that is silent for too long, and one of a page that nobody looks at. */
function impatience(): {
  readonly signal: AbortSignal;
  readonly heard: () => void;
  readonly isUnseen: () => boolean;
  readonly end: () => void;
} {
  const controller = new AbortController();
  let silent: ReturnType<typeof setTimeout> | undefined;
  let hidden: ReturnType<typeof setTimeout> | undefined;
  let isUnseen = false;
  const heard = (): void => {
    clearTimeout(silent);
    silent = setTimeout(() => controller.abort(), mostSilenceMs);
  };
  const look = (): void => {
    clearTimeout(hidden);
    if (document.visibilityState === 'visible') return;
    hidden = setTimeout(() => {
      isUnseen = true;
      controller.abort();
    }, mostUnseenMs);
  };
  heard();
  look();
  document.addEventListener('visibilitychange', look);
  return {
    signal: controller.signal,
    heard,
    isUnseen: () => isUnseen,
    end() {
      clearTimeout(silent);
      clearTimeout(hidden);
      document.removeEventListener('visibilitychange', look);
    },
  };
}

/** Resolves when somebody looks at the page, or nothing is to be followed any more. */
const untilSeen = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState !== 'visible' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });

/** Where to take up after a break that comes before the first event: the newest there was, or the beginning where there was none. */
async function newest(signal: AbortSignal): Promise<string> {
  const [event] = (await api.listEvents({ size: 1 }, { signal })).data;
  return event?.id ?? beforeAll;
}

interface Message {
  readonly id: string;
  readonly data: string;
}

/** Server-sent events (WHATWG HTML, 9.2.6), of the fields that ours have. Calls `heard` at each sign of life. */
async function* messages(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  heard: () => void,
): AsyncGenerator<Message> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      const field = (name: string): string | undefined =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const id = field('id');
      const data = field('data');
      if (id !== undefined && data !== undefined) yield { id, data };
    }
  }
}

function tell({ id, data }: Message): void {
  // After a break the last seconds are told again.
  if (seen.has(id)) return;
  seen.add(id);
  const body = JSON.parse(data) as EventBody;
  const row = rowOf({ id, body });
  rows.push(row);
  fresh.push({ row, body });
  if (rows.length > mostRows) for (const { id: old } of rows.splice(0, mostRows / 10)) seen.delete(old);
  if (scheduled) return;
  scheduled = true;
  // Ten pictures a second are as many as one can follow, however many events there are.
  setTimeout(flush, everyMs);
}

function flush(): void {
  scheduled = false;
  version += 1;
  const told = fresh;
  calm = told.length <= mostPointedOut;
  fresh = [];
  for (const hearer of hearers) hearer(told);
  for (const listener of listeners) listener();
}

function setConnection(to: Connection): void {
  if (connection === to) return;
  connection = to;
  version += 1;
  for (const listener of listeners) listener();
}
