import { wrongFields, type FieldProblem } from '../../kernel/failures.ts';
import type { Scenario, Step } from './format.ts';
import { namesIn } from './references.ts';

const actions = ['call', 'advance', 'endpoint', 'company'] as const;
/** What a step may say only beside something else. */
const beside = {
  body: 'call',
  headers: 'call',
  keep: 'call',
  answers: 'endpoint',
  decides: 'endpoint',
} as const;

/**
 * What the form of a scenario cannot say: each step does one thing, and refers to what is there before it.
 *
 * @throws Failure VALIDATION_ERROR naming step and field
 */
export function checkReferences(scenario: Pick<Scenario, 'cards' | 'endpoints' | 'steps'>): void {
  const endpoints = new Set(Object.keys(scenario.endpoints ?? {}));
  const cards = new Set(Object.keys(scenario.cards ?? { card: {} }));
  const known = new Set(['company', ...cards, ...endpoints]);
  const problems: FieldProblem[] = [];
  scenario.steps.forEach((step, at) => {
    const tell = (field: string, message: string): void =>
      void problems.push({ field: `steps[${at}].${field}`, message });
    for (const [field, message] of problemsOf(step)) tell(field, message);
    if (step.endpoint !== undefined && !endpoints.has(step.endpoint))
      tell('endpoint', `names no endpoint of the scenario: ${step.endpoint}`);
    for (const name of Object.keys(step.expect?.received ?? {}))
      if (!endpoints.has(name)) tell(`expect.received.${name}`, 'names no endpoint of the scenario');
    for (const name of Object.keys(step.expect?.balances ?? {}))
      if (name !== 'holding' && !cards.has(name))
        tell(`expect.balances.${name}`, 'is neither a card of the scenario nor holding');
    for (const field of ['call', 'body', 'headers'] as const)
      for (const name of namesIn(step[field]))
        if (!known.has(name)) tell(field, `refers to {${name}}, which no earlier step has kept`);
    if (step.keep !== undefined) known.add(step.keep);
    for (const name of namesIn(step.expect))
      if (!known.has(name)) tell('expect', `refers to {${name}}, which no earlier step has kept`);
  });
  if (problems.length > 0) throw wrongFields(problems);
}

function* problemsOf(step: Step): Generator<readonly [string, string]> {
  const said = actions.filter((action) => step[action] !== undefined);
  const [first, second] = said;
  if (second !== undefined) yield [second, `is one action too many: the step already has ${String(first)}`];
  for (const [field, needed] of Object.entries(beside))
    if (step[field as keyof typeof beside] !== undefined && step[needed] === undefined)
      yield [field, `needs ${needed} beside it`];
  if (said.length === 0 && step.expect === undefined)
    yield ['expect', 'is required if the step has no action'];
  if (step.endpoint !== undefined && step.answers === undefined && step.decides === undefined)
    yield ['answers', 'is required with endpoint, or decides'];
}
