import { lookup, Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';

/** All addresses of a host name; rejects when there are none. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/**
 * Asks the name servers directly, any number of names at a time: the system's resolver has four threads, and four
 * dead names would stop all others. What the servers do not know (`/etc/hosts`, search domains) is asked of the
 * system, two names at a time. `servers` in place of those that the system names.
 */
export function createResolve(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  let asking = 0;
  const waiting: (() => void)[] = [];

  const askSystem = async (host: string): Promise<LookupAddress[]> => {
    if (asking >= 2) await new Promise<void>((resolve) => waiting.push(resolve));
    asking += 1;
    try {
      return await lookup(host, { all: true });
    } finally {
      asking -= 1;
      waiting.shift()?.();
    }
  };

  return async (host) => {
    if (/(^|\.)localhost\.?$/i.test(host)) return askSystem(host);
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = answers.flatMap((answer, at) =>
      answer.status === 'fulfilled'
        ? answer.value.map((address) => ({ address, family: at === 0 ? 4 : 6 }))
        : [],
    );
    return found.length > 0 ? found : askSystem(host);
  };
}
