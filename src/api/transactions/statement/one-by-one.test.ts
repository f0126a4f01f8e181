import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Id } from '../../../kernel/ids.ts';
import { newId } from '../../../platform/ids.ts';
import { createOneByOne, mostInLine } from './one-by-one.ts';

test('one at a time in the order in which they came, also after one that failed; a company has few in line', async () => {
  const oneByOne = createOneByOne();
  const [greedy, other] = [newId('company'), newId('company')];
  const done: string[] = [];
  let underWay = 0;
  const draw = (company: Id<'company'>, name: string): Promise<string> =>
    oneByOne(company, async () => {
      underWay += 1;
      assert.equal(underWay, 1);
      await new Promise(setImmediate);
      underWay -= 1;
      if (name === '0') throw new Error('no paper');
      done.push(name);
      return name;
    });
  const tooMany = { code: 'TOO_MANY_REQUESTS' };
  const drawn = Array.from({ length: mostInLine }, (_, at) => draw(greedy, String(at)));
  const refused = assert.rejects(draw(greedy, 'one too many'), tooMany);
  drawn.push(draw(other, 'other'));
  const failed = assert.rejects(drawn[0]!, /no paper/);
  await Promise.allSettled([...drawn, refused, failed]);
  await Promise.all([refused, failed]);
  assert.deepEqual(done, ['1', 'other']);
  assert.equal(await draw(greedy, 'again'), 'again');
});
