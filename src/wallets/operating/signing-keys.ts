import { notFound } from '../../kernel/failures.ts';
import type { Database } from '../../platform/database.ts';
import type { SignerHealth } from '../../signing/index.ts';
import type { WalletsParts } from '../parts.ts';
import { findWalletOfKey, listKeys } from '../records-store.ts';
import { createSigningAvailability } from './signing-availability.ts';
import type { SigningAvailability } from './signing-availability.ts';
import type { SigningKey } from '../types.ts';

/** For the operator: who signs, which keys there are, and new shares for them. */
export interface SigningKeys {
  /** How each signer is; one that is away is named as such. @throws Failure UNAVAILABLE when there are no signers yet */
  signers(): Promise<readonly SignerHealth[]>;
  /** How many of them can sign now, which companies may know, too. Of a second ago at most. */
  availability(): Promise<SigningAvailability>;
  /** The keys of all companies' wallets, in the order of their names; `after` is the last one seen. */
  list(page: { readonly after: string | undefined; readonly size: number }): Promise<readonly SigningKey[]>;
  /**
   * Gives the three signers new shares of a key, and makes the old ones worthless to who has only one. Needs all three.
   *
   * @throws Failure NOT_FOUND, UNAVAILABLE
   */
  refresh(key: string): Promise<SigningKey>;
}

export function createSigningKeys({
  database,
  signing,
}: {
  readonly database: Database;
  readonly signing: WalletsParts['signing'];
}): SigningKeys {
  const signers = async (): Promise<readonly SignerHealth[]> => await signing().health();
  return {
    signers,
    availability: createSigningAvailability(signers),
    list: ({ after, size }) => listKeys(database, after ?? '', size),
    async refresh(key) {
      const found = await findWalletOfKey(database, key);
      if (found === undefined) throw notFound('key');
      await signing().refresh(found.keyId);
      return found;
    },
  };
}
