import { getAddress, isAddress } from 'viem';
import { notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import type { Queries } from '../../platform/database.ts';
import * as store from '../store.ts';
import type { CompanyId, Wallet } from '../types.ts';

/** A wallet of the company of any kind, by its id or its address. @throws Failure NOT_FOUND */
export async function getWallet(queries: Queries, company: CompanyId, idOrAddress: string): Promise<Wallet> {
  const wallet = await find(queries, company, idOrAddress);
  if (wallet === undefined) throw notFound('wallet');
  return wallet;
}

async function find(queries: Queries, company: CompanyId, text: string): Promise<Wallet | undefined> {
  if (isId('wallet', text) || isId('virtualWallet', text))
    return await store.findWallet(queries, company, text);
  if (!isAddress(text, { strict: false })) return undefined;
  return await store.findByAddress(queries, company, getAddress(text));
}
