import { AsyncLocalStorage } from 'node:async_hooks';
import { invariant, present } from '../kernel/assert.ts';
import { CommitUnknown } from './database.ts';

/** The outcome of one operation of a batch: its result, or the error for its caller alone. */
export type Outcome<R> =
  { readonly ok: true; readonly result: R } | { readonly ok: false; readonly error: unknown };

export interface BatchOptions<Op, R> {
  /**
   * Runs gathered operations as one unit of work; answers one outcome for each, in order, after the commit.
   * `inDoubt`: it ran before and nobody knows whether it committed; look it up by its key first. `goOn`: with `inTurn`,
   * lets the next batch be gathered, at the latest when this one has ended.
   */
  readonly run: (
    operations: readonly Op[],
    inDoubt: boolean,
    goOn: () => void,
  ) => Promise<readonly Outcome<R>[]>;
  /**
   * At most this many operations in a batch. 64 rather than 128: less of what was decided waits for its commit, so less of it
   * outlives a collection of the new generation, and the decisions of one batch fall into the commit of the other.
   */
  readonly most?: number;
  /** At most this many batches under way; the next is gathered while these commit. */
  readonly underWay?: number;
  /** A batch is gathered only once the one before has called `goOn`. */
  readonly inTurn?: boolean;
}

/** Group commit: hands operations over, gathers what comes meanwhile, answers each caller after its commit. */
export interface Batch<Op, R> {
  submit(operation: Op): Promise<R>;
  /** Operations gathered or under way. */
  readonly depth: () => number;
  /** Resolves when everything handed over so far is answered. */
  drain(): Promise<void>;
}

const answeredAtOnce = 16;

interface Waiting<Op, R> {
  readonly operation: Op;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * When idle an operation starts at once; under load batches grow by themselves. If the unit of work of a whole
 * batch fails, each operation is run alone, so that one caller's failure fails only that caller.
 */
export function createBatch<Op, R>({
  run,
  most = 64,
  underWay = 2,
  inTurn = false,
}: BatchOptions<Op, R>): Batch<Op, R> {
  // A batch belongs to no single caller: it must not run in the context of whoever came first.
  const outside = AsyncLocalStorage.snapshot();
  let queue: Waiting<Op, R>[] = [];
  let running = 0;
  /** Whose turn it is: none may be gathered until that batch lets the next. */
  let turn: object | undefined;
  let scheduled = false;
  let depth = 0;
  let idle: (() => void)[] = [];

  const answer = (waiting: Waiting<Op, R>, outcome: Outcome<R>): void => {
    depth -= 1;
    if (outcome.ok) waiting.resolve(outcome.result);
    else waiting.reject(outcome.error);
  };

  // A few at a time: what callers do with their answers must not keep the next batch waiting while it holds its locks.
  const answerAll = (batch: Waiting<Op, R>[], outcomes: readonly Outcome<R>[]): void => {
    invariant(outcomes.length === batch.length, 'an outcome for each operation');
    let next = 0;
    const some = (): void => {
      for (const waiting of batch.slice(next, next + answeredAtOnce)) {
        answer(waiting, present(outcomes[next], 'an outcome'));
        next += 1;
      }
      if (next < batch.length) setImmediate(some);
      else if (depth === 0) wakeIdle();
    };
    some();
  };

  const wakeIdle = (): void => {
    for (const wake of idle) wake();
    idle = [];
  };

  const runAll = async (
    batch: Waiting<Op, R>[],
    inDoubt = false,
    goOn: () => void = () => undefined,
  ): Promise<void> => {
    let outcomes: readonly Outcome<R>[];
    try {
      outcomes = await run(
        batch.map((waiting) => waiting.operation),
        inDoubt,
        goOn,
      );
    } catch (error) {
      const alone = batch.length === 1 ? batch[0] : undefined;
      const unknown = error instanceof CommitUnknown;
      if (alone !== undefined && (inDoubt || !unknown)) answer(alone, { ok: false, error });
      else for (const waiting of batch) await runAll([waiting], inDoubt || unknown);
      return;
    }
    // Outside: what has committed is never run again, whatever is wrong with its answers.
    answerAll(batch, outcomes);
  };

  const start = (): void => {
    scheduled = false;
    while (queue.length > 0 && running < underWay && turn === undefined) {
      const batch = queue.slice(0, most);
      queue = queue.slice(most);
      running += 1;
      const mine = inTurn ? (turn = {}) : undefined;
      const goOn = (): void => {
        if (mine === undefined || turn !== mine) return;
        turn = undefined;
        start();
      };
      void runAll(batch, false, goOn).finally(() => {
        running -= 1;
        if (turn === mine) turn = undefined;
        start();
        if (depth === 0) wakeIdle();
      });
    }
  };

  return {
    submit: (operation) =>
      new Promise<R>((resolve, reject) => {
        queue.push({ operation, resolve, reject });
        depth += 1;
        // One turn of the event loop lets requests that arrived together travel together.
        if (!scheduled && running < underWay && turn === undefined) {
          scheduled = true;
          setImmediate(outside, start);
        }
      }),
    depth: () => depth,
    drain: () => (depth === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
  };
}
