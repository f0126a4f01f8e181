import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountOf, assetName, decimalsOf, exact, money, percent, sum } from '../../console/src/ui/amount.ts';

test('a currency has its own decimals, however few the number has', () => {
  assert.equal(money(12.5, 'USD'), '$12.50');
  assert.equal(money('1234567.1', 'USD'), '$1,234,567.10');
  assert.equal(money(-3, 'USD'), '−$3.00');
  assert.equal(money(0, 'USD'), '$0.00');
  assert.equal(money(12.5, 'EUR'), '12.50 EUR');
  assert.equal(money(1250, 'JPY'), '1,250 JPY');
  assert.equal(money('1.5', 'KWD'), '1.500 KWD');
});

test('an asset of the ledger has the decimals of its scale, two at most unless it needs more', () => {
  assert.equal(amountOf(12.5, 'USD/2'), '12.50');
  assert.equal(money(7, 'CARD/2'), '7.00 CARD');
  assert.equal(amountOf(25.5, 'POLYGON:USDC/6'), '25.50');
  assert.equal(amountOf(5, 'POINTS/0'), '5');
  assert.equal(assetName('POLYGON:USDC/6'), 'POLYGON:USDC');
  assert.deepEqual(['USD', 'JPY', 'USD/2', 'POLYGON:POL/18', 'USDC'].map(decimalsOf), [2, 0, 2, 2, 2]);
});

test('no digit of a token is lost, and none is made up', () => {
  assert.equal(money('1.234567890123456789', 'DAI'), '1.234567890123456789 DAI');
  assert.equal(money(0.0000001, 'POL'), '0.0000001 POL');
  assert.equal(money(1e-18, 'POL'), '0.000000000000000001 POL');
  assert.equal(money(-1.5e-7, 'POL'), '−0.00000015 POL');
  assert.equal(money(1_000_000, 'USDC'), '1,000,000.00 USDC');
});

test('what is typed so far is shown as it is', () => {
  assert.equal(money('', 'USD'), '$0.00');
  assert.equal(money('12.', 'USD'), '$12.00');
  assert.equal(money('.5', 'USD'), '$0.50');
  assert.equal(money('twelve', 'EUR'), 'twelve EUR');
});

test('a rate is no money', () => {
  assert.equal(exact(0.92), '0.92');
  assert.equal(exact(1500.25), '1,500.25');
});

test('a sum has the digits of what it is of', () => {
  assert.equal(money(sum(0.1, 0.2), 'USD'), '$0.30');
  assert.equal(money(sum(0, 0), 'USD'), '$0.00');
  assert.equal(money(sum(1, 0.55), 'USD'), '$1.55');
  assert.equal(money(sum('9999999999999999.99', 0.02), 'USD'), '$10,000,000,000,000,000.01');
  assert.equal(sum('1.5', '-2.25'), '-0.75');
});

test('nearly all is not all, and nearly nothing is something', () => {
  assert.deepEqual([percent(3, 3), percent(0, 3), percent(0, 0)], ['100%', '0%', '100%']);
  assert.deepEqual(
    [percent(1, 3), percent(999_999, 1_000_000), percent(1, 1_000_000)],
    ['33.3%', '99.9%', '0.1%'],
  );
});
