import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '../../../test/crash/random.ts';
import { seedFor } from '../../../test/support/seed.ts';
import type { CardNow, VelocityRule } from '../../cards/index.ts';
import { sql } from '../../platform/database.ts';
import { runRecalled } from './recalled.ts';
import { otherProcess, rememberingDoors } from '../testing/other-process.ts';
import { cents, somebodyWaits, swipeOf, testPurchases } from '../testing/purchases.ts';

const world = await testPurchases();

/** What a card's rules count, kept in the simplest way. */
interface Counted {
  moments: number[];
  blocked: boolean;
}

const isBroken = (rules: readonly VelocityRule[], { moments }: Counted, now: number): boolean =>
  rules.some(
    ({ maxAuthorizations, timeWindowSeconds }) =>
      moments.filter((at) => at > now - timeWindowSeconds * 1000).length + 1 > maxAuthorizations,
  );

test('two processes that remember approvals refuse just what a plain count refuses', async () => {
  const seed = seedFor('velocity');
  const random = randomFrom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const company = await world.company(cents('100000.00'));
  const cards: CardNow[] = [];
  for (let n = 0; n < 3; n += 1) cards.push(await world.card(company, { approvalMethod: 'NONE' }));
  const counts = new Map<string, Counted>(cards.map((card) => [card.id, { moments: [], blocked: false }]));
  await using other = otherProcess(world.database);
  let by = world.authorizations;
  let now = Date.now() + 60_000;
  let rules: VelocityRule[] = [];
  await world.setClock(company, new Date(now));

  const steps: Record<string, (card: CardNow, counted: Counted) => Promise<void>> = {
    async swipe(card, counted) {
      // In turns of several, as whoever has lost a round reads for a while.
      if (random() < 0.15) by = by === other ? world.authorizations : other;
      const outcome = await by.submit(swipeOf(card, '1.00'));
      const expected = counted.blocked ? 'C203' : isBroken(rules, counted, now) ? 'M210' : 'approved';
      assert.equal(outcome.entry?.decline?.code ?? 'approved', expected);
      if (expected === 'approved') counted.moments.push(now);
      else counted.blocked = true;
    },
    async forcePost(card, counted) {
      await world.first('force_post', card, '1.00');
      if (!counted.blocked) counted.blocked = isBroken(rules, counted, now);
      counted.moments.push(now);
    },
    async unblock(card, counted) {
      if (!counted.blocked) return;
      await world.cards.unblock(company, card.id);
      Object.assign(counted, { moments: [], blocked: false });
    },
    async time() {
      now += 1 + below(90_000);
      await world.setClock(company, new Date(now));
    },
    async rules() {
      // No two of them with the same window.
      rules = Array.from({ length: below(3) }, (_, at) => ({
        maxAuthorizations: 1 + below(6),
        timeWindowSeconds: 1 + 2 * below(150) + at,
      }));
      await world.cards.replaceVelocityRules(company, rules);
    },
  };
  const drawn = ['swipe', 'swipe', 'swipe', 'swipe', 'swipe', 'swipe', 'unblock', 'time', 'time'];
  for (let step = 0; step < 500; step += 1) {
    const name =
      step % 40 === 0 ? 'rules' : step % 25 === 0 ? 'forcePost' : (drawn[below(drawn.length)] ?? '');
    const card = cards[below(cards.length)] as CardNow;
    try {
      await steps[name]?.(card, counts.get(card.id) as Counted);
    } catch (error) {
      throw new Error(`seed ${seed}, step ${step} (${name})`, { cause: error });
    }
  }
});

const holdUp = sql('test.holdUpEntries', 'LOCK TABLE card_entries IN SHARE MODE');

test('approvals that are still being written when a rule is made count, too', async () => {
  const company = await world.company(cents('100.00'));
  const card = await world.card(company, { approvalMethod: 'NONE' });
  const another = await world.card(company, { approvalMethod: 'NONE' });
  const doors = rememberingDoors(world.database);
  const swipe = (goOn = (): void => undefined, on = card) => runRecalled(doors, [swipeOf(on, '1.00')], goOn);
  assert.ok(Array.isArray(await swipe()));
  const [first, second] = await world.database.work(async (tx) => {
    await tx.execute(holdUp);
    const decided = Promise.withResolvers<void>();
    const writing = swipe(decided.resolve);
    await decided.promise;
    await world.cards.replaceVelocityRules(company, [{ maxAuthorizations: 2, timeWindowSeconds: 3_600 }]);
    // Once the rules are known, the card is still remembered as it is being written.
    assert.equal(await swipe(undefined, another), 'lost');
    const waiting = swipe();
    // The one that writes, and behind it the one that has read the card as it was before.
    await somebodyWaits(world.database, 2);
    return [writing, waiting];
  });
  assert.ok(Array.isArray(await first));
  assert.equal(await second, 'lost');
  const third = await swipe();
  assert.ok(Array.isArray(third) && third[0]?.ok);
  assert.equal(third[0].result.entry?.decline?.code, 'M210');
});
