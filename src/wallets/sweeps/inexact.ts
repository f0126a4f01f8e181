import type { Chain } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import type { LedgerAccount, Post } from '../../ledger/index.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { withLease } from '../../platform/lease.ts';
import { randomBytes } from '../../platform/random.ts';
import { custodyAccount, inFlightAccount, inexactAccount, ownerAccount } from '../accounts.ts';
import { suspenseAccount } from '../deposits/confirmed.ts';
import { depositEvent, tellOf } from '../deposits/events.ts';
import { isEnough } from '../deposits/minimums.ts';
import { updateMovements } from '../movements/movements-store.ts';
import type { WalletsParts } from '../parts.ts';
import * as wallets from '../store.ts';
import { emptyByLogs } from '../tokens/relist.ts';
import type { WalletAsset, WalletChain, WalletMovement } from '../types.ts';
import type { Assets } from '../wallets.ts';
import * as inexact from './inexact-store.ts';
import type { InexactRow } from './inexact-store.ts';
import { refusalOf } from './refused.ts';
import { sharesOf } from './shares.ts';
import * as store from './store.ts';
import { isWorthSweeping } from './worth.ts';

export interface InexactParts extends Pick<WalletsParts, 'plain' | 'ledger' | 'events' | 'log' | 'chains'> {
  /** By which time something is due: one for all processes. */
  readonly now: (queries: Queries) => Promise<Date>;
  readonly assets: Assets;
}

const notWorthMs = 3_600_000;
const againMs = 60_000;

/**
 * Tokens that move less or more than their logs say are credited by what our account gained, and only once it has: of each
 * account one deposit address is swept at a time, and what the account then has more than the books say is shared out among
 * the deposits of that address. One worker at a time does this. Answers how many addresses were swept or credited.
 */
export async function sweepInexact(parts: InexactParts, listed: WalletChain, chain: Chain): Promise<number> {
  const assets = parts.assets.list(listed.name).filter(({ exact }) => !exact);
  if (assets.length === 0) return 0;
  const leased = await withLease(parts.plain, `inexact tokens ${listed.name}`, async () => {
    const rows = await inexact.listInexact(
      parts.plain,
      listed.name,
      assets.map(({ asset }) => asset),
    );
    let done = 0;
    for (const [, ofOne] of Map.groupBy(
      rows,
      ({ company, holder, asset }) => `${company} ${holder} ${asset}`,
    ))
      done += await next(parts, listed, chain, ofOne);
    return done;
  });
  return leased.held ? leased.result : 0;
}

/** The next step for one account and token; answers whether there was one. */
async function next(
  parts: InexactParts,
  listed: WalletChain,
  chain: Chain,
  rows: readonly InexactRow[],
): Promise<number> {
  const swept = rows.find(({ batch }) => batch !== null);
  if (swept !== undefined) {
    const { send } = await chain.readOutgoing(swept.batch ?? '');
    const reason = refusalOf(send);
    if (reason !== undefined && (await chain.dropSweep(swept.batch ?? '', reason))) {
      const { wallet, asset } = swept;
      parts.log.error({ chain: listed.name, wallet, asset, reason }, 'a sweep is refused by the chain');
      await parts.plain.work(async (tx) => again(tx, swept, await laterAndLater(tx, parts, swept)));
      return 0;
    }
    if (send !== undefined && send.state !== 'done' && send.state !== 'dropped') return 0;
    return await credit(parts, chain, swept);
  }
  const now = await parts.now(parts.plain);
  const due = rows.find(({ dueAt }) => dueAt <= now);
  if (due === undefined) return 0;
  // What came straight to the account has nothing to be swept.
  if (due.salt === null) return await credit(parts, chain, due);
  const asset = present(parts.assets.of(due.asset), 'a listed asset');
  const { balances } = await chain.readBalances([{ address: due.address, token: asset.address }]);
  const there = balances[0] ?? 0n;
  // Swept already, as when it was listed as exact: the account has the gain.
  if (there === 0n) return await credit(parts, chain, due);
  const worth = isWorthSweeping(asset, there, listed.coin, await chain.gasPrice());
  const batch = `sweep/${randomBytes(16).toString('hex')}`;
  const { holderAddress: holding, salt } = due;
  await parts.plain.work(async (tx) => {
    if (worth) await chain.submitSweep(tx, batch, [{ holding, salt, tokens: [asset.address] }]);
    const dueAt = new Date(now.getTime() + (worth ? againMs : notWorthMs));
    await store.planSweeps(tx, [{ ...due, dueAt, batch: worth ? batch : null }]);
  });
  return worth ? 1 : 0;
}

/** Credits what an account has gained to the deposits of the address that was swept into it. */
async function credit(parts: InexactParts, chain: Chain, row: InexactRow): Promise<number> {
  const { plain, ledger, log } = parts;
  const { company, holder, asset } = row;
  const token = present(parts.assets.of(asset), 'a listed asset');
  const custody = custodyAccount(company, holder, asset);
  const inFlight = inFlightAccount(company, holder, asset);
  const own = custodyAccount(company, row.wallet, asset);
  const [before, ownBefore] = await ledger.balances(plain, [custody, own]);
  const { balances } = await chain.readBalances([{ address: row.holderAddress, token: token.address }]);
  // What the deposit address has in the books, from when the token was listed as exact, is there already.
  const byLogs = row.wallet === holder ? 0n : present(ownBefore, 'a balance').posted;
  const gained = present(balances[0], 'a balance') - present(before, 'a balance').posted - byLogs;
  return await plain.work(async (tx) => {
    const open = await inexact.openInexact(tx, company, [...new Set([row.wallet, holder])], asset);
    const suspense = inexactAccount(company, asset);
    const shares = sharesOf(
      gained,
      open.map(({ amount }) => amount),
    );
    const ends = open.map((movement, index) =>
      endOf(parts.assets, token, movement, present(shares[index], 'a share')),
    );
    const owners = open.map((movement, index) => creditedTo(movement, present(ends[index], 'an end')));
    const book = await ledger.open(tx, { accounts: [custody, own, inFlight, suspense, ...owners] });
    // Somebody moved something between the two readings, or is about to: the difference is no gain then.
    const moved =
      book.balance(custody).posted !== before?.posted ||
      book.balance(own).posted !== ownBefore?.posted ||
      book.balance(inFlight).posted !== 0n ||
      open.some(({ state }) => state === 'PENDING');
    if (moved) return 0;
    const at = await wallets.companyNow(tx, company);
    // Without a sweep nothing names this gain; that it is booked once follows from what the custody was when it was read.
    const name = row.batch ?? randomBytes(16).toString('hex');
    if (row.wallet !== holder)
      emptyByLogs(book, own, custody, {
        company,
        key: `relisted:${row.wallet}:${name}`,
        reference: row.wallet,
        at,
      });
    if (gained <= 0n) await book.write();
    if (gained <= 0n && open.length === 0) {
      // Another address was swept into the account, and what waited here was credited with it.
      if ((await store.finishSweeps(tx, [row])) === 0) await again(tx, row, await parts.now(tx));
      return 0;
    }
    if (gained <= 0n) {
      log.warn({ company, wallet: row.wallet, asset, gained }, 'a sweep of an inexact token gained nothing');
      await again(tx, row, await laterAndLater(tx, parts, row));
      return 0;
    }
    const post = (reference: string, account: Post['postings'][number]['account'], amount: bigint): void => {
      if (amount === 0n) return;
      book.post({
        company,
        key: `gain:${reference}:${name}`,
        reference,
        kind: 'deposit',
        at,
        postings: [
          { account: custody, side: 'debit', amount },
          { account, side: 'credit', amount },
        ],
      });
    };
    for (const [index, movement] of open.entries())
      post(movement.id, present(owners[index], 'an owner'), present(shares[index], 'a share'));
    // Nobody's deposit: it stays where the operator sees it.
    if (open.length === 0) post(row.wallet, suspense, gained);
    const credited = open.map((movement, index) =>
      concluded(movement, present(ends[index], 'an end'), present(shares[index], 'a share'), row.batch, at),
    );
    await tell(parts, tx, token, credited, at);
    await book.write();
    if ((await store.finishSweeps(tx, [row])) === 0) await again(tx, row, await parts.now(tx));
    return 1;
  });
}

const laterAndLater = async (tx: Tx, { now }: InexactParts, { tries }: InexactRow): Promise<Date> =>
  new Date((await now(tx)).getTime() + againMs * 2 ** Math.min(tries, 10));

/** Looks at it again later, from the beginning. */
const again = (tx: Tx, row: InexactRow, dueAt: Date): Promise<number> =>
  store.planSweeps(tx, [{ ...row, dueAt, batch: null, tries: row.tries + 1 }]);

/** What becomes of a deposit of an inexact token: never a card's, and held to the minimum by what was gained. */
function endOf(
  assets: Assets,
  token: WalletAsset,
  { kind, chain }: WalletMovement,
  share: bigint,
): 'not_for_cards' | 'below_minimum' | 'credited' {
  if (kind === 'card' || kind === 'program') return 'not_for_cards';
  return isEnough(assets.minimums(chain), kind, token, share) ? 'credited' : 'below_minimum';
}

const creditedTo = (movement: WalletMovement, end: ReturnType<typeof endOf>): LedgerAccount =>
  end === 'credited'
    ? ownerAccount({ company: movement.company, id: movement.wallet, kind: movement.kind }, movement.asset)
    : suspenseAccount({ company: movement.company, asset: movement.asset, reason: end });

function concluded(
  movement: WalletMovement,
  end: ReturnType<typeof endOf>,
  share: bigint,
  batch: string | null,
  updatedAt: Date,
): WalletMovement {
  const creditKey = `gain:${movement.id}:${batch ?? ''}`;
  const what = { netAsset: movement.asset, netAmount: share, creditKey, updatedAt };
  return end === 'credited'
    ? { ...movement, ...what, state: 'COMPLETED', reason: null }
    : { ...movement, ...what, reason: end };
}

async function tell(
  { events }: InexactParts,
  tx: Tx,
  token: WalletAsset,
  credited: readonly WalletMovement[],
  at: Date,
): Promise<void> {
  const owners = await wallets.findWallets(tx, credited);
  const told = await tellOf(
    tx,
    events,
    credited,
    (movement) => {
      if (movement.state !== 'COMPLETED') return undefined;
      const owner = owners.find(({ id }) => id === movement.wallet);
      return depositEvent(movement, present(owner, 'the wallet of a movement'), token, 'SUCCESS', at);
    },
    'doneEvent',
  );
  await updateMovements(tx, told);
}
