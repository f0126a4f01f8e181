import type { Address } from 'viem';
import type { WatchedAddress } from '../chains/index.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';
import { present } from '../kernel/assert.ts';
import type { CompanyId, Wallet, WalletId, WalletKind } from './types.ts';

/** A row of `wallets` as a {@link Wallet}. */
export const walletColumns = `company_id AS company, id, kind, chain, address, alias, account_id AS account,
  key_id AS "keyId", holding_id AS holding, salt, card_id AS card, client_id AS client, enabled,
  created_at AS "createdAt", rotated_at AS "rotatedAt", deleted_at AS "deletedAt", since_block AS "sinceBlock"`;

const clockStatement = sql(
  'wallets.companyClock',
  'SELECT id AS company, clock_of(clock_offset, clock_stands_at) AS now FROM companies WHERE id = ANY ($1)',
);

/** The time of each of these companies; one that has no row (the operator's books) is missing. */
export async function companyClocks(
  queries: Queries,
  companies: readonly CompanyId[],
): Promise<ReadonlyMap<CompanyId, Date>> {
  const rows = await queries.query<{ company: CompanyId; now: Date }>(clockStatement, [companies]);
  return new Map(rows.map(({ company, now }) => [company, now]));
}

/** The company's time. */
export const companyNow = async (queries: Queries, company: CompanyId): Promise<Date> =>
  present((await companyClocks(queries, [company])).get(company), 'the clock of a company that calls');

const insertWalletStatement = sql(
  'wallets.insert',
  `WITH wallet AS (
     INSERT INTO wallets (company_id, id, kind, chain, address, alias, account_id, key_id, holding_id, salt, card_id,
       client_id, created_at, since_block)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))
   INSERT INTO wallet_addresses (chain, address, company_id, wallet_id, kind) VALUES ($4, $5, $1, $2, $3)`,
);

/** Stores a wallet and its address. What is shown to anybody must be stored before. */
export async function insertWallet(
  tx: Tx,
  wallet: Omit<Wallet, 'enabled' | 'rotatedAt' | 'deletedAt'>,
): Promise<void> {
  const { company, id, kind, chain, address, alias, account, keyId, holding, salt, card, client } = wallet;
  await tx.execute(insertWalletStatement, [
    company,
    id,
    kind,
    chain,
    address,
    alias,
    account,
    keyId,
    holding,
    salt,
    card,
    client,
    wallet.createdAt,
    wallet.sinceBlock,
  ]);
}

const findWalletStatement = sql(
  'wallets.find',
  `SELECT ${walletColumns} FROM wallets WHERE company_id = $1 AND id = $2`,
);

/** A wallet of this company, deleted ones too. */
export async function findWallet(
  queries: Queries,
  company: CompanyId,
  id: WalletId,
): Promise<Wallet | undefined> {
  return (await queries.query<Wallet>(findWalletStatement, [company, id]))[0];
}

const lockWalletStatement = sql(
  'wallets.lock',
  `SELECT ${walletColumns} FROM wallets WHERE company_id = $1 AND id = $2 FOR NO KEY UPDATE`,
);

/** A wallet, locked against others who change it. */
export async function lockWallet(tx: Tx, company: CompanyId, id: WalletId): Promise<Wallet | undefined> {
  return (await tx.query<Wallet>(lockWalletStatement, [company, id]))[0];
}

const findManyStatement = sql(
  'wallets.findMany',
  `SELECT ${walletColumns} FROM wallets
   WHERE (company_id, id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
);

export async function findWallets(
  queries: Queries,
  refs: readonly { readonly company: CompanyId; readonly wallet: WalletId }[],
): Promise<readonly Wallet[]> {
  if (refs.length === 0) return [];
  return await queries.query<Wallet>(findManyStatement, [
    refs.map(({ company }) => company),
    refs.map(({ wallet }) => wallet),
  ]);
}

const findSingleStatement = sql(
  'wallets.findSingle',
  // The kinds stand there for the planner, which does not know the one that is asked for: the index has these two only.
  `SELECT ${walletColumns} FROM wallets
   WHERE company_id = $1 AND chain = $2 AND kind = $3 AND kind IN ('holding', 'program')`,
);

/** The company's holding or program wallet on a chain; the operator's relayer wallets on it. */
export async function findSingle(
  queries: Queries,
  company: CompanyId,
  chain: string,
  kind: 'holding' | 'program',
): Promise<Wallet | undefined> {
  return (await queries.query<Wallet>(findSingleStatement, [company, chain, kind]))[0];
}

const findRelayerStatement = sql(
  'wallets.findRelayer',
  `SELECT address FROM wallets WHERE company_id = $1 AND chain = $2 AND kind = 'relayer'
   ORDER BY created_at DESC LIMIT 1`,
);

/** The relayer that was taken into the operator's books last on a chain. */
export async function findRelayer(
  queries: Queries,
  operator: CompanyId,
  chain: string,
): Promise<Address | undefined> {
  return (await queries.query<{ address: Address }>(findRelayerStatement, [operator, chain]))[0]?.address;
}

const findOfCardStatement = sql(
  'wallets.findOfCard',
  `SELECT ${walletColumns} FROM wallets
   WHERE company_id = $1 AND card_id = $2 AND chain = $3 AND kind = 'card' AND rotated_at IS NULL`,
);

/** The current deposit wallet of a card. */
export async function findCardWallet(
  queries: Queries,
  company: CompanyId,
  card: string,
  chain: string,
): Promise<Wallet | undefined> {
  return (await queries.query<Wallet>(findOfCardStatement, [company, card, chain]))[0];
}

const rotateStatement = sql(
  'wallets.rotate',
  `UPDATE wallets SET rotated_at = $4
   WHERE company_id = $1 AND card_id = $2 AND chain = $3 AND kind = 'card' AND rotated_at IS NULL`,
);

/** Ends the current deposit wallet of a card; it stays watched. */
export async function rotateCardWallet(
  tx: Tx,
  company: CompanyId,
  card: string,
  chain: string,
  at: Date,
): Promise<void> {
  await tx.execute(rotateStatement, [company, card, chain, at]);
}

/** Whose an address is. */
export interface AddressOwner {
  readonly address: Address;
  readonly company: CompanyId;
  readonly wallet: WalletId;
  readonly kind: WalletKind;
}

const ownersStatement = sql(
  'wallets.owners',
  `SELECT address, company_id AS company, wallet_id AS wallet, kind FROM wallet_addresses
   WHERE chain = $1 AND address = ANY ($2)`,
);

/** Which of these addresses are ours, and whose. Across companies: the directory. */
export async function addressOwners(
  queries: Queries,
  chain: string,
  addresses: readonly Address[],
): Promise<ReadonlyMap<Address, AddressOwner>> {
  const rows = await queries.query<AddressOwner>(ownersStatement, [chain, addresses]);
  return new Map(rows.map((row) => [row.address, row]));
}

const allAddressesStatement = sql(
  'wallets.allAddresses',
  `SELECT a.address, max(w.since_block) AS since FROM wallet_addresses a
     LEFT JOIN wallets w ON a.kind = 'relayer' AND w.company_id = a.company_id AND w.id = a.wallet_id
   WHERE a.chain = $1 OR a.kind <> 'relayer' GROUP BY a.address`,
);

/** Those that are watched on a chain: of other chains, too, as an address is the same on all of them. */
export const allAddresses = (queries: Queries, chain: string): Promise<readonly WatchedAddress[]> =>
  queries.query<WatchedAddress>(allAddressesStatement, [chain]);

// The place names the chain, too: by the statistics of wallets that are all on one chain, those of another would be looked for among all.
const walletsOnStatement = sql(
  'wallets.on',
  `SELECT ${walletColumns} FROM wallets WHERE chain = $1 AND (chain, company_id, id) > ($1, $2, $3)
   ORDER BY company_id, id LIMIT $4`,
);

/** The wallets on a chain, of all companies, a page of them: those after `after`; for reconciliation. */
export async function walletsOn(
  queries: Queries,
  chain: string,
  after: Pick<Wallet, 'company' | 'id'> | undefined,
  most: number,
): Promise<readonly Wallet[]> {
  return await queries.query<Wallet>(walletsOnStatement, [
    chain,
    after?.company ?? '',
    after?.id ?? '',
    most,
  ]);
}

const byAddressStatement = sql(
  'wallets.findByAddress',
  `SELECT ${walletColumns} FROM wallets WHERE company_id = $1 AND address = $2 ORDER BY id LIMIT 1`,
);

/** A wallet of this company by its address. */
export async function findByAddress(
  queries: Queries,
  company: CompanyId,
  address: Address,
): Promise<Wallet | undefined> {
  return (await queries.query<Wallet>(byAddressStatement, [company, address]))[0];
}
