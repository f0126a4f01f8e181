import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ApiError, Operations } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { sql } from '../../platform/database.ts';

type Query = Omit<Operations['searchCardTransactions']['input'], 'cardId' | 'operations'>;

const forgetAsked = sql('test.forgetAsked', 'UPDATE card_entries SET asked = NULL WHERE transaction_id = $1');

suite('the movements of a card', async () => {
  const program = await startProgram();
  const all = ['AUTHORIZATION', 'CLEARING', 'REFUND', 'REVERSAL'] as const;

  const scene = async () => {
    const { client } = await program.company();
    const { id: cardId } = await client.createCard(aCard);
    const swipe = async (amount: string, rest: object = {}) => {
      const { transaction } = await client.simulateAuthorization({ card_id: cardId, amount, ...rest });
      return { transactionId: transaction!.id };
    };
    const search = (query: Query = {}, operations: readonly (typeof all)[number][] = all) =>
      client.searchCardTransactions({ cardId, operations: [...operations], ...query });
    return { client, cardId, swipe, search };
  };

  test('of a card without any there is none', async () => {
    const { search } = await scene();
    const none = { number_of_elements: 0, next_page: null, total_pages: 0, total_elements: 0, movements: [] };
    assert.deepEqual(await search(), none);
  });

  test('each operation is told as what it was, and found by it', async () => {
    const { client, swipe, search } = await scene();
    const purchase = await swipe('10.00');
    await client.simulateClearing({ ...purchase, amount: '4.00', final: false });
    await client.simulateReversal(purchase);
    await client.simulateRefund({ ...purchase, amount: '1.00' });
    await client.simulateClearingReversal(purchase);
    await client.simulateExpiry(await swipe('2.00'));
    await swipe('3.00', { force_decline: 'M211' });
    await swipe('0', { kind: 'verification' });
    const told = (await search({ sort_order: 'asc' })).movements.map(
      ({ operation, bill_amount, status, decline_reason }) =>
        `${operation} ${bill_amount} ${status} ${decline_reason?.code ?? ''}`.trim(),
    );
    assert.deepEqual(told, [
      'AUTHORIZATION 10 SUCCESS',
      'CLEARING 4 SUCCESS',
      'REVERSAL 6 SUCCESS',
      'REFUND 1 SUCCESS',
      'REVERSAL 4 SUCCESS',
      'AUTHORIZATION 2 SUCCESS',
      'REVERSAL 2 CANCELLED',
      'AUTHORIZATION 3 FAILED M211',
    ]);
    for (const operation of all) {
      const { movements } = await search({}, [operation]);
      assert.ok(movements.length > 0 && movements.every((movement) => movement.operation === operation));
    }
    assert.equal((await search({}, ['CLEARING', 'REFUND'])).total_elements, 2);
  });

  test('what was refused is told and found as what was asked', async () => {
    const { client, swipe, search } = await scene();
    const purchase = await swipe('10.00');
    await client.simulateReversal({ ...purchase, amount: '11.00' });
    await client.simulateClearing(purchase);
    await client.simulateReversal(purchase);
    await client.simulateClearingReversal({ ...purchase, amount: '12.00' });
    await client.simulateRefund({ ...purchase, amount: '4.00' });
    await client.simulateRefundReversal({ ...purchase, amount: '5.00' });
    await swipe('1.00', { force_decline: 'N001' });
    const refused = async (operations: readonly (typeof all)[number][]) =>
      (await search({ sort_order: 'asc' }, operations)).movements
        .filter(({ status }) => status === 'FAILED')
        .map(({ operation, bill_amount }) => `${operation} ${bill_amount}`);
    const told = ['REVERSAL 11', 'REVERSAL 0', 'REVERSAL 12', 'REFUND 5', 'AUTHORIZATION 1'];
    assert.deepEqual(await refused(all), told);
    for (const operation of all)
      assert.deepEqual(
        await refused([operation]),
        told.filter((line) => line.startsWith(operation)),
      );

    // Written by a version that did not say what was asked.
    await program.database.execute(forgetAsked, [purchase.transactionId]);
    const before = told.map((line) => line.replace('REFUND', 'REVERSAL'));
    assert.deepEqual(await refused(all), before);
  });

  test('sorted by what is shown: operations together, amounts of any currency by their number', async () => {
    const { client, swipe, search } = await scene();
    const purchase = await swipe('12.50', { merchant: { name: 'Mill' } });
    await client.simulateReversal({ ...purchase, amount: '1.00' });
    await client.simulateClearing(purchase);
    await swipe('1000', { currency: 'JPY', merchant: { name: 'Anvil' } });
    await swipe('9.999', { currency: 'KWD', merchant: { name: 'Zinc' } });
    await swipe('10.5', { currency: 'CLF', merchant: { name: 'Loom' } });
    const by = async (sort_field: NonNullable<Query['sort_field']>) => {
      const rising = (await search({ sort_field, sort_order: 'asc' })).movements;
      const falling = (await search({ sort_field, sort_order: 'DESC' })).movements;
      assert.deepEqual(falling.toReversed(), rising);
      return rising;
    };
    assert.deepEqual(
      (await by('transaction_amount')).map((movement) => movement.transaction_amount),
      [1, 9.999, 10.5, 11.5, 12.5, 1000],
    );
    assert.deepEqual(
      (await by('operation')).map((movement) => movement.operation),
      ['AUTHORIZATION', 'AUTHORIZATION', 'AUTHORIZATION', 'AUTHORIZATION', 'CLEARING', 'REVERSAL'],
    );
    const bills = (await by('bill_amount')).map((movement) => movement.bill_amount);
    assert.deepEqual(
      bills,
      bills.toSorted((a, b) => a - b),
    );
    const names = (await by('merchant_name')).map((movement) => movement.merchant_name);
    assert.deepEqual(names, ['Anvil', 'Loom', 'Mill', 'Mill', 'Mill', 'Zinc']);
  });

  test('pages have each once, also where all are alike, and say which is the next', async () => {
    const { swipe, search } = await scene();
    await Promise.all(Array.from({ length: 7 }, () => swipe('1.00')));
    for (const sort_field of ['datetime', 'bill_amount', 'operation', 'merchant_name'] as const) {
      const found: string[] = [];
      let page: number | null = 0;
      while (page !== null) {
        const answer: Operations['searchCardTransactions']['answer'] = await search({
          sort_field,
          size: 3,
          page_number: page,
        });
        assert.deepEqual([answer.total_pages, answer.total_elements], [3, 7]);
        assert.equal(answer.number_of_elements, answer.movements.length);
        found.push(...answer.movements.map(({ id }) => id));
        page = answer.next_page;
      }
      assert.equal(new Set(found).size, 7);
      assert.equal(found.length, 7);
    }
    const beyond = await search({ page_number: 9, size: 3 });
    assert.deepEqual([beyond.movements, beyond.next_page, beyond.total_elements], [[], null, 7]);
    assert.equal((await search({ size: 5000 })).total_pages, 1);
  });

  test('a period has its beginning in it and its end not', async () => {
    const { swipe, search } = await scene();
    await swipe('1.00');
    await swipe('2.00');
    const [first, second] = (await search({ sort_order: 'asc' })).movements;
    const amounts = async (query: Query) =>
      (await search(query)).movements.map((movement) => movement.bill_amount);
    assert.notEqual(first?.datetime, second?.datetime);
    assert.deepEqual(await amounts({ to_date: second!.datetime }), [1]);
    assert.deepEqual(await amounts({ from_date: second!.datetime }), [2]);
    // Without a zone it is UTC.
    assert.deepEqual(await amounts({ from_date: second!.datetime.replace('Z', '') }), [2]);
    // A plus that was not encoded arrives as a space.
    assert.deepEqual(await amounts({ from_date: second!.datetime.replace('Z', ' 00:00') }), [2]);
    assert.deepEqual(await amounts({ to_date: first!.datetime.slice(0, 10) }), []);
    assert.deepEqual(await amounts({ from_date: '0001-01-01', to_date: '9999-12-31T23:59:59Z' }), [2, 1]);
  });

  test('what cannot be is refused; a card of another company is unknown', async () => {
    const { client, cardId, search } = await scene();
    const { client: other } = await program.company();
    const refused = async (query: object, status: number, field?: string) =>
      assert.rejects(search(query), (error) => {
        const { status: is, details } = error as ApiError;
        assert.equal(is, status);
        assert.equal(details?.[0]?.field, field);
        return true;
      });
    await refused({ size: 0 }, 400, 'size');
    await refused({ size: -1 }, 400, 'size');
    await refused({ page_number: -1 }, 400, 'page_number');
    await refused({ sort_field: 'colour' }, 400, 'sort_field');
    await refused({ sort_order: 'up' }, 400, 'sort_order');
    await refused({ from_date: '2026-02-30' }, 400, 'from_date');
    await refused({ from_date: '2026-02-02', to_date: '2026-02-01' }, 412);
    await assert.rejects(
      client.searchCardTransactions({ cardId, operations: ['PAYMENT' as 'REFUND'] }),
      (error) => (error as ApiError).status === 400,
    );
    await assert.rejects(
      other.searchCardTransactions({ cardId, operations: ['REFUND'] }),
      (error) => (error as ApiError).status === 404,
    );
  });
});
