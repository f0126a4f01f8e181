import { setTimeout as sleep } from 'node:timers/promises';
import { NoNode } from '../chains/index.ts';
import { present } from '../kernel/assert.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Database } from '../platform/database.ts';
import { custodyAccount } from './accounts.ts';
import { cannotBeRead } from './chain-states.ts';
import * as store from './store.ts';
import type { WalletChain } from './types.ts';
import type { Assets, CustodyLine, Reconciliation } from './wallets.ts';

interface Parts {
  readonly plain: Database;
  readonly ledger: Ledger;
  readonly assets: Assets;
}

/** So many balances are asked of a node at a time. */
const atOnce = 500;
const tries = 4;
const againMs = 500;

/**
 * Compares custody with the chain at a confirmed block, wallet by wallet, token by token. Inexact tokens are left out where
 * they wait for a sweep: what a deposit address has of them is in nobody's books yet.
 *
 * While it reads, the watcher moves on, and what a block brings is booked in several units of work. A difference counts
 * when it is there in every one of some comparisons, one after the other.
 *
 * @throws Failure UNAVAILABLE when the chain cannot be reached
 */
export async function reconcileChain(parts: Parts, chain: WalletChain): Promise<Reconciliation> {
  if ((await chain.open().state()).block === undefined) throw cannotBeRead(chain.name);
  try {
    let found = await compare(parts, chain);
    for (let attempt = 1; found.differences.length > 0 && attempt < tries; attempt++) {
      await sleep(againMs);
      const before = new Map(found.differences.map((line) => [nameOf(line), line]));
      const now = await compare(parts, chain);
      found = {
        ...now,
        differences: now.differences.filter((line) => {
          const same = before.get(nameOf(line));
          return same !== undefined && same.onChain - same.ledger === line.onChain - line.ledger;
        }),
      };
    }
    return found;
  } catch (error) {
    if (error instanceof NoNode) throw cannotBeRead(chain.name);
    throw error;
  }
}

const nameOf = ({ wallet, asset }: CustodyLine): string => `${wallet} ${asset}`;

async function compare(parts: Parts, chain: WalletChain): Promise<Reconciliation> {
  const books = await booksOf(parts, chain.name);
  const { block, balances } = await balancesOf(chain, books);
  const lines = books.map((line, at): CustodyLine =>
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

async function booksOf(
  { plain, ledger, assets }: Parts,
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
