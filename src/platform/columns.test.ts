import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { largestAmount } from '../kernel/money.ts';
import { testDatabase } from '../../test/support/database.ts';
import {
  amountColumn,
  bigintColumn,
  booleanColumn,
  byteaColumn,
  integerColumn,
  textColumn,
  timestampColumn,
} from './columns.ts';
import { sql } from './database.ts';

const database = await testDatabase();

const nullable = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<(T | null)[]> =>
  fc.array(fc.option(values, { nil: null }), { maxLength: 40 });

/** Sends values as one column to PostgreSQL and compares what it understood. */
function roundTrip<T>(
  type: string,
  column: (values: readonly (T | null)[]) => Buffer,
  values: fc.Arbitrary<T>,
): void {
  const statement = sql(`test.column.${type}`, `SELECT value FROM unnest($1::${type}[]) AS t(value)`);
  test(`${type} arrives as it was sent`, async () => {
    await fc.assert(
      fc.asyncProperty(nullable(values), async (sent) => {
        const rows = await database.query<{ value: T | null }>(statement, [column(sent)]);
        assert.deepEqual(
          rows.map((row) => row.value),
          sent,
        );
      }),
      { numRuns: 60 },
    );
  });
}

void suite('columns in the binary array format', () => {
  // PostgreSQL's text holds every character but NUL; a lone surrogate is no character.
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
  roundTrip('text', textColumn, text);
  roundTrip('int8', bigintColumn, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
  roundTrip('int4', integerColumn, fc.integer());
  roundTrip('boolean', booleanColumn, fc.boolean());
  roundTrip(
    'bytea',
    byteaColumn,
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  roundTrip(
    'timestamptz',
    timestampColumn,
    fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
  );
  roundTrip(
    'numeric',
    amountColumn,
    fc.oneof(
      fc.bigInt({ min: -largestAmount, max: largestAmount }),
      fc.bigInt({ min: -100_000n, max: 100_000n }),
      fc.constantFrom(0n, 10_000n, -10_000n, 100_000_000n, 2n ** 53n, 2n ** 53n - 1n, 10n ** 38n),
    ),
  );

  test('numerics equal the ones read from text, in value and in printed form', async () => {
    const statement = sql(
      'test.column.numericText',
      'SELECT value::text AS printed FROM unnest($1::numeric[]) AS t(value)',
    );
    const sent = [0n, 1n, -1n, 9_999n, 10_000n, 123_456_789n, largestAmount, -largestAmount];
    const rows = await database.query<{ printed: string }>(statement, [amountColumn(sent)]);
    assert.deepEqual(
      rows.map((row) => row.printed),
      sent.map(String),
    );
  });
});
