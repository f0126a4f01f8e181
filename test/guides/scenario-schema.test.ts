import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { scenarioSchemaText } from '../../scripts/scenario-schema.ts';

test('docs/scenario.schema.json is as the form says', async () => {
  const checkedIn = await readFile(new URL('../../docs/scenario.schema.json', import.meta.url), 'utf8');
  assert.equal(checkedIn, await scenarioSchemaText(), 'stale: run npm run scenario-schema');
});
