import { createCardMemory, type ApprovalMethod } from '../cards/index.ts';
import type { BatchOptions, Outcome } from '../platform/batch.ts';
import type { CardOperation, CardOutcome, Expire } from './operations.ts';
import { isPlain, runRecalled } from './recalled.ts';
import { isDueExpiry, runRecalledExpiry } from './recalled-expiry.ts';
import { runOperations, type RunDoors } from './run.ts';

type Run<Op> = BatchOptions<Op, CardOutcome>['run'];

/** After several rounds that were lost in a row the next so many batches lock and read at once. */
const mostDistrust = 64;

/**
 * Makes the functions that run a batch: on what this process remembers where they can, else, and where something was not
 * as remembered, by locking and reading. Processes that share their companies' traffic meet again and again, so a round
 * lost makes us careful for a while.
 */
export function createRunners(doors: RunDoors): {
  readonly run: Run<CardOperation>;
  /** For holds that have run out. */
  readonly expire: Run<Expire>;
} {
  const run = { ...doors, methods: new Map<string, ApprovalMethod>(), memory: createCardMemory() };
  const purchases = createTrust();
  const expiries = createTrust();
  return {
    async run(operations, inDoubt, goOn) {
      const recalled =
        !inDoubt &&
        operations.every(isPlain) &&
        (await purchases.tried(() => runRecalled(run, operations, goOn)));
      return recalled || runOperations(run, operations, inDoubt, goOn);
    },
    async expire(operations, inDoubt, goOn) {
      const recalled =
        !inDoubt &&
        operations.every(isDueExpiry) &&
        (await expiries.tried(() => runRecalledExpiry(run, operations, goOn)));
      return recalled || runOperations(run, operations, inDoubt, goOn);
    },
  };
}

type Outcomes = Outcome<CardOutcome>[];

function createTrust() {
  /** How many batches to go before the memory is tried again, and how many it will be after the next round lost. */
  let careful = 0;
  let next = 1;
  return {
    /** What `recall` made of it; undefined where it was not tried or came to nothing. */
    async tried(recall: () => Promise<Outcomes | 'lost' | undefined>): Promise<Outcomes | undefined> {
      if (careful > 0) {
        careful -= 1;
        return undefined;
      }
      const outcomes = await recall();
      if (outcomes === 'lost') {
        careful = next;
        next = Math.min(next * 2, mostDistrust);
        return undefined;
      }
      if (outcomes !== undefined) next = 1;
      return outcomes;
    },
  };
}
