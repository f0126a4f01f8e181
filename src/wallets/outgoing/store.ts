import type { Id } from '../../kernel/ids.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import { movementColumns } from '../movements/movements-store.ts';
import { walletColumns } from '../store.ts';
import type { CompanyId, Wallet, WalletId, WalletMovement } from '../types.ts';

/** An outgoing movement. */
export interface OutgoingRef {
  readonly company: CompanyId;
  readonly movement: Id<'movement'>;
}

/** What is known of an outgoing movement beside the movement itself. */
export interface OutgoingRow extends OutgoingRef {
  /** The threshold account that pays; null where nothing goes to the chain. */
  readonly payer: WalletId | null;
  /** The call as signers get it. */
  readonly call: Buffer | null;
  /** How often the signers were asked, with the try that is under way. */
  readonly attempts: number;
  /** Why the last try gave no signature; null while nothing is known to stand in its way. */
  readonly waits: string | null;
  /** When signing is tried next; null once it was handed to the chain, or is over. */
  readonly nextAttemptAt: Date | null;
  /** How many entries of the ledger it has. */
  readonly steps: number;
  /** How the company was told last that it ended. */
  readonly told: 'SUCCESS' | 'FAILED' | null;
  /** The deposit that it sends back, and why that was credited to nobody. */
  readonly returns: Id<'movement'> | null;
  readonly returnsReason: string | null;
}

/** What a request asked for, and under which key. */
export interface Request {
  readonly key: string;
  readonly hash: Buffer;
}

const columns = `company_id AS company, movement_id AS movement, payer_id AS payer, call, attempts, waits,
  next_attempt_at AS "nextAttemptAt", steps, told, returns_id AS returns, returns_reason AS "returnsReason"`;

const insertStatement = sql(
  'wallets.insertOutgoing',
  `INSERT INTO wallet_outgoings (company_id, movement_id, payer_id, request_key, request_hash, asked_at, call, attempts,
     next_attempt_at, steps, told, returns_id, returns_reason)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);

/** The index that keeps a key of a request single. */
export const requestIndex = 'wallet_outgoings_request';

export const insertOutgoing = (
  tx: Tx,
  row: OutgoingRow & { readonly request: Request | undefined; readonly askedAt: Date },
): Promise<number> =>
  tx.execute(insertStatement, [
    row.company,
    row.movement,
    row.payer,
    row.request?.key ?? null,
    row.request?.hash ?? null,
    row.askedAt,
    row.call,
    row.attempts,
    row.nextAttemptAt,
    row.steps,
    row.told,
    row.returns,
    row.returnsReason,
  ]);

const forgetRequestStatement = sql(
  'wallets.forgetRequest',
  `UPDATE wallet_outgoings SET request_key = NULL WHERE company_id = $1 AND request_key = $2 AND asked_at < $3`,
);
const findRequestStatement = sql(
  'wallets.findRequest',
  `SELECT movement_id AS movement, request_hash AS hash FROM wallet_outgoings WHERE company_id = $1 AND request_key = $2`,
);

/** What was asked under this key since `since`; older keys are free again. */
export async function findRequest(
  tx: Tx,
  company: CompanyId,
  key: string,
  since: Date,
): Promise<{ readonly movement: Id<'movement'>; readonly hash: Buffer } | undefined> {
  await tx.execute(forgetRequestStatement, [company, key, since]);
  return (
    await tx.query<{ movement: Id<'movement'>; hash: Buffer }>(findRequestStatement, [company, key])
  )[0];
}

const findStatement = sql(
  'wallets.findOutgoing',
  `SELECT ${columns} FROM wallet_outgoings WHERE company_id = $1 AND movement_id = $2`,
);

export const findOutgoing = async (
  queries: Queries,
  { company, movement }: OutgoingRef,
): Promise<OutgoingRow | undefined> =>
  (await queries.query<OutgoingRow>(findStatement, [company, movement]))[0];

const lockStatement = sql(
  'wallets.lockOutgoings',
  `SELECT ${columns} FROM wallet_outgoings
   WHERE (company_id, movement_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
   ORDER BY company_id, movement_id FOR UPDATE`,
);

/** Locked, sorted; before the ledger, and after the chain's own row of the call. */
export const lockOutgoings = (tx: Tx, refs: readonly OutgoingRef[]): Promise<readonly OutgoingRow[]> =>
  tx.query<OutgoingRow>(lockStatement, [
    refs.map(({ company }) => company),
    refs.map(({ movement }) => movement),
  ]);

const lockWalletsStatement = sql(
  'wallets.lockWallets',
  `SELECT ${walletColumns} FROM wallets WHERE company_id = $1 AND id = ANY ($2) ORDER BY id FOR NO KEY UPDATE`,
);

/** Wallets of a company, locked, sorted: nobody disables or deletes them meanwhile. */
export const lockWallets = (
  tx: Tx,
  company: CompanyId,
  ids: readonly WalletId[],
): Promise<readonly Wallet[]> => tx.query<Wallet>(lockWalletsStatement, [company, ids]);

const lockMovementsStatement = sql(
  'wallets.lockMovements',
  `SELECT ${movementColumns} FROM wallet_movements
   WHERE (company_id, id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
   ORDER BY company_id, id FOR NO KEY UPDATE`,
);

/** The movements themselves, locked, sorted. */
export const lockMovements = (tx: Tx, refs: readonly OutgoingRef[]): Promise<readonly WalletMovement[]> =>
  tx.query<WalletMovement>(lockMovementsStatement, [
    refs.map(({ company }) => company),
    refs.map(({ movement }) => movement),
  ]);

const signedStatement = sql(
  'wallets.outgoingSigned',
  `UPDATE wallet_outgoings SET next_attempt_at = NULL, waits = NULL WHERE company_id = $1 AND movement_id = $2`,
);

/** It is signed and handed to the chain: nobody has to sign it again. */
export const markSigned = (tx: Tx, { company, movement }: OutgoingRef): Promise<number> =>
  tx.execute(signedStatement, [company, movement]);

const putOffStatement = sql(
  'wallets.outgoingPutOff',
  `UPDATE wallet_outgoings SET attempts = attempts - 1, waits = $3, next_attempt_at = $4
   WHERE company_id = $1 AND movement_id = $2 AND next_attempt_at IS NOT NULL`,
);
const waitsStatement = sql(
  'wallets.outgoingWaits',
  'UPDATE wallet_outgoings SET waits = $3 WHERE company_id = $1 AND movement_id = $2 AND next_attempt_at IS NOT NULL',
);
const waitingStatement = sql(
  'wallets.outgoingsWaiting',
  `SELECT o.company_id AS company, o.movement_id AS movement, o.attempts AS tries, o.waits AS reason
   FROM wallet_outgoings o JOIN wallet_movements m ON m.company_id = o.company_id AND m.id = o.movement_id
   WHERE o.next_attempt_at IS NOT NULL AND o.waits IS NOT NULL AND m.chain = $1 ORDER BY o.asked_at LIMIT 100`,
);

/** Takes a try back that asked no signer. */
export const putOff = (
  queries: Queries,
  { company, movement }: OutgoingRef,
  waits: string,
  nextAttemptAt: Date,
): Promise<number> => queries.execute(putOffStatement, [company, movement, waits, nextAttemptAt]);

/** Notes why a try gave no signature. */
export const noteWaits = (
  queries: Queries,
  { company, movement }: OutgoingRef,
  waits: string,
): Promise<number> => queries.execute(waitsStatement, [company, movement, waits]);

/** What is asked for on a chain and cannot be signed now, the oldest hundred. */
export const outgoingsWaiting = (
  queries: Queries,
  chain: string,
): Promise<readonly (OutgoingRef & { readonly tries: number; readonly reason: string })[]> =>
  queries.query(waitingStatement, [chain]);

const stepStatement = sql(
  'wallets.outgoingStep',
  `UPDATE wallet_outgoings o SET steps = s.steps, told = s.told,
     next_attempt_at = CASE WHEN s.over THEN NULL ELSE o.next_attempt_at END
   FROM unnest($1::text[], $2::text[], $3::int4[], $4::text[], $5::bool[]) AS s(company, movement, steps, told, over)
   WHERE o.company_id = s.company AND o.movement_id = s.movement`,
);

/** Writes what became of locked ones; `over` ends the tries to sign. */
export const saveSteps = (
  tx: Tx,
  rows: readonly (Pick<OutgoingRow, 'company' | 'movement' | 'steps' | 'told'> & {
    readonly over: boolean;
  })[],
): Promise<number> =>
  tx.execute(stepStatement, [
    rows.map(({ company }) => company),
    rows.map(({ movement }) => movement),
    rows.map(({ steps }) => steps),
    rows.map(({ told }) => told),
    rows.map(({ over }) => over),
  ]);

const claimStatement = sql(
  'wallets.claimUnsigned',
  // By their place, as the planner does not know how few are taken: joined by their key, all that there are would be read.
  `UPDATE wallet_outgoings SET attempts = attempts + 1,
     next_attempt_at = $1::timestamptz + least(60, 2 ^ least(attempts, 6)) * interval '1 second' + $3::int4 * interval '1 second'
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM wallet_outgoings WHERE next_attempt_at <= $1
     ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED))
   RETURNING company_id AS company, movement_id AS movement`,
);

/**
 * Takes what is due to be signed, of whatever company, and counts the try; it is due again after `leaseSeconds` and a wait
 * that doubles up to a minute, unless it was signed by then.
 */
export const claimUnsigned = (
  tx: Tx,
  now: Date,
  most: number,
  leaseSeconds: number,
): Promise<readonly OutgoingRef[]> => tx.query<OutgoingRef>(claimStatement, [now, most, leaseSeconds]);
