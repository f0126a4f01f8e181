import { z } from 'zod';
import { wrongField } from '../../kernel/failures.ts';
import { needsChain, scenarioFields, scenarioSchema, type Scenarios } from '../../simulator/index.ts';
import { route, type Route } from '../route.ts';
import { simulated } from './fields.ts';

const body = z.strictObject({ ...scenarioFields, steps: scenarioFields.steps.optional() }).meta({
  description: 'A built-in scenario, by its `name`, or your own, with its `steps`.',
  examples: [{ name: 'tip' }],
});

const step = z.object({
  title: z.string(),
  expected: z.unknown(),
  actual: z.unknown().describe('Null for a step that was not run because an earlier one failed.'),
  passed: z.boolean(),
});

/** Scenarios: those that ship, and running them and one's own. */
export const scenarioRoutes = (scenarios: Scenarios): Route[] => [
  route({
    ...simulated,
    method: 'GET',
    path: '/simulate/scenarios',
    operationId: 'listScenarios',
    summary: 'List the built-in scenarios',
    answer: {
      status: 200,
      schema: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          about: z.string().nullable(),
          needs_chain: z.boolean(),
        }),
      ),
    },
    handle: () =>
      Promise.resolve(
        scenarios.list().map((scenario) => ({
          name: scenario.name,
          title: scenario.title,
          about: scenario.about ?? null,
          needs_chain: needsChain(scenario),
        })),
      ),
  }),
  route({
    ...simulated,
    method: 'GET',
    path: '/simulate/scenarios/{name}',
    operationId: 'getScenario',
    summary: 'Show a built-in scenario',
    description: 'As its file contains it: change it and run it as your own.',
    params: z.object({ name: z.string() }),
    answer: {
      status: 200,
      schema: scenarioSchema,
    },
    failures: ['NOT_FOUND'],
    handle: ({ params }) => Promise.resolve().then(() => scenarios.get(params.name)),
  }),
  route({
    ...simulated,
    method: 'POST',
    path: '/simulate/scenarios/run',
    operationId: 'runScenario',
    summary: 'Run a scenario',
    description:
      'Runs in its own throwaway company, whose clock starts where the scenario says and stands still between advances. Returns when it is done; `passed` says whether it succeeded. Steps after a failed one are not run.',
    body,
    answer: {
      status: 200,
      schema: z.object({ name: z.string(), passed: z.boolean(), steps: z.array(step) }),
    },
    failures: ['NOT_FOUND', 'VAL'],
    async handle({ body }) {
      const { steps, name, seed } = body;
      if (steps !== undefined) return scenarios.run({ ...body, steps }, seed);
      if (name !== undefined) return scenarios.run(name, seed);
      throw wrongField('name', 'is required unless steps are given');
    },
  }),
];
