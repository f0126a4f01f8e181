import type { Id } from '../kernel/ids.ts';

/** Something that falls due by a company's clock. */
export interface Due {
  readonly id: string;
  readonly due: Date;
}

/** A kind of work that falls due. Owned here, fulfilled by the folder whose work it is. */
export interface DueWork<D extends Due> {
  /** What falls due until a moment, the earliest first; `after` is the last one of the page before. */
  due(
    company: Id<'company'>,
    until: Date,
    page: { readonly after: D | undefined; readonly most: number },
  ): Promise<readonly D[]>;
  /** Does it, in this order, each as of its due moment; answers how many were still to be done. */
  expire(due: readonly D[], traceId: string): Promise<number>;
}

/** The work of one kind that is due, read page by page. */
export interface DueQueue {
  /** When the next falls due; undefined when nothing does any more. */
  next(): Promise<Date | undefined>;
  /** Does some of what is due by `moment`. */
  run(moment: Date): Promise<void>;
  /** How much was done so far. */
  readonly done: () => number;
}

/** Handed over together, they are done in their order, a batch being decided while the one before commits. */
const pageSize = 16_384;

export function dueQueue<D extends Due>(
  work: DueWork<D>,
  company: Id<'company'>,
  until: Date,
  traceId: string,
): DueQueue {
  let page: readonly D[] = [];
  let at = 0;
  let ended = false;
  let done = 0;
  return {
    async next() {
      if (at === page.length && !ended) {
        page = await work.due(company, until, { after: page.at(-1), most: pageSize });
        at = 0;
        ended = page.length < pageSize;
      }
      return page[at]?.due;
    },
    async run(moment) {
      const later = page.findIndex(({ due }, index) => index >= at && due > moment);
      const end = later === -1 ? page.length : later;
      const taken = page.slice(at, end);
      at = end;
      done += await work.expire(taken, traceId);
    },
    done: () => done,
  };
}

/** Empties the queues, always the one whose next falls due first, up to where another one has its turn; `reach` is told how far. */
export async function runInOrder(
  queues: readonly DueQueue[],
  reach: (moment: Date) => Promise<void>,
): Promise<void> {
  for (;;) {
    const heads = await Promise.all(
      queues.map(async (queue) => ({ queue, next: (await queue.next())?.getTime() ?? Infinity })),
    );
    heads.sort((a, b) => a.next - b.next);
    const [first, second] = heads;
    if (first === undefined || first.next === Infinity) return;
    await reach(new Date(first.next));
    await first.queue.run(new Date(Math.min(second?.next ?? Infinity, 8.64e15)));
  }
}
