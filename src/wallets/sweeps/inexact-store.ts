import type { Address, Hex } from 'viem';
import type { Asset } from '../../kernel/assets.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { movementColumns } from '../movements/movements-store.ts';
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
     s.tries, w.*
   FROM unnest($2::text[]) AS a(asset)
     JOIN LATERAL (SELECT * FROM wallet_sweeps WHERE chain = $1 AND asset = a.asset ORDER BY due_at LIMIT 1000) s ON true
     JOIN LATERAL (
       SELECT w.kind, w.address, w.salt, coalesce(h.id, w.id) AS holder, coalesce(h.address, w.address) AS "holderAddress"
       FROM wallets w LEFT JOIN wallets h ON h.company_id = w.company_id AND h.id = w.holding_id
       WHERE w.company_id = s.company_id AND w.id = s.wallet_id LIMIT 1) w ON true
   ORDER BY s.due_at, s.company_id, s.wallet_id LIMIT 1000`,
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
     AND state IN ('PENDING', 'PROCESSING') AND (state = 'PENDING' OR reason = 'inexact')
   ORDER BY id FOR NO KEY UPDATE`,
);

/** Deposits of an inexact token that are not credited yet, locked: seen ones, and those that wait for what was gained. */
export const openInexact = (
  tx: Tx,
  company: CompanyId,
  wallets: readonly WalletId[],
  asset: Asset,
): Promise<readonly WalletMovement[]> => tx.query<WalletMovement>(openStatement, [company, wallets, asset]);
