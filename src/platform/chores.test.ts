import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startChores } from './chores.ts';
import { silentLog } from './log.ts';

test('a chore runs at once, and again, also after it has failed', async () => {
  let rounds = 0;
  const enough = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    rounds += 1;
    if (rounds === 4) enough.resolve();
    if (rounds % 2 === 1) throw new Error('not this time');
  };
  const chores = startChores([{ name: 'stumble', everySeconds: 0.01, run }], silentLog);
  await enough.promise;
  await chores.stop();
  assert.equal(rounds, 4);
});

test('to stop waits for the round under way, and there is no other', async () => {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const ended: string[] = [];
  const run = async (): Promise<void> => {
    begun.resolve();
    await release.promise;
    ended.push('round');
  };
  const chores = startChores([{ name: 'slow', everySeconds: 0.001, run }], silentLog);
  await begun.promise;
  const stopped = chores.stop().then(() => ended.push('stop'));
  release.resolve();
  await stopped;
  assert.deepEqual(ended, ['round', 'stop']);
});
