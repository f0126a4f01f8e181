import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** What an installation allows beyond the rule for everyone. */
export interface AddressRules {
  /** Plain HTTP and loopback: in sandbox, while the server itself listens on loopback. */
  readonly local: boolean;
  /** Ports for HTTPS; `null` is any. */
  readonly ports: ReadonlySet<number> | null;
  /** Networks of the operator's own (CIDR) that may be sent to although they are private. */
  readonly networks: readonly string[];
}

export interface AddressGuard {
  /** Why a message may not go to this address; `undefined` when it may. */
  refusesAddress(address: string): string | undefined;
  /** Why an endpoint may not have this URL: scheme, port, or an address in it that is forbidden. */
  refusesUrl(url: URL): string | undefined;
}

/** IPv4 that is not the open internet (IANA special-purpose registry), and Azure's 168.63.129.16. */
const closed4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
].map((network) => ipaddr.IPv4.parseCIDR(network));

/** Of IPv6 only global unicast is open, less what tunnels, documents or serves protocols in it. */
const open6 = ipaddr.IPv6.parseCIDR('2000::/3');
const closed6 = ['2001::/23', '2002::/16', '2001:db8::/32', '3fff::/20'].map((network) =>
  ipaddr.IPv6.parseCIDR(network),
);

const loopback = [ipaddr.parseCIDR('127.0.0.0/8'), ipaddr.parseCIDR('::1/128')] as const;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Keeps webhooks from reaching what only this machine may reach. The address that is connected to is checked, inside
 * the connection's own look-up, so a name that changes its answer gains nothing.
 */
export function createAddressGuard(rules: AddressRules): AddressGuard {
  const allowed = rules.networks.map((network) => ipaddr.parseCIDR(network));
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).map(({ address }) => ipaddr.parse(address.replace(/%.*/, '')).toNormalizedString()),
    ),
  );

  const refusesAddress = (text: string): string | undefined => {
    if (!ipaddr.isValid(text)) return 'is not an address';
    const address = ipaddr.parse(text);
    if (allowed.some((network) => within(address, network))) return undefined;
    if (loopback.some((network) => within(address, network)))
      return rules.local ? undefined : 'is the machine itself';
    if (isClosed(address)) return 'is not an address of the open internet';
    return own.has(address.toNormalizedString()) ? "is one of the platform's own addresses" : undefined;
  };

  return {
    refusesAddress,
    refusesUrl(url) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'The URL must start with https://.';
      if (url.protocol === 'http:' && !rules.local)
        return 'The URL must start with https://. Only a sandbox that listens on 127.0.0.1 takes http://.';
      if (url.username !== '' || url.password !== '')
        return 'The URL must not have a name or password in it; use custom headers.';
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
      if (rules.ports !== null && !rules.ports.has(port)) return `Port ${port} is not allowed.`;
      const name = url.hostname.replace(/^\[|\]$/g, '');
      const literal = /(^|\.)localhost\.?$/.test(name) ? '127.0.0.1' : name;
      if (!ipaddr.isValid(literal)) return undefined;
      const why = refusesAddress(literal);
      return why === undefined
        ? undefined
        : `${name} ${why}; webhooks do not go there, unless the operator allows its network: WEBHOOK_ALLOWED_NETWORKS.`;
    },
  };
}

const within = (address: Address, network: readonly [Address, number]): boolean =>
  address.kind() === network[0].kind() && address.match(network as [ipaddr.IPv4, number]);

function isClosed(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return closed4.some((network) => address.match(network));
  return !address.match(open6) || closed6.some((network) => address.match(network));
}
