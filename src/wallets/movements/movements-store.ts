import type { Id } from '../../kernel/ids.ts';
import { bulkInsert, bulkUpdate } from '../../platform/bulk.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import type { CompanyId, WalletId, WalletMovement } from '../types.ts';

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

const kindsStatement = sql(
  'wallets.kindsOf',
  `SELECT id FROM wallets WHERE company_id = $1 AND id = ANY ($2) AND kind = 'treasury'`,
);

/** Which of these are treasury wallets of the company, deleted ones too. */
export async function treasuryWalletsAmong(
  queries: Queries,
  company: CompanyId,
  wallets: readonly string[],
): Promise<readonly WalletId[]> {
  const rows = await queries.query<{ id: WalletId }>(kindsStatement, [company, wallets]);
  return rows.map(({ id }) => id);
}

/** What is searched for; no operations are all of them. */
export interface MovementFilter {
  readonly company: CompanyId;
  readonly wallets: readonly string[];
  readonly operations: readonly string[];
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

const matching = `FROM wallet_movements
  WHERE company_id = $1 AND wallet_id = ANY ($2) AND (cardinality($3::text[]) = 0 OR operation = ANY ($3))
    AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::timestamptz IS NULL OR created_at < $5)`;

const parametersOf = ({ company, wallets, operations, from, to }: MovementFilter) =>
  [company, wallets, operations, from ?? null, to ?? null] as const;

const countStatement = sql('wallets.countMovements', `SELECT count(*) AS total ${matching}`);

export async function countMovements(queries: Queries, filter: MovementFilter): Promise<number> {
  const [row] = await queries.query<{ total: bigint }>(countStatement, parametersOf(filter));
  return Number(row?.total ?? 0n);
}

const searchStatement = sql(
  'wallets.searchMovements',
  `SELECT ${movementColumns} ${matching} ORDER BY id DESC LIMIT $6 OFFSET $7`,
);

/** Newest first. */
export async function searchMovements(
  queries: Queries,
  filter: MovementFilter,
  page: { readonly size: number; readonly offset: number },
): Promise<readonly WalletMovement[]> {
  return await queries.query<WalletMovement>(searchStatement, [
    ...parametersOf(filter),
    page.size,
    page.offset,
  ]);
}

/** A part of what happened on one wallet, by the order in which it began. */
export interface MovementPage {
  readonly company: CompanyId;
  readonly wallet: WalletId;
  readonly chain: string | undefined;
  /** The id of the last one seen. */
  readonly after: string | undefined;
  readonly size: number;
}

const ofWallet = `SELECT ${movementColumns} FROM wallet_movements
  WHERE company_id = $1 AND wallet_id = $2 AND ($3::text IS NULL OR chain = $3)`;
const oldestFirstStatement = sql(
  'wallets.movementsOldestFirst',
  `${ofWallet} AND id > $4 ORDER BY id LIMIT $5`,
);
const newestFirstStatement = sql(
  'wallets.movementsNewestFirst',
  `${ofWallet} AND id < $4 ORDER BY id DESC LIMIT $5`,
);

export async function movementsOf(
  queries: Queries,
  order: 'asc' | 'desc',
  { company, wallet, chain, after, size }: MovementPage,
): Promise<readonly WalletMovement[]> {
  const statement = order === 'asc' ? oldestFirstStatement : newestFirstStatement;
  // Ids begin with `mov_`: what sorts before all of them, and after.
  const start = after ?? (order === 'asc' ? '' : '~');
  return await queries.query<WalletMovement>(statement, [company, wallet, chain ?? null, start, size]);
}

const ofCardStatement = sql(
  'wallets.movementsOfCard',
  `SELECT ${movementColumns} FROM wallet_movements WHERE company_id = $1 AND card_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4`,
);

/** What came to any address that a card has or had, newest first. */
export async function movementsOfCard(
  queries: Queries,
  { company, card, after, size }: Omit<MovementPage, 'wallet' | 'chain'> & { readonly card: Id<'card'> },
): Promise<readonly WalletMovement[]> {
  return await queries.query<WalletMovement>(ofCardStatement, [company, card, after ?? '~', size]);
}
