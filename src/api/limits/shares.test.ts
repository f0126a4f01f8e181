import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createShares } from './shares.ts';

/** Takes places and notes who has got one, in order. */
function sharing(places: number) {
  const shares = createShares(places);
  const got: string[] = [];
  const take = (...companies: readonly string[]): void => {
    for (const company of companies) void shares.take(company).then(() => got.push(company));
  };
  return {
    take,
    leave: shares.leave,
    /** Who has got a place since it was asked last. */
    async got() {
      await new Promise(setImmediate);
      return got.splice(0).join('');
    },
  };
}

test('one alone has more than half, and whoever comes next finds a place at once', async () => {
  const { take, got } = sharing(8);
  take('A', 'A', 'A', 'A', 'A', 'A');
  assert.equal(await got(), 'AAAA');
  take('B', 'B', 'B');
  assert.equal(await got(), 'BB');
  take('C', 'C');
  assert.equal(await got(), 'C');
  take('D');
  assert.equal(await got(), 'D');
  take('E');
  assert.equal(await got(), '');
});

test('a place that is left goes to whoever has the fewest, by turns', async () => {
  const { take, leave, got } = sharing(3);
  take('A', 'A', 'A', 'A');
  assert.equal(await got(), 'AA');
  take('B', 'B', 'B', 'C', 'C', 'D');
  assert.equal(await got(), 'B');
  leave('A');
  assert.equal(await got(), 'C');
  // A and D have none now; A was served before D came.
  leave('A');
  assert.equal(await got(), 'A');
  leave('A');
  assert.equal(await got(), 'D');
  // B, C and D have one each.
  leave('D');
  assert.equal(await got(), 'A');
  leave('B');
  assert.equal(await got(), 'B');
  leave('C');
  assert.equal(await got(), 'C');
});

test('everybody comes to an end, however they come and go, and never are more under way than there are places', async () => {
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (const places of [1, 2, 5]) {
    const shares = createShares(places);
    let underWay = 0;
    let done = 0;
    const read = async (company: string): Promise<void> => {
      await shares.take(company);
      underWay += 1;
      assert.ok(underWay <= places, `${underWay} under way`);
      for (let turns = random(5); turns > 0; turns -= 1) await new Promise(setImmediate);
      underWay -= 1;
      shares.leave(company);
      done += 1;
    };
    const all: Promise<void>[] = [];
    for (let count = 0; count < 400; count += 1) {
      all.push(read(`company ${random(12)}`));
      if (random(4) === 0) await new Promise(setImmediate);
    }
    await Promise.all(all);
    assert.equal(done, 400);
    // And nobody is remembered as having any: one alone gets what it got at first.
    const got: number[] = [];
    for (let count = 0; count < places; count += 1) void shares.take('last').then(() => got.push(count));
    await new Promise(setImmediate);
    assert.equal(got.length, Math.ceil(places / 2));
  }
});
