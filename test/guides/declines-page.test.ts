import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { declinesPage } from '../../scripts/declines-page.ts';

test('docs/guides/declines.md is as the table of declines says', async () => {
  const checkedIn = await readFile(new URL('../../docs/guides/declines.md', import.meta.url), 'utf8');
  assert.equal(checkedIn, await declinesPage(), 'stale: run npm run declines-page');
});
