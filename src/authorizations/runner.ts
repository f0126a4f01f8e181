import { createCardMemory, type ApprovalMethod } from '../cards/index.ts';
import type { BatchOptions } from '../platform/batch.ts';
import type { CardOperation, CardOutcome } from './operations.ts';
import { isPlain, runRecalled } from './recalled.ts';
import { runOperations, type RunDoors } from './run.ts';

/** After several rounds that were lost in a row the next so many batches lock and read at once. */
const mostDistrust = 64;

/**
 * Makes the function that runs a batch: on what this process remembers where it can, else, and where something was not
 * as remembered, by locking and reading. Processes that share their companies' traffic meet again and again, so a round
 * lost makes us careful for a while.
 */
export function createRunner(doors: RunDoors): BatchOptions<CardOperation, CardOutcome>['run'] {
  const run = { ...doors, methods: new Map<string, ApprovalMethod>(), memory: createCardMemory() };
  /** How many batches to go before the memory is tried again, and how many it will be after the next round lost. */
  let careful = 0;
  let next = 1;
  return async (operations, inDoubt, goOn) => {
    if (!inDoubt && operations.every(isPlain)) {
      if (careful > 0) careful -= 1;
      else {
        const outcomes = await runRecalled(run, operations, goOn);
        if (outcomes === 'lost') {
          careful = next;
          next = Math.min(next * 2, mostDistrust);
        } else if (outcomes !== undefined) {
          next = 1;
          return outcomes;
        }
      }
    }
    return runOperations(run, operations, inDoubt, goOn);
  };
}
