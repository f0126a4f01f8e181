import { Readable } from 'node:stream';
import { z } from 'zod';
import type { EventRecord, Events } from '../../events/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import { plain } from '../answer.ts';
import { queryText } from '../fields.ts';
import type { Reads } from '../limits/index.ts';
import { route, type Route } from '../route.ts';

/** So many streams of a company in one process: each reads what happens by itself. */
const mostStreams = 20;

export interface StreamDoors {
  readonly events: Events;
  readonly reads: Pick<Reads, 'run'>;
}

/** The company's events as server-sent events (WHATWG HTML, 9.2), for consoles and for `listen` on a machine without an address. */
export const streamRoutes = ({ events, reads }: StreamDoors): Route[] => {
  const open = new Map<Id<'company'>, number>();
  const count = (company: Id<'company'>, change: number): void => {
    const now = (open.get(company) ?? 0) + change;
    if (now === 0) open.delete(company);
    else open.set(company, now);
  };

  return [
    route({
      method: 'GET',
      path: '/webhooks/events/stream',
      operationId: 'streamEvents',
      summary: 'Follow events as they happen',
      description:
        'Server-sent events: `event` is the type, `id` the event’s id, `data` the body as endpoints receive it. Resumes after `Last-Event-ID`; the last few seconds of events may be repeated.',
      tag: 'Events',
      access: { kind: 'company', level: 1, product: 'webhooks' },
      query: z.object({
        last_event_id: queryText(100).optional().describe('Alternative to the header `Last-Event-ID`.'),
      }),
      answer: { status: 200, contentType: 'text/event-stream' },
      failures: ['TOO_MANY_REQUESTS'],
      handle({ caller, headers, query }) {
        if ((open.get(caller.company) ?? 0) >= mostStreams)
          throw new Failure(
            'TOO_MANY_REQUESTS',
            `At most ${mostStreams} streams can be open at a time. Close one.`,
          );
        const header = headers['last-event-id'];
        const after = query.last_event_id ?? (typeof header === 'string' ? header : undefined);
        const stop = new AbortController();
        const told = events.stream(caller.company, after, stop.signal);
        // What a stream reads takes its turn like all that its company reads, also after it was let in.
        const inTurn = <T>(read: () => Promise<T>): Promise<T> => reads.run(caller.company, read);
        const body = Readable.from(endedAtOnce(asText(told), stop, inTurn), { objectMode: false });
        count(caller.company, 1);
        body.once('close', () => {
          stop.abort();
          count(caller.company, -1);
        });
        return Promise.resolve(plain({ 'content-type': 'text/event-stream; charset=utf-8' }, body));
      },
    }),
  ];
};

async function* asText(told: AsyncIterable<readonly EventRecord[]>): AsyncGenerator<string> {
  // Something at once, so that the client knows that it is connected.
  yield ': following\n\n';
  for await (const events of told)
    yield events.length === 0
      ? ': nothing new\n\n'
      : events.map(({ id, type, body }) => `id: ${id}\nevent: ${type}\ndata: ${body}\n\n`).join('');
}

/**
 * A generator that waits cannot be ended from outside; what it waits for can. So a stream whose client has gone counts no
 * longer than that.
 */
function endedAtOnce(
  texts: AsyncGenerator<string>,
  stop: AbortController,
  inTurn: <T>(read: () => Promise<T>) => Promise<T>,
): AsyncIterable<string> {
  const iterator: AsyncIterator<string> = {
    next: () => inTurn(() => texts.next()),
    return() {
      stop.abort();
      return texts.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
