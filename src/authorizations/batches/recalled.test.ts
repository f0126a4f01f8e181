import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CardNow } from '../../cards/index.ts';
import { verifyLedger } from '../../ledger/index.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { CardOutcome } from '../index.ts';
import { otherProcess } from '../testing/other-process.ts';
import { cents, shop, somebodyWaits, swipeOf, testPurchases, traceId } from '../testing/purchases.ts';

const world = await testPurchases();

const lockCard = sql(
  'test.lockCard',
  'UPDATE card_states SET frozen = true WHERE company_id = $1 AND card_id = $2',
);
const heldInBooks = sql(
  'test.heldInBooks',
  `SELECT coalesce(sum(held), 0) AS held FROM ledger_holds WHERE company_id = $1`,
);

const cardOf = async (holding: string, rest: Parameters<typeof world.card>[1] = {}): Promise<CardNow> =>
  world.card(await world.company(cents(holding)), { approvalMethod: 'NONE', ...rest });

/** One purchase, so that this process remembers the card, its company and its money. */
const remembered = async (holding: string, rest?: Parameters<typeof world.card>[1]): Promise<CardNow> => {
  const card = await cardOf(holding, rest);
  assert.ok((await world.authorize(card, '1.00')).approved);
  assert.ok((await world.authorize(card, '1.00')).approved);
  return card;
};

const codeOf = (outcome: CardOutcome): string => outcome.entry?.decline?.code ?? 'approved';

void suite('what is remembered is never trusted', () => {
  const changes: Record<string, { change: (card: CardNow) => Promise<unknown>; code: string }> = {
    'a frozen card': { change: (card) => world.cards.freeze(card.company, card.id, true), code: 'C202' },
    'a new limit': {
      change: (card) =>
        world.cards.changeLimits(card.company, card.id, {
          perTransaction: 100n,
          daily: null,
          weekly: null,
          monthly: null,
        }),
      code: 'M204',
    },
    'a deleted card': { change: (card) => world.cards.delete(card.company, card.id), code: 'C205' },
    'a disabled program': {
      change: (card) => world.cards.changeProgram(card.company, { enabled: false }),
      code: 'M103',
    },
    'a merchant category on the list': {
      change: (card) => world.cards.changeProgram(card.company, { mccBlocked: new Set([shop.mcc]) }),
      code: 'C011',
    },
    'velocity rules': {
      change: (card) =>
        world.cards.replaceVelocityRules(card.company, [{ maxAuthorizations: 2, timeWindowSeconds: 3600 }]),
      code: 'M210',
    },
    'a clock that moved': {
      change: (card) => world.setClock(card.company, new Date('2060-01-01T00:00:00Z')),
      code: 'C204',
    },
    'money spent elsewhere': {
      async change(card) {
        await using other = otherProcess(world.database);
        assert.equal(codeOf(await other.submit(swipeOf(card, '95.00'))), 'approved');
      },
      code: 'M101',
    },
  };
  for (const [name, { change, code: expected }] of Object.entries(changes)) {
    test(`${name} counts for the very next purchase`, async () => {
      const card = await remembered('100.00');
      await change(card);
      const outcome = await world.authorize(card, '5.00');
      assert.equal(codeOf(outcome), expected);
      await world.audit(outcome.transaction);
    });
  }

  test('terms of a decision, which stand in another row than the state of a card', async () => {
    const card = await remembered('100.00', { approvalMethod: 'WEBHOOK' });
    await world.cards.changeTerms(card.company, card.id, {
      decision: { fallback: 'APPROVE', fallbackLimit: cents('50.00'), requireSignedAnswer: false },
    });
    world.answerWith({ outcome: 'none', why: 'timeout', durationMs: 1_200 });
    assert.equal(codeOf(await world.authorize(card, '5.00')), 'approved');
    world.answerWith({ outcome: 'approve', durationMs: 1 });
  });

  test('a change that commits while the purchase waits for the lock', async () => {
    const card = await remembered('100.00');
    const [purchase] = await world.database.work(async (tx) => {
      await tx.execute(lockCard, [card.company, card.id]);
      const swiped = world.authorize(card, '5.00');
      await somebodyWaits(world.database);
      return [swiped];
    });
    assert.equal(codeOf(await purchase), 'C202');
  });

  test('an unknown card, beside known ones', async () => {
    const card = await remembered('100.00');
    const results = await Promise.allSettled([
      world.authorize(card, '5.00'),
      world.authorize({ ...card, id: newId('card') }, '5.00'),
      world.authorize(card, '6.00'),
    ]);
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal((await world.balances(card)).available, '87.00');
  });
});

void suite('messages', () => {
  test('a key that was answered before gets its first answer, from another process too', async () => {
    const card = await remembered('100.00');
    const key = { text: `again-${card.id}`, fingerprint: 'same' };
    const first = await world.authorize(card, '10.00', { key });
    const again = await world.authorize(card, '10.00', { key });
    await using other = otherProcess(world.database);
    await other.submit(swipeOf(card, '1.00'));
    const elsewhere = await other.submit(swipeOf(card, '10.00', { key }));
    assert.deepEqual([again.entry?.id, elsewhere.entry?.id], [first.entry?.id, first.entry?.id]);
    assert.equal((await world.balances(card)).available, '87.00');
  });

  test('a reversal that came first is found', async () => {
    const card = await remembered('100.00');
    const [key, reversalKey] = [`original-${card.id}`, `reversal-${card.id}`];
    await world.authorizations.submit({
      kind: 'reverse_unseen',
      company: card.company,
      card: card.id,
      traceId,
      key: { text: reversalKey, fingerprint: 'reversal' },
      originalKey: key,
    });
    const outcome = await world.authorize(card, '10.00', { key: { text: key, fingerprint: 'original' } });
    assert.ok(!outcome.approved);
    assert.equal(outcome.responseCode, '94');
    assert.equal((await world.balances(card)).available, '98.00');
  });

  test('a purchase that the network began already is joined', async () => {
    const card = await remembered('100.00');
    const networkTransactionId = `nid-${card.id}`;
    const posted = await world.first('force_post', card, '20.00', { networkTransactionId });
    const outcome = await world.authorize(card, '20.00', { networkTransactionId });
    assert.equal(outcome.transaction?.id, posted.transaction?.id);
    assert.equal((await world.balances(card)).available, '78.00');
  });
});

test('two processes at once, on one holding and one card: exactly what there is, and the books agree', async () => {
  const card = await cardOf('100.00');
  const second = await world.card(card.company, { approvalMethod: 'TOP_UP' });
  await world.cards.changeBalance(card.company, second.id, { kind: 'set', amount: cents('40.00') });
  await using other = otherProcess(world.database);
  const outcomes = await Promise.all(
    Array.from({ length: 300 }, async (_, n) => {
      // In waves, so that each process finds what the other has left, over and over.
      await new Promise((resolve) => setTimeout(resolve, Math.floor(n / 10) * 4));
      const by = n % 2 === 0 ? world.authorizations : other;
      return by.submit(swipeOf(n % 3 === 0 ? second : card, '1.00'));
    }),
  );
  assert.equal(outcomes.filter((outcome) => outcome.approved).length, 100);
  const { holding, holdingHeld } = await world.balances(second);
  assert.deepEqual([holding, holdingHeld], ['0.00', '100.00']);
  const [booked] = await world.database.query<{ held: bigint }>(heldInBooks, [card.company]);
  assert.equal(booked?.held, cents('100.00'));
  for (const outcome of outcomes.slice(0, 20)) await world.audit(outcome.transaction);
  const { listed } = await verifyLedger(world.database, []);
  assert.deepEqual(listed, []);
});
