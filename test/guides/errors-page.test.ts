import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { errorsPage } from '../../scripts/errors-page.ts';

test('docs/guides/errors.md is as the table says', async () => {
  const checkedIn = await readFile(new URL('../../docs/guides/errors.md', import.meta.url), 'utf8');
  assert.equal(checkedIn, await errorsPage(), 'stale: run npm run errors-page');
});
