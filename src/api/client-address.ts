import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { invariant } from '../kernel/assert.ts';
import { addressList, plainAddress } from '../companies/index.ts';

/** The address that a request comes from. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Reads the client's address: the peer, or, where the peer is a trusted proxy, the last address of `X-Forwarded-For` that
 * is none. What others write into that header changes nothing.
 *
 * @param trustedProxies addresses and networks (CIDR)
 */
export function clientAddress(trustedProxies: readonly string[]): ClientAddress {
  const peers = new WeakMap<Socket, string>();
  const peerOf = (socket: Socket): string => {
    let peer = peers.get(socket);
    if (peer === undefined) peers.set(socket, (peer = plainAddress(socket.remoteAddress ?? '')));
    return peer;
  };
  if (trustedProxies.length === 0) return ({ socket }) => peerOf(socket);

  const trusts = addressList(trustedProxies);
  invariant(typeof trusts === 'function', 'the settings check the trusted proxies');
  return ({ socket, headers }) => {
    let address = peerOf(socket);
    const header = headers['x-forwarded-for'];
    const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
    while (trusts(address)) {
      const hop = plainAddress(withoutPort(hops.pop()?.trim() ?? ''));
      if (isIP(hop) === 0) break;
      address = hop;
    }
    return address;
  };
}

/** Some load balancers write the port, too. Taken for no address, such a client would be taken for the balancer itself. */
const withoutPort = (hop: string): string =>
  hop.replace(/^([\d.]+):\d+$/, '$1').replace(/^\[([^\]]+)\](?::\d+)?$/, '$1');
