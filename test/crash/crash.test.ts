import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCrash } from './crash.ts';
import { seedFor } from '../support/seed.ts';

// The short form of `npm run crash`. Its seed is in the report, should it fail.
test('twenty kills under load, two of them with a crash of PostgreSQL: no event is lost, none comes twice for no reason', async (t) => {
  const report = await runCrash({
    kills: 20,
    callers: 4,
    pauseMs: 100,
    seed: seedFor('crash'),
    say: (sentence) => t.diagnostic(sentence),
  });
  const { untold, lost, phantom, duplicates, restarts, stored, received } = report;
  const told = JSON.stringify(report);
  assert.deepEqual([untold, lost, phantom, duplicates.unexplained], [0, 0, 0, 0], told);
  assert.equal(restarts, 2);
  assert.ok(stored > 100, told);
  assert.equal(received, stored);
});
