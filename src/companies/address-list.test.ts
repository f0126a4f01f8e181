import assert from 'node:assert/strict';
import test from 'node:test';
import { addressList } from './address-list.ts';
import type { AddressList } from './address-list.ts';

test('addresses and networks, of both versions', () => {
  const list = addressList([
    '192.0.2.1',
    '10.0.0.0/8',
    '2001:db8::/32',
    '::ffff:198.51.100.0/120',
    ' 203.0.113.9 ',
  ]);
  assert.equal(typeof list, 'function');
  const allows = list as AddressList;
  for (const inside of [
    '192.0.2.1',
    '::ffff:192.0.2.1',
    '10.255.0.1',
    '2001:db8:1::5',
    '2001:0DB8::1',
    '198.51.100.77',
    '203.0.113.9',
  ])
    assert.ok(allows(inside), inside);
  for (const outside of [
    '192.0.2.2',
    '11.0.0.1',
    '2001:db9::1',
    '198.51.101.1',
    '',
    'garbage',
    '10.0.0.1, 192.0.2.9',
  ])
    assert.ok(!allows(outside), outside);
});

test('the first entry that is neither is named', () => {
  for (const wrong of [
    '',
    '10.1',
    '10.0.0.0/33',
    '2001:db8::/129',
    'localhost',
    '10.0.0.0/-1',
    'fe80::1%eth0',
    '*',
    '10.0.0.0/8/8',
  ])
    assert.deepEqual(addressList(['192.0.2.1', wrong]), { wrong });
});
