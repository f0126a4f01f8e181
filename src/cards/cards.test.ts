import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { redacted } from '../kernel/redacted.ts';
import { newId } from '../platform/ids.ts';
import { sql } from '../platform/database.ts';
import { cardKey, lockMany, saveMany, spend, statusOf } from './index.ts';
import { testCards } from './testing/cards.ts';

suite('cards', async () => {
  const { cards, vault, database, ledger, company: newCompany, card: newCard, setClock } = await testCards();

  test('a new card is active, valid for three years, and answers what it was made from', async () => {
    const company = await newCompany();
    await setClock(company, new Date('2026-11-23T10:00:00Z'));
    const made = await newCard(company, {
      metadata: { customer: 'c-1' },
      limits: { perTransaction: 1n, daily: 2n, weekly: 3n, monthly: null },
    });
    assert.equal(made.status, 'ACTIVE');
    assert.equal(made.expiresAt.toISOString(), '2029-12-01T00:00:00.000Z');
    assert.match(made.last4, /^\d{4}$/);
    assert.deepEqual(await cards.get(company, made.id), made);
    assert.deepEqual(made.metadata, { customer: 'c-1' });
    assert.deepEqual(made.limits, { perTransaction: 1n, daily: 2n, weekly: 3n, monthly: null });
    assert.equal(made.createdAt.toISOString(), '2026-11-23T10:00:00.000Z');
  });

  test('the list has the company’s own cards only, in the order in which they were made', async () => {
    const [company, other] = [await newCompany(), await newCompany()];
    await newCard(other);
    const made = [];
    for (let count = 0; count < 5; count += 1) made.push((await newCard(company)).id);
    assert.deepEqual(
      (await cards.list(company, { size: 10 })).map((card) => card.id),
      made,
    );
    assert.deepEqual(
      (await cards.list(company, { after: made[1], size: 2 })).map((card) => card.id),
      made.slice(2, 4),
    );
  });

  test('a card expires with its month by the company’s clock', async () => {
    const company = await newCompany();
    await setClock(company, new Date('2026-01-31T23:59:59Z'));
    const { id } = await newCard(company);
    await setClock(company, new Date('2029-01-31T23:59:59.999Z'));
    assert.equal((await cards.get(company, id)).status, 'ACTIVE');
    await setClock(company, new Date('2029-02-01T00:00:00Z'));
    assert.equal((await cards.get(company, id)).status, 'EXPIRED');
  });

  test('freezing and lifting it', async () => {
    const company = await newCompany();
    const { id } = await newCard(company);
    assert.equal((await cards.freeze(company, id, true)).status, 'FROZEN');
    assert.equal((await cards.get(company, id)).status, 'FROZEN');
    assert.equal((await cards.freeze(company, id, false)).status, 'ACTIVE');
  });

  test('limits are replaced as a whole', async () => {
    const company = await newCompany();
    const { id } = await newCard(company);
    const limits = { perTransaction: 100n, daily: null, weekly: 0n, monthly: 5n };
    await cards.changeLimits(company, id, limits);
    assert.deepEqual((await cards.get(company, id)).limits, limits);
  });

  test('a contract with a limit refuses one card more, however many ask at once; deleted ones do not count', async () => {
    const company = await newCompany();
    await database.execute(
      sql('test.contract', 'UPDATE companies SET contracted_virtual_cards = 3 WHERE id = $1'),
      [company],
    );
    const tried = await Promise.allSettled(Array.from({ length: 8 }, () => newCard(company)));
    assert.equal(tried.filter((outcome) => outcome.status === 'fulfilled').length, 3);
    const [first] = await cards.list(company, { size: 1 });
    await cards.delete(company, first!.id);
    assert.equal(await cards.count(company), 2);
    await newCard(company);
    await assert.rejects(newCard(company), { code: 'VAL' });
    assert.equal(await cards.count(company), 3);
  });

  test('cards locked together come with their company’s program and time, unknown ones are missing', async () => {
    const company = await newCompany();
    await setClock(company, new Date('2030-06-01T00:00:00Z'));
    const [a, b] = [await newCard(company), await newCard(company)];
    const stranger = await newCard(await newCompany());
    await database.work(async (tx) => {
      const refs = [a, b, a, { id: newId('card') }, stranger].map(({ id }) => ({ company, card: id }));
      const locked = await lockMany(tx, refs);
      assert.deepEqual(
        [...locked.keys()].sort(),
        [a, b].map(({ id }) => cardKey({ company, card: id })).sort(),
      );
      const [first, second] = [...locked.values()];
      assert.equal(first!.program, second!.program);
      assert.equal(first!.program.enabled, true);
      assert.equal(first!.now.toISOString(), '2030-06-01T00:00:00.000Z');
    });
  });

  test('what was changed at work is what the next one finds', async () => {
    const company = await newCompany();
    const { id } = await newCard(company, { approvalMethod: 'NONE' });
    const ref = { company, card: id };
    await database.work(async (tx) => {
      const card = (await lockMany(tx, [ref])).get(cardKey(ref))!;
      card.spending = spend(card.spending, card.now, 1234n);
      card.cvvTries = 2;
      card.pinTries = 1;
      card.blockedBy = 'VELOCITY';
      await saveMany(tx, await ledger.open(tx, { accounts: [] }), [card]);
    });
    const card = await cards.get(company, id);
    assert.deepEqual(
      [card.cvvTries, card.pinTries, card.blockedBy, card.status],
      [2, 1, 'VELOCITY', 'BLOCKED'],
    );
    const { day, week, month } = await cards.spending(company, id);
    assert.deepEqual([day, week, month], [1234n, 1234n, 1234n]);
    // Lifting a freeze does not lift a block.
    assert.equal((await cards.freeze(company, id, true)).status, 'BLOCKED');
    assert.equal((await cards.freeze(company, id, false)).status, 'BLOCKED');
  });

  test('who waits for a card sees what was changed meanwhile', async () => {
    const company = await newCompany();
    const { id } = await newCard(company);
    const ref = { company, card: id };
    let waiting: Promise<string> | undefined;
    await database.work(async (tx) => {
      await lockMany(tx, [ref]);
      waiting = database.work(async (second) => {
        const card = (await lockMany(second, [ref])).get(cardKey(ref))!;
        return statusOf(card, card.now);
      });
      await tx.query(sql('test.freeze', 'UPDATE card_states SET frozen = true WHERE card_id = $1'), [id]);
      // The second one is waiting once PostgreSQL says so.
      const blocked = sql('test.blocked', 'SELECT 1 FROM pg_locks WHERE NOT granted');
      while ((await database.query(blocked)).length === 0);
    });
    assert.equal(await waiting, 'FROZEN');
  });

  test('on one card time does not run back', async () => {
    const company = await newCompany();
    await setClock(company, new Date('2031-01-01T00:00:00Z'));
    const { id } = await newCard(company, { approvalMethod: 'NONE' });
    await setClock(company, new Date('2030-12-31T23:59:59Z'));
    const ref = { company, card: id };
    const now = await database.work(async (tx) => (await lockMany(tx, [ref])).get(cardKey(ref))!.now);
    assert.equal(now.toISOString(), '2031-01-01T00:00:00.000Z');
  });

  test('a card is found by its number', async () => {
    const company = await newCompany();
    const { id, panVersion } = await newCard(company);
    const pan = await vault.reveal(database, { company, card: id });
    assert.deepEqual(await cards.findByPan(database, pan), { company, card: id, panVersion });
    const [known, nobody] = await Promise.all([
      cards.recognise(pan),
      cards.recognise(redacted('9999990000000000')),
    ]);
    assert.deepEqual(
      { ...known, expiresAt: null },
      { company, card: id, panVersion, panVersionNow: 1, expiresAt: null },
    );
    assert.equal(nobody, undefined);
    assert.equal(await cards.findByPan(database, redacted('9999990000000000')), undefined);
  });
});
