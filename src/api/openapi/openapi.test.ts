import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { openApiText } from './text.ts';

test('openapi.json is what the routes say (npm run openapi writes it anew)', async () => {
  const checkedIn = await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8');
  assert.ok(checkedIn === openApiText(), 'openapi.json is stale: run npm run openapi');
});
