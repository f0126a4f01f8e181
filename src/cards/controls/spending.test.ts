import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { startOfDay, startOfMonth, startOfWeek } from '../../kernel/time.ts';
import { noSpending, spend, spendingAt, type Spending } from './spending.ts';

const at = (text: string): Date => new Date(`${text}Z`);
const sums = ({ day, week, month }: Spending): readonly bigint[] => [day, week, month];

suite('spending windows', () => {
  // 1 March 2026 is a Sunday.
  const sunday = spend(noSpending(at('2026-03-01T23:59:59.999')), at('2026-03-01T23:59:59.999'), 100n);

  test('days end at midnight UTC, weeks with Sunday, months with their last day', () => {
    assert.deepEqual(sums(sunday), [100n, 100n, 100n]);
    assert.deepEqual(sums(spendingAt(sunday, at('2026-03-02T00:00:00'))), [0n, 0n, 100n]);
    assert.deepEqual(sums(spendingAt(sunday, at('2026-04-01T00:00:00'))), [0n, 0n, 0n]);
    const saturday = spend(noSpending(at('2026-02-28T12:00:00')), at('2026-02-28T12:00:00'), 7n);
    assert.deepEqual(sums(spendingAt(saturday, at('2026-03-01T00:00:00'))), [0n, 7n, 0n]);
  });

  test('giving back touches only the windows that the amount was counted in', () => {
    const monday = spend(sunday, at('2026-03-02T10:00:00'), 40n);
    assert.deepEqual(sums(monday), [40n, 40n, 140n]);
    const given = spend(monday, at('2026-03-01T23:59:59.999'), -100n);
    assert.deepEqual(sums(given), [40n, 40n, 40n]);
    assert.deepEqual(sums(spend(monday, at('2026-02-27T00:00:00'), -100n)), sums(monday));
  });

  test('giving back never makes a window negative', () => {
    assert.deepEqual(sums(spend(sunday, sunday.at, -250n)), [0n, 0n, 0n]);
  });

  test('time that runs back opens no window again', () => {
    const monday = spend(sunday, at('2026-03-02T00:00:00'), 1n);
    assert.equal(spendingAt(monday, at('2026-03-01T12:00:00')), monday);
    assert.deepEqual(sums(spend(monday, at('2026-03-01T12:00:00'), 5n)), [1n, 1n, 106n]);
  });

  test('for any purchases, each partly given back later, the sums are those of the open windows', () => {
    const moment = fc
      .integer({ min: 0, max: 80 * 86_400 })
      .map((second) => 1_767_225_600_000 + second * 1000);
    const purchase = fc.record({ at: moment, amount: fc.bigInt(1n, 1000n), percent: fc.bigInt(0n, 100n) });
    fc.assert(
      fc.property(fc.array(purchase, { minLength: 1, maxLength: 40 }), moment, (purchases, laterBy) => {
        const inOrder = [...purchases].sort((a, b) => a.at - b.at);
        const first = inOrder[0]!;
        let spending = noSpending(new Date(first.at));
        const counted: { at: number; amount: bigint }[] = [];
        const back: { at: number; amount: bigint }[] = [];
        for (const { at, amount, percent } of inOrder) {
          spending = spend(spending, new Date(at), amount);
          counted.push({ at, amount });
          // Half of what is given back is given back much later, when other windows are open.
          const part = { at, amount: (amount * percent) / 100n };
          if (percent % 2n === 0n) back.push(part);
          else spending = spend(spending, new Date(at), -part.amount);
          if (percent % 2n !== 0n) counted.push({ at, amount: -part.amount });
        }
        for (const part of back) {
          spending = spend(spending, new Date(part.at), -part.amount);
          counted.push({ at: part.at, amount: -part.amount });
        }
        const now = new Date(Math.max(inOrder.at(-1)!.at, laterBy));
        const open = spendingAt(spending, now);
        const expected = (startOf: (instant: Date) => Date): bigint =>
          counted
            .filter((part) => startOf(new Date(part.at)).getTime() === startOf(now).getTime())
            .reduce((sum, part) => sum + part.amount, 0n);
        assert.deepEqual(sums(open), [expected(startOfDay), expected(startOfWeek), expected(startOfMonth)]);
      }),
    );
  });
});
