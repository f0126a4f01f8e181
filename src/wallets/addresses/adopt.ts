import { isAddressEqual } from 'viem';
import type { Address } from 'viem';
import { accountAddress, forwarderAddress } from '../../chains/index.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import { isUniqueViolation } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { findAccount } from '../records-store.ts';
import { companyNow, findSingle, insertWallet } from '../store.ts';
import type { Wallet } from '../types.ts';
import type { Adopted } from '../wallets.ts';
import { accountSalt, blank, pointOf, saltOf } from './make-wallets.ts';
import type { WalletsParts } from '../parts.ts';
import type { Tx } from '../../platform/database.ts';

/**
 * Takes an address in again that was made after the backup which the database was put back from: a forwarder by the id of its wallet, a
 * threshold account by its key at the signers. What comes there from then on is seen; so is what came before, in blocks that are read
 * after this.
 *
 * @throws Failure NOT_FOUND, and VAL when that makes another address, or it is known already
 */
export async function adopt({ plain, chains }: WalletsParts, adopted: Adopted): Promise<Wallet> {
  if (!chains.some(({ name }) => name === adopted.chain))
    throw new Failure('VAL', `There is no blockchain ${adopted.chain} here.`);
  try {
    return await plain.work(async (tx) => {
      const made = 'key' in adopted ? await accountOf(tx, adopted) : await forwarderOf(tx, adopted);
      if (!isAddressEqual(made.address, adopted.address))
        throw new Failure('VAL', `That gives the address ${made.address}, not ${adopted.address}.`);
      const { company, chain } = adopted;
      const createdAt = await companyNow(tx, company);
      const wallet: Wallet = { ...blank, alias: 'Adopted', ...made, company, chain, createdAt };
      await insertWallet(tx, wallet);
      return wallet;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Failure(
      'VAL',
      'This address is already known, or that wallet already exists with another address.',
    );
  }
}

type Made = Pick<Wallet, 'id' | 'kind' | 'address'> & Partial<Wallet>;

async function accountOf(
  tx: Tx,
  { company, key, account, kind }: Extract<Adopted, { key: string }>,
): Promise<Made> {
  const point = readKey(key);
  const address: Address = accountAddress(point, accountSalt);
  const made = { id: newId('wallet'), address, keyId: key };
  if (kind !== undefined) return { ...made, kind };
  const found = account !== undefined && isId('treasuryAccount', account);
  if (!found || (await findAccount(tx, company, account)) === undefined) throw notFound('account');
  return { ...made, kind: 'treasury', account };
}

/** @throws Failure VAL for what is no compressed point of the curve */
function readKey(key: string): ReturnType<typeof pointOf> {
  try {
    return pointOf(key);
  } catch (cause) {
    throw Object.assign(
      new Failure('VAL', 'A key is named like its file at the signers: 66 hexadecimal digits.'),
      {
        cause,
      },
    );
  }
}

async function forwarderOf(
  tx: Tx,
  { company, chain, id, card }: Extract<Adopted, { id: string }>,
): Promise<Made> {
  const of = (await findSingle(tx, company, chain, card === undefined ? 'holding' : 'program')) ?? missing();
  const forwards = (it: Wallet['id']) => ({
    id: it,
    address: forwarderAddress(of.address, saltOf(it)),
    salt: saltOf(it),
    holding: of.id as Wallet['holding'],
  });
  if (card === undefined) {
    if (!isId('virtualWallet', id)) throw notFound('virtual wallet');
    return { ...forwards(id), kind: 'virtual' };
  }
  if (!isId('wallet', id)) throw notFound('wallet');
  if (!isId('card', card)) throw notFound('card');
  return { ...forwards(id), kind: 'card', card };
}

const missing = (): never => {
  throw new Failure(
    'VAL',
    'The holding wallet it forwards to is not known here: adopt that first, by its key.',
  );
};
