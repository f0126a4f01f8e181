import { createCardMemory, type ApprovalMethod } from '../../cards/index.ts';
import type { BatchOptions, Outcome } from '../../platform/batch.ts';
import { isDeadlock, isUniqueViolation } from '../../platform/database.ts';
import type { CardOperation, CardOutcome, Expire } from '../operations.ts';
import { isOnCard, isRecallable, runRecalled, type AskedMemory } from './recalled.ts';
import { runOperations, type RunDoors } from './run.ts';
import { createApprovalMemory } from './velocity-memory.ts';

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
  /** Remembers nothing of before. What is under way goes on with its own. */
  readonly forget: () => void;
} {
  let memories = createMemories();
  const run = {
    ...doors,
    get methods() {
      return memories.methods;
    },
    get memory() {
      return memories.memory;
    },
    get approvals() {
      return memories.approvals;
    },
    get asked() {
      return memories.asked;
    },
  };
  const purchases = createTrust();
  /** What can be decided on what is remembered. */
  const recalled = async (
    operations: readonly CardOperation[],
    goOn: () => void,
    later: Trust,
  ): Promise<Outcomes | undefined> => {
    if (!operations.every(isRecallable)) return undefined;
    const trust = operations.every(isOnCard) ? later : purchases;
    // As it is now, to its end.
    return trust.tried(() => runRecalled({ ...run }, operations, goOn));
  };
  const runTrusting =
    (later: Trust): Run<CardOperation> =>
    async (operations, inDoubt, goOn) => {
      try {
        return (
          (inDoubt ? undefined : await recalled(operations, goOn, later)) ??
          (await runOperations(run, operations, inDoubt, goOn))
        );
      } catch (error) {
        // Of several each is run alone next.
        if (operations.length > 1 || !(wasTaken(error) || isDeadlock(error))) throw error;
        return runOperations(run, operations, inDoubt, goOn);
      }
    };
  return {
    run: runTrusting(createTrust()),
    expire: runTrusting(createTrust()),
    forget: () => void (memories = createMemories()),
  };
}

const createMemories = () => ({
  methods: new Map<string, ApprovalMethod>(),
  memory: createCardMemory(),
  approvals: createApprovalMemory(),
  asked: new Map() as AskedMemory,
});

/** Another process, on another card, took the same key or network transaction id at the same moment: now it is found. */
const wasTaken = (error: unknown): boolean =>
  isUniqueViolation(error, 'card_messages_pkey') || isUniqueViolation(error, 'card_transactions_network');

type Outcomes = Outcome<CardOutcome>[];

type Trust = ReturnType<typeof createTrust>;

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
