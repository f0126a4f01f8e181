import type { Address } from 'viem';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { isForwarder } from './make-wallets.ts';
import type { WalletsParts } from '../parts.ts';
import * as siblings from './siblings-store.ts';
import * as store from '../store.ts';
import type { Wallet, WalletId } from '../types.ts';

/**
 * An address is the same on all chains (CREATE2, one factory, one key), so what is sent to it on another chain than the one it was
 * made for can be reached there. It is not lost on the platform either: a wallet is made for it there, of the same owner, in
 * the unit of work that reads the block, before it is told what came. Answers which of these addresses are ours now.
 *
 * @param addresses those that are nobody's on this chain
 */
export async function adoptSiblings(
  tx: Tx,
  { clock, log }: Pick<WalletsParts, 'clock' | 'log'>,
  chain: string,
  addresses: readonly Address[],
): Promise<readonly Address[]> {
  if (addresses.length === 0) return [];
  const adopted: Address[] = [];
  for (const home of await siblings.homesOf(tx, chain, addresses))
    if ((await adopt(home)) !== undefined) adopted.push(home.address);
  return adopted;

  /** The wallet of this address on the chain, or undefined where there cannot be one. */
  async function adopt(home: Wallet): Promise<WalletId | undefined> {
    const { company, kind, address } = home;
    const there = await siblings.findAt(tx, company, chain, address);
    if (there !== undefined) return there.id;
    let holding: WalletId | undefined;
    if (isForwarder(kind)) {
      const ofHome = home.holding === null ? undefined : await store.findWallet(tx, company, home.holding);
      holding = ofHome && (await adopt(ofHome));
      if (holding === undefined) return undefined;
    } else if (kind === 'holding' || kind === 'program') {
      const single = await store.findSingle(tx, company, chain, kind);
      if (single !== undefined) {
        log.error(
          { chain, address, wallet: home.id },
          'something came to an address whose holding has another key on this chain: it is not credited',
        );
        return undefined;
      }
    }
    const id = kind === 'virtual' ? newId('virtualWallet') : newId('wallet');
    const now = (await store.companyClocks(tx, [company])).get(company) ?? clock.now();
    await siblings.insertSibling(tx, home, { id, chain, holding: holding ?? null, createdAt: now });
    log.info(
      { chain, address, wallet: id, of: home.id },
      'an address is used on another chain: it has a wallet there',
    );
    return id;
  }
}
