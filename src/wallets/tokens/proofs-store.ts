import type { Address, Hash } from 'viem';
import type { Asset } from '../../kernel/assets.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { movementColumns } from '../movements/movements-store.ts';
import type { WalletMovement } from '../types.ts';

/** How a token that is listed as exact stands: see `wallet_token_proofs`. */
export type TokenState = 'unproved' | 'proved' | 'mismatched';

/** The transfer that shows, or is to show, whether a token moves what its logs say. */
export interface TrialTransfer {
  readonly transactionHash: Hash;
  readonly sender: Address;
  readonly recipient: Address;
}

export interface Proof {
  readonly asset: Asset;
  readonly address: Address;
  readonly state: TokenState;
  readonly since: Date;
  /** What was seen, in a sentence; of a mismatched one. */
  readonly reason: string | null;
  readonly trial: TrialTransfer | null;
  /** Whether its trial has its confirmations. */
  readonly confirmed: boolean;
}

type Row = Omit<Proof, 'trial'> & {
  readonly transactionHash: Hash | null;
  readonly sender: Address | null;
  readonly recipient: Address | null;
};

const columns = `asset, address, state, since, reason, trial_confirmed AS confirmed,
  transaction_hash AS "transactionHash", sender, recipient`;
const listStatement = sql('wallets.tokenProofs', `SELECT ${columns} FROM wallet_token_proofs ORDER BY asset`);

/** Of all tokens of all chains that were ever looked at: some dozens at most. */
export async function listProofs(queries: Queries): Promise<readonly Proof[]> {
  const rows = await queries.query<Row>(listStatement);
  return rows.map(({ transactionHash, sender, recipient, ...row }) =>
    Object.assign(row, {
      trial:
        transactionHash === null || sender === null || recipient === null
          ? null
          : { transactionHash, sender, recipient },
    }),
  );
}

const lockStatement = sql(
  'wallets.lockTokenProof',
  `SELECT state FROM wallet_token_proofs WHERE asset = $1 AND address = $2 FOR SHARE`,
);

/** How a token stands, until the unit of work has ended; to be asked after ledger accounts are locked. */
export async function lockState(tx: Tx, asset: Asset, address: Address): Promise<TokenState> {
  const [row] = await tx.query<{ state: TokenState }>(lockStatement, [asset, address]);
  return row?.state ?? 'unproved';
}

const noteStatement = sql(
  'wallets.noteTrial',
  `INSERT INTO wallet_token_proofs AS p (asset, address, state, transaction_hash, sender, recipient, since,
     trial_confirmed)
   VALUES ($1, $2, 'unproved', $3, $4, $5, $6, $7)
   ON CONFLICT (asset) DO UPDATE SET address = excluded.address, state = 'unproved', since = excluded.since,
     reason = NULL, trial_confirmed = excluded.trial_confirmed, transaction_hash = excluded.transaction_hash, sender = excluded.sender,
     recipient = excluded.recipient
   WHERE p.address <> excluded.address OR (p.state = 'unproved' AND
     (p.transaction_hash IS NULL OR (p.transaction_hash = excluded.transaction_hash AND excluded.trial_confirmed)))`,
);

/**
 * A transfer of an unproved token was seen that is to be its trial, unless there is one; or this one has its confirmations.
 */
export const noteTrial = (
  tx: Tx,
  of: {
    readonly asset: Asset;
    readonly address: Address;
    readonly at: Date;
    readonly confirmed: boolean;
  } & TrialTransfer,
): Promise<number> =>
  tx.execute(noteStatement, [
    of.asset,
    of.address,
    of.transactionHash,
    of.sender,
    of.recipient,
    of.at,
    of.confirmed,
  ]);

const proveStatement = sql(
  'wallets.proveToken',
  `UPDATE wallet_token_proofs SET state = 'proved', since = $4, trial_confirmed = false
   WHERE asset = $1 AND address = $2 AND transaction_hash = $3 AND state = 'unproved'`,
);

/** The trial went well. Nothing becomes of it when it has left the chain meanwhile, or something else was seen. */
export const proveToken = (
  tx: Tx,
  of: Pick<Parameters<typeof noteTrial>[1], 'asset' | 'address' | 'transactionHash' | 'at'>,
): Promise<number> => tx.execute(proveStatement, [of.asset, of.address, of.transactionHash, of.at]);

const dropStatement = sql(
  'wallets.dropTrial',
  `UPDATE wallet_token_proofs SET transaction_hash = NULL, sender = NULL, recipient = NULL,
     trial_confirmed = false
   WHERE asset = $1 AND state = 'unproved' AND transaction_hash = $2`,
);

/** That transfer shows nothing: the next one may. */
export const dropTrial = (tx: Tx, asset: Asset, transactionHash: Hash): Promise<number> =>
  tx.execute(dropStatement, [asset, transactionHash]);

const forgetStatement = sql(
  'wallets.forgetTrials',
  `UPDATE wallet_token_proofs SET state = 'unproved', since = $2, trial_confirmed = false, transaction_hash = NULL,
     sender = NULL, recipient = NULL
   WHERE transaction_hash = ANY ($1) AND state <> 'mismatched'`,
);

/** These have left the chain: what they proved is unproved again. What went wrong once stays until somebody has looked. */
export const forgetTrials = (tx: Tx, hashes: readonly Hash[], at: Date): Promise<number> =>
  tx.execute(forgetStatement, [hashes, at]);

const haltStatement = sql(
  'wallets.haltToken',
  `INSERT INTO wallet_token_proofs AS p (asset, address, state, since, reason) VALUES ($1, $2, 'mismatched', $3, $4)
   ON CONFLICT (asset) DO UPDATE SET address = excluded.address, state = 'mismatched', since = excluded.since,
     reason = excluded.reason, trial_confirmed = false
   WHERE p.state <> 'mismatched' OR p.address <> excluded.address`,
);

/** Stops crediting a token; the first reason stays. */
export const haltToken = (
  tx: Tx,
  of: { readonly asset: Asset; readonly address: Address; readonly since: Date; readonly reason: string },
): Promise<number> => tx.execute(haltStatement, [of.asset, of.address, of.since, of.reason]);

const resumeStatement = sql(
  'wallets.resumeToken',
  `UPDATE wallet_token_proofs SET state = 'unproved', since = $2, reason = NULL, transaction_hash = NULL, sender = NULL,
     recipient = NULL
   WHERE asset = $1 AND state = 'mismatched'`,
);

/** Lets it be tried again; answers whether it was halted. */
export const resumeToken = async (tx: Tx, asset: Asset, at: Date): Promise<boolean> =>
  (await tx.execute(resumeStatement, [asset, at])) > 0;

const waitingStatement = sql(
  'wallets.waitingForProof',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE operation = 'DEPOSIT' AND state = 'PROCESSING' AND reason IN ('unproved', 'halted') AND asset = $1
     AND (company_id, id) > ($2, $3)
   ORDER BY company_id, id LIMIT $4`,
);

/** Deposits of a token that wait until it is proved, of whatever company; those after `after`. */
export const waitingForProof = (
  queries: Queries,
  asset: Asset,
  after: Pick<WalletMovement, 'company' | 'id'> | undefined,
  most: number,
): Promise<readonly WalletMovement[]> =>
  queries.query<WalletMovement>(waitingStatement, [asset, after?.company ?? '', after?.id ?? '', most]);

const suspendedStatement = sql(
  'wallets.suspendedByLogs',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE operation = 'DEPOSIT' AND state = 'PROCESSING' AND asset = $1 AND credit_key IS NOT NULL
     AND credit_key NOT LIKE 'gain:%'
   ORDER BY company_id, id LIMIT $2`,
);

/** Deposits of a token that are booked by their logs and credited to nobody, of whatever company. */
export const suspendedByLogs = (
  queries: Queries,
  asset: Asset,
  most: number,
): Promise<readonly WalletMovement[]> => queries.query<WalletMovement>(suspendedStatement, [asset, most]);
