import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAddressGuard } from './address-guard.ts';

const guard = createAddressGuard({ local: false, ports: new Set([443]), networks: [] });
const refused = (address: string): boolean => guard.refusesAddress(address) !== undefined;

for (const [what, addresses] of [
  ['RFC 1918', ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
  ['loopback', ['127.0.0.1', '127.255.255.255', '::1']],
  ['link-local', ['169.254.169.254', 'fe80::1', 'fe80::1%eth0']],
  ['CGNAT', ['100.64.0.1', '100.127.255.255']],
  ['this network', ['0.0.0.0', '0.255.255.255', '::']],
  ['protocol assignments', ['192.0.0.1', '192.0.0.170', '192.88.99.1']],
  ['benchmarks', ['198.18.0.1', '198.19.255.255']],
  ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1']],
  ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
  ['reserved and broadcast', ['240.0.0.1', '255.255.255.255']],
  ['the Azure host', ['168.63.129.16']],
  ['unique local', ['fc00::1', 'fd00:ec2::254']],
  ['site-local', ['fec0::1']],
  ['NAT64', ['64:ff9b::a00:1', '64:ff9b:1::1']],
  ['IPv4-compatible', ['::10.0.0.1', '::93.184.216.34']],
  ['IPv4-mapped', ['::ffff:10.0.0.1', '::ffff:93.184.216.34']],
  ['Teredo and protocol assignments', ['2001::1', '2001:1ff::1']],
  ['6to4', ['2002:a00:1::1']],
  ['what is no address', ['', 'example.com', '1.2.3.4.5']],
] as const) {
  test(`${what} is refused`, () => {
    for (const address of addresses) assert.ok(refused(address), address);
  });
}

test('the open internet is not', () => {
  for (const address of [
    '93.184.216.34',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '198.17.255.255',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '2001:200::1',
  ])
    assert.ok(!refused(address), address);
});

test('networks of the operator are let through, and nothing beside them', () => {
  const own = createAddressGuard({ local: false, ports: null, networks: ['10.20.0.0/16', 'fd12::/16'] });
  assert.equal(own.refusesAddress('10.20.3.4'), undefined);
  assert.equal(own.refusesAddress('fd12::5'), undefined);
  assert.notEqual(own.refusesAddress('10.21.0.1'), undefined);
});

test('loopback and plain HTTP only where the installation is local', () => {
  const local = createAddressGuard({ local: true, ports: null, networks: [] });
  assert.equal(local.refusesUrl(new URL('http://localhost:3000/')), undefined);
  assert.equal(local.refusesUrl(new URL('http://127.0.0.1:3000/')), undefined);
  assert.notEqual(local.refusesUrl(new URL('http://192.168.0.1/')), undefined);
  for (const url of [
    'http://example.com/',
    'https://localhost/',
    'https://a.localhost./',
    'https://127.1/',
    'https://[::1]/',
  ])
    assert.notEqual(guard.refusesUrl(new URL(url)), undefined, url);
});

test('in production only allowed ports', () => {
  assert.equal(guard.refusesUrl(new URL('https://example.com/')), undefined);
  assert.equal(guard.refusesUrl(new URL('https://example.com:443/')), undefined);
  assert.notEqual(guard.refusesUrl(new URL('https://example.com:8443/')), undefined);
});
