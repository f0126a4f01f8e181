import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCrash } from './crash.ts';

// The short form of `npm run crash`. Its seed is in the report, should it fail.
test('ten kills under load, one with a crash of PostgreSQL: no event is lost, none comes twice for no reason', async (t) => {
  const report = await runCrash({
    kills: 10,
    callers: 4,
    seed: Date.now() % 1_000_000,
    say: (sentence) => t.diagnostic(sentence),
  });
  const { untold, lost, phantom, duplicates, restarts, stored, received } = report;
  const told = JSON.stringify(report);
  assert.deepEqual([untold, lost, phantom, duplicates.unexplained], [0, 0, 0, 0], told);
  assert.equal(restarts, 1);
  assert.ok(stored > 100, told);
  assert.equal(received, stored);
});
