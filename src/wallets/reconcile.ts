import { present } from '../kernel/assert.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Database } from '../platform/database.ts';
import { custodyAccount } from './accounts.ts';
import * as store from './store.ts';
import type { WalletChain } from './types.ts';
import type { Assets, CustodyLine, Reconciliation } from './wallets.ts';

/** So many balances are asked of a node at a time. */
const atOnce = 500;
const tries = 5;

/**
 * Compares custody with the chain at a confirmed block, wallet by wallet, token by token. Inexact tokens are left out where
 * they wait for a sweep: what a deposit address has of them is in nobody's books yet.
 *
 * While it reads, the watcher may move on. Both sides are of the same block when the books have not changed between two
 * readings of them, around the reading of the chain; until then it is done again.
 *
 * @throws Failure UNAVAILABLE when the chain cannot be reached
 */
export async function reconcileChain(
  { plain, ledger, assets }: { readonly plain: Database; readonly ledger: Ledger; readonly assets: Assets },
  chain: WalletChain,
): Promise<Reconciliation> {
  for (let attempt = 1; ; attempt++) {
    const before = await booksOf(plain, ledger, assets, chain.name);
    const { block, balances } = await balancesOf(chain, before);
    const after = await booksOf(plain, ledger, assets, chain.name);
    const same =
      before.length === after.length && before.every((line, at) => line.ledger === after[at]?.ledger);
    if (!same && attempt < tries) continue;
    const lines = before.map((line, at): CustodyLine =>
      Object.assign({}, line, { onChain: present(balances[at], 'a balance') }),
    );
    return {
      chain: chain.name,
      block,
      compared: lines.length,
      totals: totalsOf(lines),
      differences: lines.filter(({ ledger, onChain }) => ledger !== onChain),
    };
  }
}

async function booksOf(
  plain: Database,
  ledger: Ledger,
  assets: Assets,
  chain: string,
): Promise<readonly Omit<CustodyLine, 'onChain'>[]> {
  const wallets = await store.allWallets(plain, chain);
  const lines = wallets.flatMap(({ company, id, kind, address }) =>
    assets
      .list(chain)
      .filter(({ exact }) => exact || (kind !== 'virtual' && kind !== 'card'))
      .map(({ asset }) => ({ chain, company, wallet: id, kind, address, asset })),
  );
  const balances = await ledger.balances(
    plain,
    lines.map(({ company, wallet, asset }) => custodyAccount(company, wallet, asset)),
  );
  return lines.map((line, at) => Object.assign(line, { ledger: present(balances[at], 'a balance').posted }));
}

/** All of one block; of another one in the middle is begun again. */
async function balancesOf(
  chain: WalletChain,
  lines: readonly Omit<CustodyLine, 'onChain'>[],
): Promise<{ readonly block: bigint; readonly balances: readonly bigint[] }> {
  const adapter = chain.open();
  const tokenOf = new Map(lines.map(({ asset }) => [asset, tokenAddress(chain, asset)]));
  const of = lines.map(({ address, asset }) => ({ address, token: tokenOf.get(asset) ?? null }));
  for (let attempt = 1; ; attempt++) {
    const first = await adapter.readBalances(of.slice(0, atOnce));
    const balances = [...first.balances];
    let moved = false;
    for (let at = atOnce; at < of.length && !moved; at += atOnce) {
      const more = await adapter.readBalances(of.slice(at, at + atOnce));
      moved = more.block !== first.block;
      balances.push(...more.balances);
    }
    if (!moved || attempt === tries) return { block: first.block, balances };
  }
}

const tokenAddress = (chain: WalletChain, asset: string) =>
  chain.tokens.find((token) => asset === `${chain.name}:${token.symbol}/${token.decimals}`)?.address;

function totalsOf(lines: readonly CustodyLine[]): Reconciliation['totals'] {
  const totals = new Map<CustodyLine['asset'], { ledger: bigint; onChain: bigint }>();
  for (const { asset, ledger, onChain } of lines) {
    const sum = totals.get(asset) ?? { ledger: 0n, onChain: 0n };
    totals.set(asset, { ledger: sum.ledger + ledger, onChain: sum.onChain + onChain });
  }
  return [...totals].map(([asset, { ledger, onChain }]) => ({ asset, ledger, onChain }));
}
