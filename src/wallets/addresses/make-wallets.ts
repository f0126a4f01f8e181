import { keccak256, stringToHex, zeroHash } from 'viem';
import type { Address, Hex } from 'viem';
import type { Chain } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import { isUniqueViolation } from '../../platform/database.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { publicPoint } from '../../signing/index.ts';
import type { KeyId } from '../../signing/index.ts';
import type { WalletsParts } from '../parts.ts';
import { firstSingle, lockSingles } from './siblings-store.ts';
import * as store from '../store.ts';
import type { CompanyId, Wallet, WalletChain, WalletId, WalletKind } from '../types.ts';

/** How addresses of ours come to be. An address is checked against the chain and stored before anybody sees it. */
export interface MakeWallets {
  /** @throws Failure VAL for a chain that is not listed */
  chain(name: string): WalletChain;
  /**
   * A threshold account with a new key. `inside` runs in the unit of work that stores it, before: for checks under a lock.
   *
   * @throws Failure UNAVAILABLE
   */
  account(wanted: {
    readonly company: CompanyId;
    readonly kind: 'treasury' | 'holding' | 'program';
    readonly chain: string;
    readonly alias: string;
    readonly account?: Id<'treasuryAccount'>;
    readonly inside?: (tx: Tx) => Promise<void>;
  }): Promise<Wallet>;
  /** The one holding or program wallet of a company on a chain, made when it is not there. @throws Failure UNAVAILABLE */
  single(company: CompanyId, chain: string, kind: 'holding' | 'program'): Promise<Wallet>;
  /** A forwarder to that one. @throws Failure UNAVAILABLE */
  forwarder(wanted: {
    readonly company: CompanyId;
    readonly kind: 'virtual' | 'card';
    readonly chain: string;
    readonly alias: string;
    readonly card?: Id<'card'>;
    readonly inside?: (tx: Tx) => Promise<void>;
  }): Promise<Wallet>;
}

/** The salt of a forwarder: any forwarder can be made again from the id of its wallet. */
export const saltOf = (wallet: WalletId): Hex => keccak256(stringToHex(wallet));

/** The salt of threshold accounts: their keys differ, so they need none. */
export const accountSalt = zeroHash;

/** A holding of the company was made on another chain meanwhile. */
class MadeElsewhere extends Error {
  override readonly name = 'MadeElsewhere';
}

const aliases = { holding: 'Holding', program: 'Card program' } as const;

export function createMakeWallets(parts: WalletsParts): MakeWallets {
  const { database, plain, chains, signing } = parts;

  const chainOf = (name: string): WalletChain => {
    const chain = chains.find((chain) => chain.name === name);
    if (chain === undefined) {
      const names = chains.map((chain) => chain.name).join(', ');
      throw new Failure(
        'VAL',
        names === ''
          ? 'There is no blockchain here yet; the operator can add one with CHAINS_FILE.'
          : `There is no blockchain ${name} here; there are ${names}.`,
      );
    }
    return chain;
  };

  const stored = async (
    wanted: {
      readonly company: CompanyId;
      readonly kind: WalletKind;
      readonly inside?: ((tx: Tx) => Promise<void>) | undefined;
    },
    wallet: Partial<Wallet> & Pick<Wallet, 'id' | 'kind' | 'chain' | 'address' | 'alias'>,
  ): Promise<Wallet> => {
    const { company, kind, inside } = wanted;
    // A holding that a request needs on its way is not what it asked for: it stays, whatever becomes of the request.
    const where = kind === 'holding' || kind === 'program' ? plain : database;
    return await where.work(async (tx) => {
      await inside?.(tx);
      const createdAt = await store.companyNow(tx, company);
      const whole: Wallet = { ...blank, ...wallet, company, createdAt };
      await store.insertWallet(tx, whole);
      return whole;
    });
  };

  const make: MakeWallets = {
    chain: chainOf,

    async account({ company, kind, chain: name, alias, account, inside }) {
      const chain = chainOf(name).open();
      // One key for each company's holding, on all chains: so that its forwarders lead to it wherever they are paid.
      const single = kind === 'treasury' ? undefined : await firstSingle(plain, company, kind);
      // Outside any unit of work: it takes three processes and their disks.
      const keyId = single?.keyId ?? (await signing().generateKey());
      const publicKey = publicPoint(keyId);
      const address = chain.accountAddress(publicKey, accountSalt);
      await check(chain, address, { publicKey, salt: accountSalt });
      const wallet = { id: newId('wallet'), kind, chain: name, address, alias, keyId };
      const checked = async (tx: Tx): Promise<void> => {
        await inside?.(tx);
        if (kind === 'treasury') return;
        await lockSingles(tx, company);
        const first = await firstSingle(tx, company, kind);
        if (first !== undefined && first.keyId !== keyId) throw new MadeElsewhere();
      };
      try {
        return await stored({ company, kind, inside: checked }, { ...wallet, account: account ?? null });
      } catch (error) {
        // Made on another chain at the same moment: with that key then, and ours is used by nobody.
        if (!(error instanceof MadeElsewhere)) throw error;
        return await make.account({
          company,
          kind,
          chain: name,
          alias,
          ...(account !== undefined && { account }),
          ...(inside !== undefined && { inside }),
        });
      }
    },

    async single(company, name, kind) {
      chainOf(name);
      const found = await store.findSingle(database, company, name, kind);
      if (found !== undefined) return found;
      try {
        return await make.account({ company, kind, chain: name, alias: aliases[kind] });
      } catch (error) {
        // Somebody made it at the same moment; the key that we made for it is used by nobody.
        const isThere =
          isUniqueViolation(error, 'wallets_single') || isUniqueViolation(error, 'wallet_addresses_pkey');
        if (!isThere) throw error;
        return present(await store.findSingle(database, company, name, kind), 'a wallet that is there');
      }
    },

    async forwarder({ company, kind, chain: name, alias, card, inside }) {
      const chain = chainOf(name).open();
      const holding = await make.single(company, name, kind === 'card' ? 'program' : 'holding');
      const id = kind === 'card' ? newId('wallet') : newId('virtualWallet');
      const salt = saltOf(id);
      const address = chain.forwarderAddress(holding.address, salt);
      await check(chain, address, { holding: holding.address, salt });
      const forwards = { salt, holding: holding.id as Id<'wallet'> };
      return await stored(
        { company, kind, inside },
        { id, kind, chain: name, address, alias, ...forwards, card: card ?? null },
      );
    },
  };
  return make;
}

/** @throws Failure UNAVAILABLE when the chain cannot say that the address is right */
async function check(
  chain: Chain,
  address: Address,
  of: Parameters<Chain['checkAddress']>[1],
): Promise<void> {
  try {
    await chain.checkAddress(address, of);
  } catch (cause) {
    throw Object.assign(
      new Failure('UNAVAILABLE', `The blockchain ${chain.name} cannot confirm the new address right now.`),
      { cause },
    );
  }
}

/** A wallet of which nothing is said yet. */
export const blank: Omit<Wallet, 'company' | 'id' | 'kind' | 'chain' | 'address' | 'alias' | 'createdAt'> = {
  account: null,
  keyId: null,
  holding: null,
  salt: null,
  card: null,
  client: null,
  enabled: true,
  rotatedAt: null,
  deletedAt: null,
  sinceBlock: null,
};

export const isForwarder = (kind: WalletKind): boolean => kind === 'virtual' || kind === 'card';

/** The public key of a threshold account. */
export const pointOf = (keyId: KeyId): ReturnType<typeof publicPoint> => publicPoint(keyId);
