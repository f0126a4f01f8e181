import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { eventsPage } from '../../../scripts/events-page.ts';

test('docs/guides/event-catalogue.md is as the catalogue says', async () => {
  const checkedIn = await readFile(
    new URL('../../../docs/guides/event-catalogue.md', import.meta.url),
    'utf8',
  );
  assert.equal(checkedIn, await eventsPage(), 'stale: run npm run events-page');
});
