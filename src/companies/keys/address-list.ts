import { BlockList, isIP } from 'node:net';

/** Whether an address stands on the list. IPv4 written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. */
export type AddressList = (address: string) => boolean;

/**
 * Reads addresses and networks in CIDR form, IPv4 and IPv6.
 *
 * @returns the list, or the first entry that is neither
 */
export function addressList(entries: readonly string[]): AddressList | { readonly wrong: string } {
  const list = new BlockList();
  for (const entry of entries) {
    if (!add(list, entry.trim())) return { wrong: entry };
  }
  return (address) => {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** Whether an address stands on a list such as {@link addressList} reads. */
export const isOnList = (address: string, entries: readonly string[]): boolean => {
  const list = addressList(entries);
  return typeof list === 'function' && list(address);
};

/**
 * The first of these entries that allows an address which no single entry of `outer` allows; undefined where all lie within. Both
 * lists are such as {@link addressList} reads.
 */
export const firstOutside = (entries: readonly string[], outer: readonly string[]): string | undefined =>
  entries.find((entry) => !outer.some((around) => liesWithin(entry, around)));

function liesWithin(entry: string, around: string): boolean {
  const [inner, outer] = [readNetwork(entry.trim()), readNetwork(around.trim())];
  if (inner === undefined || outer === undefined || bitsOf(inner) < bitsOf(outer)) return false;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.length, outer.family);
  return list.check(inner.address, inner.family);
}

interface Network {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly length: number;
}

/** How many bits of the IPv6 form are said. */
const bitsOf = ({ family, length }: Network): number => (family === 'ipv4' ? 96 : 0) + length;

function add(list: BlockList, entry: string): boolean {
  const network = readNetwork(entry);
  if (network === undefined) return false;
  list.addSubnet(network.address, network.length, network.family);
  return true;
}

function readNetwork(entry: string): Network | undefined {
  const [, text = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const address = plainAddress(text);
  const version = isIP(address);
  // A zone (fe80::1%eth0) means something on one machine only.
  if (version === 0 || address.includes('%')) return undefined;
  const width = version === 4 ? 32 : 128;
  // A prefix given for the IPv6 form of an IPv4 address counts from its start.
  const length = bits === undefined ? width : Number(bits) - (address === text ? 0 : 96);
  if (length < 0 || length > width) return undefined;
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', length };
}

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The IPv4 address that an IPv6 socket reports in mapped form, or the address itself. */
export const plainAddress = (address: string): string => mapped.exec(address)?.[1] ?? address;
