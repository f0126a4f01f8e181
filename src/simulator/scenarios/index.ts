import { notFound } from '../../kernel/failures.ts';
import { clearAbandoned } from './abandoned.ts';
import { checkReferences } from './check.ts';
import type { ScenarioDoors } from './doors.ts';
import type { Scenario, ScenarioResult } from './format.ts';
import { runScenario } from './run.ts';
import { shippedScenarios, type ShippedScenario } from './shipped.ts';

export type { ApiAnswer, ApiCall, CallApi, ScenarioDoors, Settled } from './doors.ts';
export { scenarioFields, scenarioSchema } from './format.ts';
export type { Scenario, ScenarioResult, StepResult } from './format.ts';
export { needsChain } from './on-chain.ts';
export { shippedScenarios, type ShippedScenario } from './shipped.ts';

/** Stories of purchases and deposits, with what must be after each step. */
export interface Scenarios {
  /** Those that ship. */
  list(): readonly ShippedScenario[];
  /** @throws Failure NOT_FOUND */
  get(name: string): ShippedScenario;
  /**
   * Plays one that ships, or one of the caller's own, in a throwaway company.
   *
   * @throws Failure NOT_FOUND for a name that none has; VALIDATION_ERROR for a scenario that cannot be played
   */
  run(scenario: string | Scenario, seed: string | number | undefined): Promise<ScenarioResult>;
  /** Takes away what runs have left whose process died in the middle, an hour ago or more; a round of the worker. Answers how many. */
  clearAbandoned(now: Date): Promise<number>;
}

export function createScenarios(doors: ScenarioDoors): Scenarios {
  const get = (name: string): ShippedScenario => {
    const found = shippedScenarios().get(name);
    if (found === undefined) throw notFound('scenario');
    return found;
  };
  return {
    list: () => [...shippedScenarios().values()],
    get,
    run(scenario, seed) {
      if (typeof scenario === 'string') return runScenario(doors, get(scenario), seed);
      checkReferences(scenario);
      return runScenario(doors, scenario, seed);
    },
    clearAbandoned: (now) => clearAbandoned(doors, now),
  };
}
