import { streams } from '../api.ts';
import { rowOf } from './row.ts';
import type { EventBody, EventRow } from './row.ts';

export type Connection = 'off' | 'connecting' | 'live' | 'lost';

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
const mostWaitMs = 10_000;

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
  let waitMs = 500;
  while (!signal.aborted) {
    setConnection(connection === 'off' ? 'connecting' : connection);
    try {
      const body = (await streams.streamEvents(last === undefined ? {} : { last_event_id: last }, {
        signal,
      })) as ReadableStream<Uint8Array<ArrayBuffer>>;
      setConnection('live');
      waitMs = 500;
      for await (const message of messages(body)) {
        if (signal.aborted) return;
        last = message.id;
        tell(message);
      }
    } catch {
      // What it was shows in what comes next: another try, or the end of the session.
    }
    if (signal.aborted) return;
    setConnection('lost');
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = Math.min(waitMs * 2, mostWaitMs);
  }
}

interface Message {
  readonly id: string;
  readonly data: string;
}

/** Server-sent events (WHATWG HTML, 9.2.6), of the fields that ours have. */
async function* messages(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Message> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
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
