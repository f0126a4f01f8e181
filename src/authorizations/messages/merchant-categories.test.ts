import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barredCategories, holdDays, merchantCategory } from './merchant-categories.ts';
import { merchantCategoryNames } from './merchant-category-names.ts';

test('a merchant category is called as ISO 18245 calls it, else by its range', () => {
  const called = [
    '5411',
    '5812',
    '6011',
    '7011',
    '5967',
    '7995',
    '3001',
    '3390',
    '3700',
    '5412',
    '9999',
    '0001',
  ];
  assert.deepEqual(called.map(merchantCategory), [
    'Groceries and supermarkets',
    'Eating places and restaurants',
    'Financial institutions: automated cash disbursements',
    'Lodging: hotels, motels and resorts',
    'Direct marketing: inbound telemarketing merchants',
    'Betting, including lottery tickets, casino gaming chips, off-track betting and wagers at race tracks',
    'Airlines',
    'Car rental',
    'Lodging',
    'Retail outlets',
    'Other',
    'Other',
  ]);
});

test('every code has four digits and a name; what is barred and what is held for long is among them', () => {
  for (const [code, name] of merchantCategoryNames) {
    assert.match(code, /^\d{4}$/);
    assert.match(name, /^[A-Z][^-].*[^ .]$/);
  }
  assert.ok(merchantCategoryNames.size >= 280);
  for (const code of [...barredCategories, '4411', '4511', '7011', '7512', '7513', '7519'])
    assert.ok(merchantCategoryNames.has(code), code);
  for (const code of ['4411', '4511', '7011', '7512', '3001', '3999']) assert.equal(holdDays(code), 31);
  for (const code of ['5411', '5812', '7523']) assert.equal(holdDays(code), 7);
});
