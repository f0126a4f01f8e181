import type { Id } from '../kernel/ids.ts';
import type { ListPart } from '../kernel/pages.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';
import { walletColumns } from './store.ts';
import type { CompanyId, SigningKey, TreasuryAccount, Wallet, WalletId } from './types.ts';

const accountColumns = `company_id AS company, id, alias, created_at AS "createdAt", deleted_at AS "deletedAt"`;

const insertAccountStatement = sql(
  'wallets.insertAccount',
  'INSERT INTO treasury_accounts (company_id, id, alias, created_at) VALUES ($1, $2, $3, $4)',
);

export async function insertAccount(tx: Tx, account: TreasuryAccount): Promise<void> {
  const { company, id, alias, createdAt } = account;
  await tx.execute(insertAccountStatement, [company, id, alias, createdAt]);
}

// Compared as rows, so that the planner, which knows no company when it plans for all, goes through the index in its order; so below.
const listAccountsStatement = sql(
  'wallets.listAccounts',
  `SELECT ${accountColumns} FROM treasury_accounts
   WHERE (company_id, id) > ((SELECT $1::text), $2) AND (company_id, id) < ((SELECT $1::text), '~') AND deleted_at IS NULL
   ORDER BY company_id, id LIMIT $3`,
);

/** Oldest first, without deleted ones. */
export async function listAccounts(
  queries: Queries,
  company: CompanyId,
  { after = '', size }: ListPart,
): Promise<readonly TreasuryAccount[]> {
  return await queries.query<TreasuryAccount>(listAccountsStatement, [company, after, size]);
}

const findAccountStatement = sql(
  'wallets.findAccount',
  `SELECT ${accountColumns} FROM treasury_accounts WHERE company_id = $1 AND id = $2 AND deleted_at IS NULL`,
);

/** An account that is not deleted. */
export async function findAccount(
  queries: Queries,
  company: CompanyId,
  id: string,
): Promise<TreasuryAccount | undefined> {
  return (await queries.query<TreasuryAccount>(findAccountStatement, [company, id]))[0];
}

const lockAccountStatement = sql(
  'wallets.lockAccount',
  `SELECT ${accountColumns} FROM treasury_accounts WHERE company_id = $1 AND id = $2 AND deleted_at IS NULL
   FOR NO KEY UPDATE`,
);

/** An account that is not deleted, locked: nobody deletes it meanwhile, or puts a wallet into it. */
export async function lockAccount(
  tx: Tx,
  company: CompanyId,
  id: string,
): Promise<TreasuryAccount | undefined> {
  return (await tx.query<TreasuryAccount>(lockAccountStatement, [company, id]))[0];
}

const updateAccountStatement = sql(
  'wallets.updateAccount',
  'UPDATE treasury_accounts SET alias = $3, deleted_at = $4 WHERE company_id = $1 AND id = $2',
);

export async function updateAccount(tx: Tx, account: TreasuryAccount): Promise<void> {
  const { company, id, alias, deletedAt } = account;
  await tx.execute(updateAccountStatement, [company, id, alias, deletedAt]);
}

const listOfAccountStatement = sql(
  'wallets.listOfAccount',
  `SELECT ${walletColumns} FROM wallets
   WHERE company_id = $1 AND account_id = $2 AND id > $3 AND deleted_at IS NULL ORDER BY id LIMIT $4`,
);

/** The wallets of a treasury account, oldest first, without deleted ones. */
export async function listOfAccount(
  queries: Queries,
  company: CompanyId,
  account: string,
  { after = '', size }: ListPart,
): Promise<readonly Wallet[]> {
  return await queries.query<Wallet>(listOfAccountStatement, [company, account, after, size]);
}

const ofAccountsStatement = sql(
  'wallets.ofAccounts',
  `SELECT ${walletColumns} FROM wallets
   WHERE company_id = $1 AND account_id = ANY ($2) AND deleted_at IS NULL ORDER BY id`,
);

/** The wallets of some treasury accounts, oldest first, without deleted ones. */
export async function walletsOfAccounts(
  queries: Queries,
  company: CompanyId,
  accounts: readonly Id<'treasuryAccount'>[],
): Promise<readonly Wallet[]> {
  return accounts.length === 0 ? [] : await queries.query<Wallet>(ofAccountsStatement, [company, accounts]);
}

const listVirtualStatement = sql(
  'wallets.listVirtual',
  `SELECT ${walletColumns} FROM wallets
   WHERE (company_id, chain, id) > ((SELECT $1::text), (SELECT $2::text), $3)
     AND (company_id, chain, id) < ((SELECT $1::text), (SELECT $2::text), '~') AND kind = 'virtual' AND deleted_at IS NULL
   ORDER BY company_id, chain, id LIMIT $4`,
);

/** The virtual wallets of a company on a chain, oldest first, without deleted ones. */
export async function listVirtual(
  queries: Queries,
  company: CompanyId,
  chain: string,
  { after = '', size }: ListPart,
): Promise<readonly Wallet[]> {
  return await queries.query<Wallet>(listVirtualStatement, [company, chain, after, size]);
}

const updateWalletStatement = sql(
  'wallets.update',
  `UPDATE wallets SET alias = $3, client_id = $4, enabled = $5, deleted_at = $6
   WHERE company_id = $1 AND id = $2`,
);

/** Writes what a company may change about a wallet; the row must be locked. */
export async function updateWallet(tx: Tx, wallet: Wallet): Promise<void> {
  const { company, id, alias, client, enabled, deletedAt } = wallet;
  await tx.execute(updateWalletStatement, [company, id, alias, client, enabled, deletedAt]);
}

const openMovementStatement = sql(
  'wallets.openMovement',
  `SELECT 1 FROM wallet_movements
   WHERE company_id = $1 AND wallet_id = $2 AND state IN ('PENDING', 'PROCESSING')
     AND (state = 'PENDING' OR operation <> 'DEPOSIT')
   LIMIT 1`,
);

/** Whether something is on its way to or from a wallet. What waits in suspense does not count: it belongs to nobody. */
export async function isUnderWay(tx: Tx, company: CompanyId, wallet: WalletId): Promise<boolean> {
  return (await tx.query(openMovementStatement, [company, wallet])).length > 0;
}

const ofClientsStatement = sql(
  'wallets.ofClients',
  `SELECT client_id AS client, id FROM wallets
   WHERE company_id = $1 AND client_id = ANY ($2) AND kind = 'virtual' AND deleted_at IS NULL ORDER BY id`,
);

export interface WalletOfClient {
  readonly client: Id<'client'>;
  readonly id: WalletId;
}

export async function walletsOfClients(
  queries: Queries,
  company: CompanyId,
  clients: readonly Id<'client'>[],
): Promise<readonly WalletOfClient[]> {
  if (clients.length === 0) return [];
  return await queries.query<WalletOfClient>(ofClientsStatement, [company, clients]);
}

const contractStatement = sql(
  'wallets.contract',
  `SELECT contracted_treasury_wallets AS treasury, contracted_virtual_wallets AS virtual FROM companies
   WHERE id = $1`,
);
// A company with a limit makes its wallets one after the other, so that two at once cannot both take the last place.
const lockContractStatement = sql(
  'wallets.lockContract',
  'SELECT 1 FROM companies WHERE id = $1 FOR NO KEY UPDATE',
);
const countStatement = sql(
  'wallets.count',
  `SELECT count(*) FILTER (WHERE kind = 'treasury')::int4 AS treasury,
     count(*) FILTER (WHERE kind = 'virtual')::int4 AS virtual
   FROM wallets WHERE company_id = $1 AND kind IN ('treasury', 'virtual') AND deleted_at IS NULL
     AND sibling_of IS NULL`,
);

/** How many wallets of each kind there are. */
export interface WalletCounts {
  readonly treasury: number;
  readonly virtual: number;
}

/** Without deleted ones, and without those that a deposit on another chain has made. */
export async function countWallets(queries: Queries, company: CompanyId): Promise<WalletCounts> {
  return (await queries.query<WalletCounts>(countStatement, [company]))[0] ?? { treasury: 0, virtual: 0 };
}

/** How many wallets of this kind the company's contract allows; null is any number. */
export async function readContract(
  queries: Queries,
  company: CompanyId,
  kind: keyof WalletCounts,
): Promise<number | null> {
  type Row = { readonly [Kind in keyof WalletCounts]: number | null };
  return (await queries.query<Row>(contractStatement, [company]))[0]?.[kind] ?? null;
}

/** Until the unit of work has ended nobody else makes a wallet under this contract. */
export const lockContract = (tx: Tx, company: CompanyId): Promise<unknown> =>
  tx.query(lockContractStatement, [company]);

const keyColumns = `key_id AS "keyId", company_id AS company, id AS wallet, kind, chain, address`;

const listKeysStatement = sql(
  'wallets.listKeys',
  `SELECT DISTINCT ON (key_id COLLATE "C") ${keyColumns} FROM wallets WHERE key_id COLLATE "C" > $1
   ORDER BY key_id COLLATE "C", created_at, id LIMIT $2`,
);

/** The threshold keys of all companies: an operator's list. */
export async function listKeys(
  queries: Queries,
  after: string,
  size: number,
): Promise<readonly SigningKey[]> {
  return await queries.query<SigningKey>(listKeysStatement, [after, size]);
}

const findKeyStatement = sql(
  'wallets.findKey',
  `SELECT ${keyColumns} FROM wallets WHERE key_id COLLATE "C" = $1 ORDER BY created_at, id LIMIT 1`,
);

export async function findWalletOfKey(queries: Queries, key: string): Promise<SigningKey | undefined> {
  return (await queries.query<SigningKey>(findKeyStatement, [key]))[0];
}
