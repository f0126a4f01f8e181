import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startProgram } from '../../../test/support/program.ts';
import { shippedScenarios } from '../../simulator/index.ts';

suite('scenarios', async () => {
  const program = await startProgram();
  const { client } = await program.company();

  for (const { name, title } of shippedScenarios().values()) {
    test(`${name}: ${title}`, async () => {
      const { passed, steps } = await client.runScenario({ name });
      const failed = steps.find((step) => !step.passed);
      assert.ok(passed, JSON.stringify(failed, null, 2));
    });
  }
});
