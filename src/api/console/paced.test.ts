import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { newId } from '../../platform/ids.ts';
import { paced } from './paced.ts';

test('what takes long is asked once for all, and stands for twenty times as long', async () => {
  const [company, other] = [newId('company'), newId('company')];
  let nowMs = 0;
  const asked: string[] = [];
  const open: PromiseWithResolvers<number>[] = [];
  const ask = paced(
    (of) => {
      asked.push(of);
      const one = Promise.withResolvers<number>();
      open.push(one);
      return one.promise;
    },
    () => nowMs,
  );
  const end = async (at: number): Promise<void> => {
    open[at]?.resolve(at);
    await turn();
  };

  const first = [ask(company), ask(company), ask(other)];
  assert.deepEqual(asked, [company, other]);
  nowMs = 100;
  await end(0);
  await end(1);
  assert.deepEqual(await Promise.all(first), [0, 0, 1]);
  nowMs = 2_099;
  assert.equal(await ask(company), 0);
  nowMs = 2_100;
  const second = ask(company);
  await end(2);
  assert.equal(await second, 2);
  // That one took no time, and stands for none.
  const third = ask(company);
  await end(3);
  assert.equal(await third, 3);
});

test('what failed is asked anew', async () => {
  const company = newId('company');
  let times = 0;
  const ask = paced(async () => {
    times += 1;
    if (times === 1) throw new Error('away');
    return times;
  });
  await assert.rejects(ask(company), /away/);
  assert.equal(await ask(company), 2);
});
