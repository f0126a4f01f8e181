import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { allCurrencies } from '../../kernel/currencies.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { convertToUsd } from './convert.ts';
import { createRates } from './rates.ts';

const perUsd = (units: number): bigint => BigInt(Math.round(units * 1e12));

suite('conversion', () => {
  test('uses each currency’s own decimals and rounds half up to the cent, once', () => {
    assert.deepEqual(convertToUsd(10_000n, 2, perUsd(0.8)), { bill: 12_500n, exchangeRate: '1.250000' });
    // 1,500 yen at 150 are 10.00 USD; 1.000 dinar at 0.25 is 4.00 USD.
    assert.equal(convertToUsd(1500n, 0, perUsd(150)).bill, 1000n);
    assert.equal(convertToUsd(1000n, 3, perUsd(0.25)).bill, 400n);
    assert.equal(convertToUsd(1n, 2, perUsd(2)).bill, 1n);
    assert.equal(convertToUsd(1n, 2, perUsd(2.000001)).bill, 0n);
    assert.deepEqual(convertToUsd(100_000n, 0, perUsd(26_110)), { bill: 383n, exchangeRate: '0.000038' });
  });

  test('is within half a cent of the exact value', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 12n),
        fc.integer({ min: 0, max: 4 }),
        fc.bigInt(1n, 10n ** 18n),
        (amount, decimals, rate) => {
          const { bill } = convertToUsd(amount, decimals, rate);
          const unit = 10n ** BigInt(decimals) * rate;
          const error = 2n * (bill * unit - amount * 10n ** 14n);
          assert.ok(error > -unit && error <= unit);
        },
      ),
    );
  });
});

suite('rates', async () => {
  const rates = createRates({ database: await testDatabase() });

  test('every currency has one, but USD itself, bond units and the codes for tests and for no currency', async () => {
    const without = [];
    for (const { code } of allCurrencies())
      if ((await rates.convert(100n, code)) === undefined) without.push(code);
    assert.deepEqual(without, ['USD', 'XBA', 'XBB', 'XBC', 'XBD', 'XTS', 'XXX']);
    assert.equal(await rates.convert(100n, 'ABC'), undefined);
    assert.equal(
      (await rates.list()).every((rate) => rate.perUsd > 0n && rate.asOf === '2025-06-30'),
      true,
    );
  });

  test('the operator’s rates take the place of the checked-in ones at once, and null brings those back', async () => {
    const set = await rates.replace({
      asOf: '2026-11-23',
      rates: new Map([
        ['EUR', perUsd(0.5)],
        ['JPY', perUsd(100)],
      ]),
    });
    assert.deepEqual(
      set.find((rate) => rate.currency === 'EUR'),
      { currency: 'EUR', perUsd: perUsd(0.5), asOf: '2026-11-23', source: 'operator' },
    );
    assert.equal((await rates.convert(100n, 'EUR'))?.bill, 200n);
    await rates.replace({ asOf: '2026-11-24', rates: new Map([['EUR', null]]) });
    assert.equal((await rates.convert(84_950n, 'EUR'))?.bill, 100_000n);
    assert.equal((await rates.convert(100n, 'JPY'))?.bill, 100n);
  });

  test('what is no currency is refused, and nothing of that set is taken', async () => {
    const before = await rates.list();
    const wrong = new Map([
      ['SEK', perUsd(1)],
      ['USD', perUsd(1)],
      ['ABC', perUsd(1)],
    ]);
    await assert.rejects(rates.replace({ asOf: '2026-11-24', rates: wrong }), { code: 'VALIDATION_ERROR' });
    assert.deepEqual(await rates.list(), before);
  });
});
