import { present } from '../../kernel/assert.ts';
import type { Book, LedgerAccount, Post } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { custodyAccount } from '../accounts.ts';
import { mirrorOf } from '../deposits/orphaned.ts';
import { lockMovement, updateMovements } from '../movements/movements-store.ts';
import * as store from '../store.ts';
import { noteToSweep } from '../sweeps/store.ts';
import type { Wallet, WalletAsset, WalletMovement } from '../types.ts';
import { suspendedByLogs } from './proofs-store.ts';
import type { TryParts } from './try-tokens.ts';

const mostAtOnce = 200;

/**
 * A token that is listed as inexact and was listed as exact when deposits of it came: what waits in suspense, booked by its
 * logs, is taken out of the books, as if it had been inexact then, and is credited by what was gained (`sweeps/inexact.ts`).
 * Answers how many deposits.
 */
export async function relist(parts: TryParts, asset: WalletAsset): Promise<number> {
  const waiting = await suspendedByLogs(parts.plain, asset.asset, mostAtOnce);
  const ofWallets = Map.groupBy(waiting, ({ company, wallet }) => `${company} ${wallet}`);
  let done = 0;
  for (const ofOne of ofWallets.values())
    done += await parts.plain.work((tx) => relistOf(tx, parts, asset, ofOne));
  return done;
}

/** The deposits of one wallet. */
async function relistOf(
  tx: Tx,
  { ledger }: TryParts,
  { asset, chain }: WalletAsset,
  of: readonly WalletMovement[],
): Promise<number> {
  const { company, wallet: id } = present(of[0], 'a deposit');
  const movements: WalletMovement[] = [];
  for (const { id: movement } of of.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    const now = await lockMovement(tx, company, movement);
    const isByLogs = now?.creditKey?.startsWith('gain:') === false;
    // What is being sent back has left suspense.
    if (now?.state === 'PROCESSING' && isByLogs && now.reason !== 'returning') movements.push(now);
  }
  if (movements.length === 0) return 0;
  const wallet = present(await store.findWallet(tx, company, id), 'the wallet of a movement');
  const at = await store.companyNow(tx, company);
  const entries = await Promise.all(movements.map((movement) => ledger.entriesOf(tx, company, movement.id)));
  const posts = entries
    .flat()
    .map((entry): Post =>
      Object.assign(mirrorOf(entry, at), { key: `${entry.key}:relisted`, kind: 'deposit_relisted' }),
    );
  const own = custodyAccount(company, id, asset);
  const holding = wallet.holding === null ? undefined : custodyAccount(company, wallet.holding, asset);
  const book = await ledger.open(tx, {
    accounts: [
      ...posts.flatMap(({ postings }) => postings.map(({ account }) => account)),
      own,
      ...(holding === undefined ? [] : [holding]),
    ],
  });
  for (const post of posts) book.post(post);
  if (holding !== undefined)
    emptyByLogs(book, own, holding, {
      company,
      key: `relisted:${present(movements[0], 'a deposit').id}`,
      reference: id,
      at,
    });
  await Promise.all([
    book.write(),
    updateMovements(
      tx,
      movements.map((movement) =>
        Object.assign({}, movement, { reason: 'inexact', creditKey: null, updatedAt: at }),
      ),
    ),
    noteToSweep(tx, [toSweep(wallet, asset, chain)]),
  ]);
  return movements.length;
}

/**
 * The books of a deposit address are empty of an inexact token: what its logs have brought, or sweeps have moved by theirs, while it was
 * listed as exact, is its holding's.
 */
export function emptyByLogs(
  book: Book,
  own: LedgerAccount,
  holding: LedgerAccount,
  of: Pick<Post, 'company' | 'key' | 'reference' | 'at'>,
): void {
  const left = book.balance(own).posted;
  if (left === 0n) return;
  const amount = left < 0n ? -left : left;
  const [into, from] = left < 0n ? [own, holding] : [holding, own];
  book.post({
    ...of,
    kind: 'relisted',
    postings: [
      { account: into, side: 'debit', amount },
      { account: from, side: 'credit', amount },
    ],
  });
}

const toSweep = (
  { company, id: wallet }: Wallet,
  asset: WalletAsset['asset'],
  chain: string,
): Parameters<typeof noteToSweep>[1][number] => ({ company, wallet, asset, chain });
