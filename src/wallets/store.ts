import type { Address } from 'viem';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';
import { bulkInsert, bulkUpdate } from '../platform/bulk.ts';
import { present } from '../kernel/assert.ts';
import type { CompanyId, Wallet, WalletId, WalletKind, WalletMovement } from './types.ts';

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
  `SELECT ${walletColumns} FROM wallets WHERE company_id = $1 AND chain = $2 AND kind = $3`,
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
  `SELECT DISTINCT address FROM wallet_addresses WHERE chain = $1 OR kind <> 'relayer'`,
);

/** Those that are watched on a chain: of other chains, too, as an address is the same on all of them. */
export async function allAddresses(queries: Queries, chain: string): Promise<readonly Address[]> {
  const rows = await queries.query<{ address: Address }>(allAddressesStatement, [chain]);
  return rows.map(({ address }) => address);
}

/** A row of `wallet_movements` as a {@link WalletMovement}. */
export const movementColumns = `company_id AS company, id, wallet_id AS wallet, kind, chain, operation, state, reason, asset, amount,
  net_asset AS "netAsset", net_amount AS "netAmount", from_address AS "from", to_address AS "to",
  transaction_hash AS "transactionHash", transfer_kind AS "transferKind", ordinal, log_index AS "logIndex",
  block_number AS "blockNumber", block_hash AS "blockHash", confirmations, credit_key AS "creditKey",
  account_id AS account, card_id AS card, client_id AS client, seen_event_id AS "seenEvent",
  done_event_id AS "doneEvent", trace_id AS "traceId", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** One statement for any number of movements. */
export const insertMovements = bulkInsert<WalletMovement>('wallets.insertMovements', 'wallet_movements', [
  ['company_id', 'text', (row) => row.company],
  ['id', 'text', (row) => row.id],
  ['wallet_id', 'text', (row) => row.wallet],
  ['kind', 'text', (row) => row.kind],
  ['chain', 'text', (row) => row.chain],
  ['operation', 'text', (row) => row.operation],
  ['state', 'text', (row) => row.state],
  ['reason', 'text', (row) => row.reason],
  ['asset', 'text', (row) => row.asset],
  ['amount', 'amount', (row) => row.amount],
  ['net_asset', 'text', (row) => row.netAsset],
  ['net_amount', 'amount', (row) => row.netAmount],
  ['from_address', 'text', (row) => row.from],
  ['to_address', 'text', (row) => row.to],
  ['transaction_hash', 'text', (row) => row.transactionHash],
  ['transfer_kind', 'text', (row) => row.transferKind],
  ['ordinal', 'int4', (row) => row.ordinal],
  ['log_index', 'int4', (row) => row.logIndex],
  ['block_number', 'int8', (row) => row.blockNumber],
  ['block_hash', 'text', (row) => row.blockHash],
  ['confirmations', 'int4', (row) => row.confirmations],
  ['credit_key', 'text', (row) => row.creditKey],
  ['account_id', 'text', (row) => row.account],
  ['card_id', 'text', (row) => row.card],
  ['client_id', 'text', (row) => row.client],
  ['seen_event_id', 'text', (row) => row.seenEvent],
  ['done_event_id', 'text', (row) => row.doneEvent],
  ['trace_id', 'text', (row) => row.traceId],
  ['created_at', 'timestamptz', (row) => row.createdAt],
  ['updated_at', 'timestamptz', (row) => row.updatedAt],
]);

/** Writes what may change about movements; the rows must be locked. */
export const updateMovements = bulkUpdate<WalletMovement>(
  'wallets.updateMovements',
  'wallet_movements',
  [
    ['company_id', 'text', (row) => row.company],
    ['id', 'text', (row) => row.id],
  ],
  [
    ['state', 'text', (row) => row.state],
    ['reason', 'text', (row) => row.reason],
    ['net_asset', 'text', (row) => row.netAsset],
    ['net_amount', 'amount', (row) => row.netAmount],
    ['transaction_hash', 'text', (row) => row.transactionHash],
    ['log_index', 'int4', (row) => row.logIndex],
    ['block_number', 'int8', (row) => row.blockNumber],
    ['block_hash', 'text', (row) => row.blockHash],
    ['confirmations', 'int4', (row) => row.confirmations],
    ['credit_key', 'text', (row) => row.creditKey],
    ['seen_event_id', 'text', (row) => row.seenEvent],
    ['done_event_id', 'text', (row) => row.doneEvent],
    ['updated_at', 'timestamptz', (row) => row.updatedAt],
  ],
);

const findMovementStatement = sql(
  'wallets.findMovement',
  `SELECT ${movementColumns} FROM wallet_movements WHERE company_id = $1 AND id = $2`,
);

export async function findMovement(
  queries: Queries,
  company: CompanyId,
  id: string,
): Promise<WalletMovement | undefined> {
  return (await queries.query<WalletMovement>(findMovementStatement, [company, id]))[0];
}

const lockMovementStatement = sql(
  'wallets.lockMovement',
  `SELECT ${movementColumns} FROM wallet_movements WHERE company_id = $1 AND id = $2 FOR NO KEY UPDATE`,
);

export async function lockMovement(
  tx: Tx,
  company: CompanyId,
  id: string,
): Promise<WalletMovement | undefined> {
  return (await tx.query<WalletMovement>(lockMovementStatement, [company, id]))[0];
}

/** Which transfer on a chain, to a wallet of which company. */
export interface TransferRef {
  readonly company: CompanyId;
  readonly chain: string;
  readonly transactionHash: string;
  readonly kind: 'token' | 'coin';
  readonly ordinal: number;
}

const lockDepositsStatement = sql(
  'wallets.lockDeposits',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE transfer_kind IS NOT NULL AND state <> 'CANCELLED'
     AND (company_id, chain, transaction_hash, transfer_kind, ordinal) IN
       (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int4[]))
   ORDER BY company_id, id FOR NO KEY UPDATE`,
);

/** The deposits that these transfers are now, locked; without those that left the chain. */
export async function lockDeposits(tx: Tx, refs: readonly TransferRef[]): Promise<readonly WalletMovement[]> {
  if (refs.length === 0) return [];
  return await tx.query<WalletMovement>(lockDepositsStatement, [
    refs.map(({ company }) => company),
    refs.map(({ chain }) => chain),
    refs.map(({ transactionHash }) => transactionHash),
    refs.map(({ kind }) => kind),
    refs.map(({ ordinal }) => ordinal),
  ]);
}

const takenBackStatement = sql(
  'wallets.takenBack',
  `SELECT DISTINCT wallet_id AS wallet, kind, asset FROM wallet_movements
   WHERE company_id = $1 AND chain = $2 AND state = 'CANCELLED' AND reason = 'reorg' AND net_amount IS NOT NULL`,
);

/** Where credits of a company were taken back on a chain: the balances that may be below zero. */
export async function takenBack(
  queries: Queries,
  company: CompanyId,
  chain: string,
): Promise<readonly Pick<WalletMovement, 'wallet' | 'kind' | 'asset'>[]> {
  return await queries.query(takenBackStatement, [company, chain]);
}

const takenBackReturnedStatement = sql(
  'wallets.takenBackReturned',
  `SELECT DISTINCT o.returns_reason AS reason, m.asset FROM wallet_movements m
   JOIN wallet_outgoings o ON o.company_id = m.company_id AND o.returns_id = m.id
   WHERE m.company_id = $1 AND m.chain = $2 AND m.state = 'CANCELLED' AND m.reason = 'reorg'`,
);

/** Of what left the chain after it was sent back: where it stood in suspense, which may be below zero. */
export async function takenBackReturned(
  queries: Queries,
  company: CompanyId,
  chain: string,
): Promise<readonly Pick<WalletMovement, 'reason' | 'asset'>[]> {
  return await queries.query(takenBackReturnedStatement, [company, chain]);
}

const walletsOnStatement = sql(
  'wallets.on',
  `SELECT ${walletColumns} FROM wallets WHERE chain = $1 AND (company_id, id) > ($2, $3)
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

const byHashStatement = sql(
  'wallets.movementsByHash',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE company_id = $1 AND chain = $2 AND transaction_hash = $3 AND transfer_kind IS NOT NULL ORDER BY id`,
);

/** The deposits of a chain transaction, those that left the chain too. */
export async function depositsByHash(
  queries: Queries,
  company: CompanyId,
  chain: string,
  transactionHash: string,
): Promise<readonly WalletMovement[]> {
  return await queries.query<WalletMovement>(byHashStatement, [company, chain, transactionHash]);
}

const suspendedDeposit = `SELECT ${movementColumns} FROM wallet_movements
   WHERE operation = 'DEPOSIT' AND state = 'PROCESSING' AND id < $1`;
const suspendedStatement = sql('wallets.suspended', `${suspendedDeposit} ORDER BY id DESC LIMIT $2`);
// Two statements, as one for both would be planned for all companies, and read the dust of others to find one's.
const suspendedOfStatement = sql(
  'wallets.suspendedOf',
  `${suspendedDeposit} AND company_id = $3 ORDER BY id DESC LIMIT $2`,
);

/**
 * Deposits that are credited to nobody, newest first; the operator's list is over all companies. `before` is the id of the last
 * one seen.
 */
export async function suspendedDeposits(
  queries: Queries,
  company: CompanyId | undefined,
  before: string | undefined,
  size: number,
): Promise<readonly WalletMovement[]> {
  // Ids begin with `mov_`: what sorts after all of them.
  const page = [before ?? '~', size] as const;
  return company === undefined
    ? await queries.query<WalletMovement>(suspendedStatement, page)
    : await queries.query<WalletMovement>(suspendedOfStatement, [...page, company]);
}

const standingStatement = sql(
  'wallets.standingDeposits',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE company_id = $1 AND chain = $2 AND transfer_kind IS NOT NULL AND state <> 'CANCELLED' AND block_number > $3
   ORDER BY block_number, id LIMIT 1000`,
);

/** The deposits of a company above a block that are on the chain now, in its order. */
export async function standingDeposits(
  queries: Queries,
  company: CompanyId,
  chain: string,
  above: bigint,
): Promise<readonly WalletMovement[]> {
  return await queries.query<WalletMovement>(standingStatement, [company, chain, above]);
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
