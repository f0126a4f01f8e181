import type { Address, Hex } from 'viem';
import type { Asset } from '../../kernel/assets.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { movementColumns } from '../store.ts';
import type { CompanyId, WalletId, WalletKind, WalletMovement } from '../types.ts';
import type { ToSweep } from './store.ts';

/** An inexact token on one address of ours, and the threshold account whose gain counts: its holding, or itself. */
export interface InexactRow extends ToSweep {
  readonly kind: WalletKind;
  readonly address: Address;
  readonly salt: Hex | null;
  readonly deposits: bigint;
  readonly dueAt: Date;
  readonly batch: string | null;
  readonly tries: number;
  readonly holder: WalletId;
  readonly holderAddress: Address;
}

const listStatement = sql(
  'wallets.inexactSweeps',
  `SELECT s.company_id AS company, s.wallet_id AS wallet, s.chain, s.asset, s.deposits, s.due_at AS "dueAt", s.batch,
     s.tries, w.kind, w.address, w.salt, coalesce(h.id, w.id) AS holder, coalesce(h.address, w.address) AS "holderAddress"
   FROM wallet_sweeps s
     JOIN wallets w ON w.company_id = s.company_id AND w.id = s.wallet_id
     LEFT JOIN wallets h ON h.company_id = w.company_id AND h.id = w.holding_id
   WHERE s.chain = $1 AND s.asset = ANY ($2) ORDER BY s.due_at, s.company_id, s.wallet_id LIMIT 1000`,
);

/** Where inexact tokens of a chain are, oldest first, of whatever company. */
export const listInexact = (
  queries: Queries,
  chain: string,
  assets: readonly Asset[],
): Promise<readonly InexactRow[]> => queries.query<InexactRow>(listStatement, [chain, assets]);

const openStatement = sql(
  'wallets.openInexact',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE company_id = $1 AND wallet_id = ANY ($2) AND asset = $3 AND operation = 'DEPOSIT'
     AND (state = 'PENDING' OR (state = 'PROCESSING' AND reason = 'inexact'))
   ORDER BY id FOR NO KEY UPDATE`,
);

/** Deposits of an inexact token that are not credited yet, locked: seen ones, and those that wait for what was gained. */
export const openInexact = (
  tx: Tx,
  company: CompanyId,
  wallets: readonly WalletId[],
  asset: Asset,
): Promise<readonly WalletMovement[]> => tx.query<WalletMovement>(openStatement, [company, wallets, asset]);
