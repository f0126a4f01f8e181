import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostCards, mostEndpoints, scenarioSchema } from './format.ts';

const named = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, number) => [`n${number}`, {}]));

test('a scenario has a bounded number of cards and endpoints, and says so', () => {
  const steps = [{ title: 'A look', expect: {} }];
  for (const [member, most] of [
    ['cards', mostCards],
    ['endpoints', mostEndpoints],
  ] as const) {
    const read = (count: number) =>
      scenarioSchema.safeParse({ name: 'a', title: 'A', steps, [member]: named(count) });
    assert.ok(read(most).success);
    assert.deepEqual(
      read(most + 1).error?.issues.map(({ path, message }) => ({ path, message })),
      [{ path: [member], message: `must be at most ${most}` }],
    );
  }
});
