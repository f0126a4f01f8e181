import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import type { Queries } from '../platform/database.ts';
import { accountKey, balanceOf } from './book.ts';
import * as store from './store.ts';
import type { Balance, Entry, LedgerAccount, Posting } from './types.ts';

const nothing: Balance = { posted: 0n, held: 0n, available: 0n };

/** The balances of these accounts, in their order, unlocked: for showing, not for deciding. An unopened one has none. */
export async function balances(
  queries: Queries,
  accounts: readonly LedgerAccount[],
): Promise<readonly Balance[]> {
  const rows = await store.readAccounts(queries, accounts);
  const found = new Map(
    rows.map((row) => [
      accountKey({ company: row.company_id, name: row.name, asset: row.asset }),
      balanceOf({ ...row, side: row.normal_side }),
    ]),
  );
  return accounts.map((account) => found.get(accountKey(account)) ?? nothing);
}

/** What a company's accounts of one kind (`virtual` of `virtual:vw_0197…`) have available together, by asset; for showing. */
export async function sums(
  queries: Queries,
  company: Id<'company'>,
  kind: string,
): Promise<ReadonlyMap<Asset, bigint>> {
  const rows = await store.readSums(queries, company, kind);
  return new Map(rows.map(({ asset, available }) => [asset, available]));
}

/** What is in the books about a card transaction or wallet movement, oldest first. */
export async function entriesOf(
  queries: Queries,
  company: Id<'company'>,
  reference: string,
): Promise<readonly Entry[]> {
  const entries = new Map<Id<'ledgerEntry'>, Entry & { readonly postings: Posting[] }>();
  for (const line of await store.linesOf(queries, company, reference)) {
    let entry = entries.get(line.id);
    if (entry === undefined) {
      const { id, key, kind, at, recorded_at, hold_id, hold_change } = line;
      const hold = hold_id === null ? null : { id: hold_id, change: hold_change ?? 0n };
      entry = { id, company, key, kind, reference, at, recordedAt: recorded_at, hold, postings: [] };
      entries.set(id, entry);
    }
    const posting = postingOf(company, line);
    if (posting !== undefined) entry.postings.push(posting);
  }
  return [...entries.values()];
}

function postingOf(
  company: Id<'company'>,
  { account, asset, debit, credit }: store.StoredLine,
): Posting | undefined {
  if (account === null || asset === null || debit === null || credit === null) return undefined;
  const place = { company, name: account, asset };
  return debit > 0n
    ? { account: place, side: 'debit', amount: debit }
    : { account: place, side: 'credit', amount: credit };
}
