import type { Address } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Tx } from '../../platform/database.ts';
import { walletColumns } from '../store.ts';
import type { CompanyId, Wallet, WalletId } from '../types.ts';

const homesStatement = sql(
  'wallets.homes',
  `SELECT DISTINCT ON (w.address) ${walletColumns} FROM wallets w
   WHERE (w.company_id, w.id) IN
       (SELECT company_id, wallet_id FROM wallet_addresses WHERE address = ANY ($2) AND chain <> $1)
     AND w.kind <> 'relayer' AND w.sibling_of IS NULL
   ORDER BY w.address, w.created_at, w.id`,
);

/** The wallets of these addresses on other chains, those that the addresses were made for. */
export const homesOf = (tx: Tx, chain: string, addresses: readonly Address[]): Promise<readonly Wallet[]> =>
  tx.query<Wallet>(homesStatement, [chain, addresses]);

const atStatement = sql(
  'wallets.findAt',
  `SELECT ${walletColumns} FROM wallets WHERE company_id = $1 AND chain = $2 AND address = $3`,
);

export const findAt = async (
  tx: Tx,
  company: CompanyId,
  chain: string,
  address: Address,
): Promise<Wallet | undefined> => (await tx.query<Wallet>(atStatement, [company, chain, address]))[0];

const insertStatement = sql(
  'wallets.insertSibling',
  `WITH sibling AS (
     INSERT INTO wallets (company_id, id, kind, chain, address, alias, account_id, key_id, holding_id, salt, card_id,
       client_id, enabled, created_at, rotated_at, deleted_at, sibling_of)
     SELECT company_id, $3, kind, $4, address, alias, account_id, key_id, $5, salt, card_id, client_id, enabled, $6,
       rotated_at, deleted_at, id
     FROM wallets WHERE company_id = $1 AND id = $2
     RETURNING chain, address, company_id, id, kind)
   INSERT INTO wallet_addresses (chain, address, company_id, wallet_id, kind) SELECT * FROM sibling`,
);

/** Makes what a wallet is on its chain on another one, with the same address; of a forwarder with the holding there. */
export const insertSibling = (
  tx: Tx,
  of: Pick<Wallet, 'company' | 'id'>,
  there: {
    readonly id: WalletId;
    readonly chain: string;
    readonly holding: WalletId | null;
    readonly createdAt: Date;
  },
): Promise<number> =>
  tx.execute(insertStatement, [of.company, of.id, there.id, there.chain, there.holding, there.createdAt]);

const lockStatement = sql(
  'wallets.lockSingles',
  `SELECT pg_advisory_xact_lock(hashtextextended('wallets single ' || $1, 0))`,
);
const elsewhereStatement = sql(
  'wallets.singleElsewhere',
  // The kinds stand there for the planner: see `wallets.findSingle`.
  `SELECT ${walletColumns} FROM wallets
   WHERE company_id = $1 AND kind = $2 AND kind IN ('holding', 'program') ORDER BY created_at, id LIMIT 1`,
);

/** Until the unit of work has ended, nobody else makes a holding or program wallet for this company. */
export const lockSingles = (tx: Tx, company: CompanyId): Promise<unknown> =>
  tx.query(lockStatement, [company]);

/** The first holding or program wallet of a company, on whatever chain: those on others have its key. */
export const firstSingle = async (
  queries: Pick<Tx, 'query'>,
  company: CompanyId,
  kind: 'holding' | 'program',
): Promise<Wallet | undefined> => (await queries.query<Wallet>(elsewhereStatement, [company, kind]))[0];
