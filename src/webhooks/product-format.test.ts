import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, exampleBody } from '../events/index.ts';
import { productBody } from './product-format.ts';

/** Every type of the catalogue whose names are not simply its own in lower case. */
const renamed = new Map<string, string>([
  ['CARDS.CLEARING.PENDING', 'cards authorized success'],
  ['CARDS.CLEARING.SUCCESS', 'cards cleared success'],
  ['CARDS.CLEARING.FAILED', 'cards declined success'],
  ['CARDS.DECLINED.FAILED', 'cards declined success'],
  ['CARDS.REVERSAL.SUCCESS', 'cards reversal success'],
  ['CARDS.REVERSAL.CANCELLED', 'cards reversal success'],
  ['CARDS.REFUND.SUCCESS', 'cards refund success'],
  ['CARDS.REFUND.CANCELLED', 'cards refund success'],
  ['CARDS.DEPOSIT.CANCELLED', 'cards deposit canceled'],
  ['TREASURY.DEPOSIT.CANCELLED', 'treasury deposit canceled'],
  ['VIRTUAL_WALLETS.DEPOSIT.CANCELLED', 'virtual_wallets deposit canceled'],
]);

for (const [name, type] of catalogue) {
  test(`${name} in the product format`, () => {
    const plain = JSON.parse(exampleBody(type)) as Record<string, unknown>;
    const { product, event_type, status, ...rest } = JSON.parse(productBody(JSON.stringify(plain))) as Record<
      string,
      string
    >;
    assert.equal(
      [product, event_type, status].join(' '),
      renamed.get(name) ?? name.toLowerCase().replaceAll('.', ' '),
    );
    const { operation: _, sub_operation: __, status: ___, ...same } = plain;
    assert.deepEqual(rest, same);
    const why = 'reason' in plain ? ['reason'] : [];
    assert.deepEqual(Object.keys(JSON.parse(productBody(JSON.stringify(plain))) as object), [
      'product',
      'event_type',
      'operation_id',
      'status',
      ...why,
      'data',
    ]);
  });
}

test('every type that has other names is in the catalogue', () => {
  for (const name of renamed.keys()) assert.ok(catalogue.has(name as never), name);
});

test('what a company says of its card stays as it said it, to the last digit', () => {
  const metadata = '{"n":9007199254740993,"m":1e400,"price":1.10,"__proto__":{"data":",\\"data\\":{}"}}';
  const data = `{"card_id":"card_1","metadata":${metadata}}`;
  const plain = `{"operation":"CARDS","sub_operation":"DECLINED","operation_id":"evt_1","status":"FAILED","reason":"said ,\\"data\\":{","data":${data}}`;
  assert.equal(
    productBody(plain),
    `{"product":"cards","event_type":"declined","operation_id":"evt_1","status":"success","reason":"said ,\\"data\\":{","data":${data}}`,
  );
});
