import type { Address, Hash, Hex } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import type { Header } from '../watching/blocks.ts';

/** Something for the relayer to send. */
export interface NewSend {
  readonly chainId: number;
  readonly key: string;
  readonly to: Address;
  readonly data: Hex;
  readonly value: bigint;
  readonly at: Date;
}

export interface Send {
  readonly key: string;
  readonly to: Address;
  readonly data: Hex;
  readonly value: bigint;
  readonly state: 'queued' | 'sent' | 'mined' | 'done' | 'dropped';
  readonly relayer: Address | null;
  readonly nonce: bigint | null;
  readonly gas: bigint | null;
  readonly tries: number;
  readonly transactionHash: Hash | null;
  readonly blockNumber: bigint | null;
  readonly lastError: string | null;
}

/** One signed transaction of a send. */
export interface SignedSend {
  readonly transactionHash: Hash;
  readonly raw: Hex;
  readonly maxFee: bigint;
  readonly priorityFee: bigint;
}

const sendColumns = `key, recipient AS "to", data, value, state, relayer, nonce, gas, tries,
  transaction_hash AS "transactionHash", block_number AS "blockNumber", last_error AS "lastError"`;

const insertSendStatement = sql(
  'chains.insertSend',
  `INSERT INTO chain_sends (chain_id, key, recipient, data, value, due_at) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (chain_id, key) DO NOTHING`,
);
const dueSendsStatement = sql(
  'chains.dueSends',
  `SELECT ${sendColumns} FROM chain_sends
   WHERE chain_id = $1 AND due_at <= $2 AND state IN ('queued', 'sent') ORDER BY ordinal LIMIT $3`,
);
const putOffStatement = sql(
  'chains.sendsPutOff',
  `SELECT key, tries, last_error AS reason FROM chain_sends
   WHERE chain_id = $1 AND state IN ('queued', 'sent') AND last_error IS NOT NULL AND tries >= $2
   ORDER BY ordinal LIMIT 100`,
);
const readSendStatement = sql(
  'chains.readSend',
  `SELECT ${sendColumns} FROM chain_sends WHERE chain_id = $1 AND key = $2`,
);
const hashesStatement = sql(
  'chains.sendHashes',
  `SELECT transaction_hash AS "transactionHash", raw, max_fee AS "maxFee", priority_fee AS "priorityFee"
   FROM chain_send_hashes WHERE chain_id = $1 AND key = $2 ORDER BY max_fee DESC`,
);
const lockRelayerStatement = sql(
  'chains.lockRelayer',
  `INSERT INTO chain_relayers AS r (chain_id, address, next_nonce) VALUES ($1, $2, $3)
   ON CONFLICT (chain_id, address) DO UPDATE SET next_nonce = greatest(r.next_nonce, excluded.next_nonce)
   RETURNING next_nonce AS nonce`,
);
const takeNonceStatement = sql(
  'chains.takeNonce',
  'UPDATE chain_relayers SET next_nonce = next_nonce + 1 WHERE chain_id = $1 AND address = $2',
);
const markSentStatement = sql(
  'chains.markSent',
  `UPDATE chain_sends SET state = 'sent', relayer = $3, nonce = $4, gas = $5, due_at = $6, tries = 0, last_error = NULL
   WHERE chain_id = $1 AND key = $2 AND state = 'queued'`,
);
const insertHashStatement = sql(
  'chains.insertSendHash',
  `INSERT INTO chain_send_hashes (chain_id, transaction_hash, key, raw, max_fee, priority_fee, signed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
);
const postponeStatement = sql(
  'chains.postponeSend',
  `UPDATE chain_sends SET due_at = $3, last_error = $4, tries = tries + 1
   WHERE chain_id = $1 AND key = $2 AND state IN ('queued', 'sent')`,
);
const requeueStatement = sql(
  'chains.requeueSends',
  `UPDATE chain_sends SET state = 'queued', nonce = NULL, relayer = NULL, transaction_hash = NULL, block_number = NULL,
     due_at = $3, last_error = $4, tries = tries + 1
   WHERE chain_id = $1 AND key = ANY($2) AND state <> 'queued' AND state = ANY($5)`,
);
const dropStatement = sql(
  'chains.dropSends',
  `UPDATE chain_sends SET state = 'dropped', last_error = $3 WHERE chain_id = $1 AND key = ANY($2) AND state = 'queued'`,
);
const hasOpenStatement = sql(
  'chains.hasOpenSends',
  `SELECT 1 WHERE EXISTS (SELECT FROM chain_sends WHERE chain_id = $1 AND state IN ('queued', 'sent', 'mined'))
     OR EXISTS (SELECT FROM chain_send_hashes WHERE chain_id = $1 AND gas = 'left')`,
);
const minedStatement = sql(
  'chains.markMined',
  `WITH mined AS (
     UPDATE chain_send_hashes h SET gas = 'mined', block_number = k.number
     FROM unnest($2::text[], $3::int8[]) AS k(hash, number)
     WHERE h.chain_id = $1 AND h.transaction_hash = k.hash
     RETURNING h.key, h.transaction_hash, h.block_number
   )
   UPDATE chain_sends s SET state = 'mined', transaction_hash = m.transaction_hash, block_number = m.block_number
   FROM mined m WHERE s.chain_id = $1 AND s.key = m.key AND s.state IN ('queued', 'sent')`,
);
// One that was to be sent anew, as its first transaction only cost gas, has no nonce.
const unmineStatement = sql(
  'chains.unmine',
  `UPDATE chain_sends SET state = CASE WHEN nonce IS NULL THEN 'queued' ELSE 'sent' END, transaction_hash = NULL,
     block_number = NULL, due_at = $3
   WHERE chain_id = $1 AND block_number > $2 AND state IN ('mined', 'done')`,
);
const doneStatement = sql(
  'chains.markDone',
  `UPDATE chain_sends SET state = 'done', last_error = $4
   WHERE chain_id = $1 AND key = $2 AND state = 'mined' AND transaction_hash = $3`,
);

export const insertSend = (tx: Tx, send: NewSend): Promise<number> =>
  tx.execute(insertSendStatement, [send.chainId, send.key, send.to, send.data, send.value, send.at]);

export const dueSends = (queries: Queries, chainId: number, at: Date, most: number): Promise<Send[]> =>
  queries.query<Send>(dueSendsStatement, [chainId, at, most]);

/** Something that was to be sent and is tried again and again, and why the last try was none. */
export interface PutOff {
  readonly key: string;
  readonly tries: number;
  readonly reason: string;
}

/** What was put off so often or more, the oldest hundred. */
export const sendsPutOff = (queries: Queries, chainId: number, tries: number): Promise<PutOff[]> =>
  queries.query<PutOff>(putOffStatement, [chainId, tries]);

export const readSend = async (queries: Queries, chainId: number, key: string): Promise<Send | undefined> =>
  (await queries.query<Send>(readSendStatement, [chainId, key]))[0];

/** Every transaction signed for a send, the dearest first. */
export const sendHashes = (queries: Queries, chainId: number, key: string): Promise<SignedSend[]> =>
  queries.query<SignedSend>(hashesStatement, [chainId, key]);

/** The relayer's next nonce, at least `atLeast`; the row stays locked. */
export async function lockRelayer(
  tx: Tx,
  chainId: number,
  address: Address,
  atLeast: bigint,
): Promise<bigint> {
  const [row] = await tx.query<{ nonce: bigint }>(lockRelayerStatement, [chainId, address, atLeast]);
  return row?.nonce ?? atLeast;
}

export const takeNonce = (tx: Tx, chainId: number, address: Address): Promise<number> =>
  tx.execute(takeNonceStatement, [chainId, address]);

/** Gives a queued send its nonce; 0 when it is no longer queued. */
export const markSent = (
  tx: Tx,
  chainId: number,
  sent: {
    readonly key: string;
    readonly relayer: Address;
    readonly nonce: bigint;
    readonly gas: bigint;
    readonly dueAt: Date;
  },
): Promise<number> =>
  tx.execute(markSentStatement, [chainId, sent.key, sent.relayer, sent.nonce, sent.gas, sent.dueAt]);

export const insertSendHash = (
  queries: Queries,
  chainId: number,
  key: string,
  signed: SignedSend,
  at: Date,
): Promise<number> =>
  queries.execute(insertHashStatement, [
    chainId,
    signed.transactionHash,
    key,
    signed.raw,
    signed.maxFee,
    signed.priorityFee,
    at,
  ]);

export const postponeSend = (
  queries: Queries,
  chainId: number,
  key: string,
  dueAt: Date,
  error: string | null,
): Promise<number> => queries.execute(postponeStatement, [chainId, key, dueAt, error]);

/** Starts sends over with a nonce to come, if they are in one of these states. */
export const requeueSends = (
  queries: Queries,
  chainId: number,
  keys: readonly string[],
  states: readonly Send['state'][],
  dueAt: Date,
  error: string | null,
): Promise<number> => queries.execute(requeueStatement, [chainId, keys, dueAt, error, states]);

/** Gives up sends that have no nonce yet. */
export const dropSends = (
  queries: Queries,
  chainId: number,
  keys: readonly string[],
  why: string,
): Promise<number> => queries.execute(dropStatement, [chainId, keys, why]);

/** Whether any transaction of the relayer may come into a block: one that is under way, or one that was in a block before. */
export async function hasOpenSends(queries: Queries, chainId: number): Promise<boolean> {
  return (await queries.query(hasOpenStatement, [chainId])).length > 0;
}

/** Notes which sends these blocks contain. */
export const markSendsMined = (tx: Tx, chainId: number, headers: readonly Header[]): Promise<number> => {
  const mined = headers.flatMap(({ transactions, number }) => transactions.map((hash) => ({ hash, number })));
  return tx.execute(minedStatement, [
    chainId,
    mined.map(({ hash }) => hash),
    mined.map(({ number }) => number),
  ]);
};

/** Sends mined above block `number` are under way again. */
export const unmineSends = (tx: Tx, chainId: number, number: bigint, dueAt: Date): Promise<number> =>
  tx.execute(unmineStatement, [chainId, number, dueAt]);

/** A send is over with the transaction that was mined of it; 0 when it was over, or another one of it was. */
export const markDone = (
  tx: Tx,
  chainId: number,
  key: string,
  transactionHash: Hash,
  error: string | null,
): Promise<number> => tx.execute(doneStatement, [chainId, key, transactionHash, error]);
