import assert from 'node:assert/strict';
import test from 'node:test';
import { addressList, firstOutside } from './address-list.ts';
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

test('what reaches beyond a list is named', () => {
  const outer = ['192.0.2.0/24', '198.51.100.7', '2001:db8::/32'];
  for (const inside of [
    [],
    ['192.0.2.0/24'],
    ['192.0.2.128/25', '192.0.2.9', '::ffff:192.0.2.9', '::ffff:192.0.2.0/120'],
    ['198.51.100.7/32', '2001:db8:5::/48', '2001:db8::1'],
  ])
    assert.equal(firstOutside(inside, outer), undefined, String(inside));
  for (const outside of [
    '192.0.0.0/16',
    '192.0.2.0/23',
    '198.51.100.0/24',
    '198.51.100.8',
    '2001:db9::1',
    '2001:db8::/31',
    '::/0',
    '0.0.0.0/0',
    '::ffff:192.0.2.0/119',
  ])
    assert.equal(firstOutside(['192.0.2.1', outside], outer), outside);
  // Written as IPv6 a network of all addresses holds those of IPv4, too; that of IPv4 none of IPv6.
  assert.equal(firstOutside(['192.0.2.1'], ['::/0']), undefined);
  assert.equal(firstOutside(['::1'], ['0.0.0.0/0']), '::1');
  assert.equal(firstOutside(['192.0.2.1'], []), '192.0.2.1');
});
