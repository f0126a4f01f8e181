import { setTimeout as sleep } from 'node:timers/promises';
import { NoNode } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Database } from '../../platform/database.ts';
import { custodyAccount } from '../accounts.ts';
import { cannotBeRead } from '../chain-states.ts';
import * as store from '../store.ts';
import type { Wallet, WalletChain } from '../types.ts';
import type { Assets, CustodyLine, Reconciliation } from '../wallets.ts';

interface Parts {
  readonly plain: Database;
  readonly ledger: Ledger;
  readonly assets: Assets;
}

/** So many balances are asked of a node at a time. */
const atOnce = 500;
/** So many wallets are held in memory at a time. */
const walletsAtOnce = 500;
const tries = 4;
const againMs = 500;

/**
 * Compares custody with the chain at the newest block up to which everything is booked, wallet by wallet, token by token. Inexact
 * tokens are left out where they wait for a sweep: what a deposit address has of them is in nobody's books yet.
 *
 * While it reads, the watcher moves on, and what a block brings is booked in several units of work. A difference counts
 * when it is there in every one of some comparisons of its wallet, one after the other.
 *
 * @throws Failure UNAVAILABLE when the chain cannot be reached
 */
export async function reconcileChain(parts: Parts, chain: WalletChain): Promise<Reconciliation> {
  if ((await chain.open().state()).block === undefined) throw cannotBeRead(chain.name);
  try {
    return await compare(parts, chain);
  } catch (error) {
    if (error instanceof NoNode) throw cannotBeRead(chain.name);
    throw error;
  }
}

/** See `WalletsOperator.reconcile`. */
export async function reconcileChains(
  parts: Parts,
  chains: readonly WalletChain[],
): Promise<readonly Reconciliation[]> {
  const found = await Promise.all(
    chains.map(async (chain) => {
      try {
        return await reconcileChain(parts, chain);
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'UNAVAILABLE') throw error;
        return error;
      }
    }),
  );
  const [first] = found;
  if (first instanceof Failure && found.every((each) => each instanceof Failure)) throw first;
  return found.map((each, at) =>
    each instanceof Failure ? notCompared(present(chains[at], 'its chain').name, each.message) : each,
  );
}

const notCompared = (chain: string, unavailable: string): Reconciliation => ({
  chain,
  unavailable,
  block: null,
  compared: 0,
  totals: [],
  differences: [],
});

/** Page by page, as there may be any number of wallets; kept is what differs. */
async function compare(parts: Parts, chain: WalletChain): Promise<Reconciliation> {
  const totals = new Map<CustodyLine['asset'], { ledger: bigint; onChain: bigint }>();
  const count = ({ asset, ledger, onChain }: CustodyLine, sign: 1n | -1n): void => {
    const sum = totals.get(asset) ?? { ledger: 0n, onChain: 0n };
    totals.set(asset, { ledger: sum.ledger + sign * ledger, onChain: sum.onChain + sign * onChain });
  };
  let block = 0n;
  let compared = 0;
  let differences: CustodyLine[] = [];
  const look = async (wallets: readonly Wallet[]): Promise<readonly CustodyLine[]> => {
    const books = await booksOf(parts, chain.name, wallets);
    const read = await balancesOf(chain, books);
    ({ block } = read);
    return books.map((line, at) =>
      Object.assign({}, line, { onChain: present(read.balances[at], 'a balance') }),
    );
  };
  for (let after: Wallet | undefined; ;) {
    const wallets = await store.walletsOn(parts.plain, chain.name, after, walletsAtOnce);
    const lines = await look(wallets);
    for (const line of lines) count(line, 1n);
    compared += lines.length;
    differences.push(...lines.filter(differs));
    after = wallets.at(-1);
    if (wallets.length < walletsAtOnce) break;
  }
  for (let attempt = 1; differences.length > 0 && attempt < tries; attempt++) {
    await sleep(againMs);
    const before = new Map(differences.map((line) => [nameOf(line), line]));
    const still: CustodyLine[] = [];
    for (let at = 0; at < differences.length; at += walletsAtOnce) {
      const some = differences.slice(at, at + walletsAtOnce);
      for (const line of await look(await store.findWallets(parts.plain, some))) {
        const last = before.get(nameOf(line));
        if (last === undefined) continue;
        // A wallet with several that differ may be in two parts; each line is looked at once.
        before.delete(nameOf(line));
        count(last, -1n);
        count(line, 1n);
        if (differs(line) && last.onChain - last.ledger === line.onChain - line.ledger) still.push(line);
      }
    }
    differences = still;
  }
  return {
    chain: chain.name,
    unavailable: null,
    block,
    compared,
    totals: [...totals].map(([asset, { ledger, onChain }]) => ({ asset, ledger, onChain })),
    differences,
  };
}

const nameOf = ({ wallet, asset }: CustodyLine): string => `${wallet} ${asset}`;

const differs = ({ ledger, onChain }: CustodyLine): boolean => ledger !== onChain;

async function booksOf(
  { plain, ledger, assets }: Parts,
  chain: string,
  wallets: readonly Wallet[],
): Promise<readonly Omit<CustodyLine, 'onChain'>[]> {
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
  const read = async (whatever: boolean) => {
    const first = await adapter.readBalances(of.slice(0, atOnce), 'booked');
    const balances = [...first.balances];
    let moved = false;
    for (let at = atOnce; at < of.length; at += atOnce) {
      const more = await adapter.readBalances(of.slice(at, at + atOnce), 'booked');
      moved ||= more.block !== first.block;
      if (moved && !whatever) break;
      balances.push(...more.balances);
    }
    return { block: first.block, balances, moved };
  };
  for (let attempt = 1; attempt < tries; attempt++) {
    const found = await read(false);
    if (!found.moved) return found;
  }
  // It never stands still: read as it is, a difference counts when it is found again and again.
  return await read(true);
}

const tokenAddress = (chain: WalletChain, asset: string) =>
  chain.tokens.find((token) => asset === `${chain.name}:${token.symbol}/${token.decimals}`)?.address;
