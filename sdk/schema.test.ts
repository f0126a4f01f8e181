import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { schemaFile, writeSchema } from '../scripts/sdk.ts';

test('the SDK is of the checked-in openapi.json; if not, run: npm run sdk', async () => {
  assert.ok((await readFile(schemaFile, 'utf8')) === (await writeSchema()), 'sdk/schema.ts is stale');
});
