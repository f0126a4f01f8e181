import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testCards } from '../testing/cards.ts';

suite('deleting a card', async () => {
  const { cards, told, company: newCompany, card: newCard, work } = await testCards();

  test('ends its free claim, and the holding does not move', async () => {
    const company = await newCompany(100_000n);
    const [card, other] = [await newCard(company), await newCard(company)];
    await cards.changeBalance(company, card.id, { kind: 'set', amount: 60_000n });
    const deleted = await cards.delete(company, card.id);
    assert.equal(deleted.status, 'DELETED');
    assert.equal((await cards.get(company, card.id)).status, 'DELETED');
    assert.equal(await cards.balance(company, card.id), 0n);
    assert.equal(await cards.holdingBalance(company), 100_000n);
    await cards.delete(company, card.id);
    assert.deepEqual(
      told.slice(1).map(({ data }) => [data['card_id'], data['change'], data['amount'], data['available']]),
      [[card.id, 'deleted', '-600.00', '0.00']],
    );
    await cards.changeBalance(company, other.id, { kind: 'set', amount: 100_000n });
  });

  test('keeps what is held until it clears, and what is freed is no claim any more', async () => {
    const company = await newCompany(100_000n);
    const [card, other] = [await newCard(company), await newCard(company)];
    await cards.changeBalance(company, card.id, { kind: 'set', amount: 60_000n });
    const [clears, expires] = await work(card, ({ hold }) => [hold(10_000n), hold(5000n)] as const);
    await cards.delete(company, card.id);
    await work(card, ({ clear }) => clear(12_000n, clears));
    await work(card, ({ release }) => release(expires, 5000n));
    assert.equal(await cards.balance(company, card.id), 0n);
    assert.equal(await cards.holdingBalance(company), 88_000n);
    await cards.changeBalance(company, other.id, { kind: 'set', amount: 88_000n });
  });

  test('later refunds go to the holding alone', async () => {
    const company = await newCompany(100_000n);
    const card = await newCard(company);
    await cards.changeBalance(company, card.id, { kind: 'set', amount: 60_000n });
    await work(card, ({ clear }) => clear(10_000n));
    await cards.delete(company, card.id);
    await work(card, ({ refund }) => refund(4000n));
    assert.equal(await cards.balance(company, card.id), 0n);
    assert.equal(await cards.holdingBalance(company), 94_000n);
  });

  test('ends what it owed too, and twice is once', async () => {
    const company = await newCompany(100_000n);
    const [card, other] = [await newCard(company), await newCard(company)];
    await work(card, ({ clear }) => clear(500n));
    assert.equal(await cards.balance(company, card.id), -500n);
    await cards.delete(company, card.id);
    await cards.delete(company, card.id);
    assert.equal(await cards.balance(company, card.id), 0n);
    await cards.changeBalance(company, other.id, { kind: 'set', amount: 99_500n });
    await assert.rejects(cards.freeze(company, card.id, true), { code: 'VAL' });
  });
});
