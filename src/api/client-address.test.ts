import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import test from 'node:test';
import { clientAddress } from './client-address.ts';

const request = (peer: string, forwarded?: string | string[]): IncomingMessage =>
  ({
    socket: { remoteAddress: peer },
    headers: { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test('without trusted proxies nobody is believed', () => {
  const addressOf = clientAddress([]);
  assert.equal(addressOf(request('192.0.2.1', '10.0.0.1')), '192.0.2.1');
  assert.equal(addressOf(request('::ffff:192.0.2.1')), '192.0.2.1');
});

test('a trusted proxy is believed as far as the next address that is none', () => {
  const addressOf = clientAddress(['10.0.0.0/8', 'fd00::/8']);
  for (const [peer, forwarded, expected] of [
    ['10.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['10.0.0.1', '198.51.100.9, 192.0.2.1', '192.0.2.1'],
    ['10.0.0.1', '192.0.2.1, 10.9.9.9, fd00::7', '192.0.2.1'],
    ['::ffff:10.0.0.1', '::ffff:192.0.2.1', '192.0.2.1'],
    ['10.0.0.1', ['198.51.100.9', '192.0.2.1'], '192.0.2.1'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', 'garbage', '10.0.0.1'],
    ['10.0.0.1', '198.51.100.9:80, 192.0.2.1:4711', '192.0.2.1'],
    ['10.0.0.1', '192.0.2.1:4711, 10.9.9.9:4711', '192.0.2.1'],
    ['10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1'],
    ['10.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['198.51.100.1', '192.0.2.1', '198.51.100.1'],
  ] as const)
    assert.equal(addressOf(request(peer, forwarded as string)), expected, `${peer} ${String(forwarded)}`);
});
