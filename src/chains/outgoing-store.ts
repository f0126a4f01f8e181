import type { Address, Hash, Hex } from 'viem';
import { sql } from '../platform/database.ts';
import type { Database, Queries, Tx } from '../platform/database.ts';
import type { Header } from './blocks.ts';
import type { CallOutcome } from './types.ts';

/** A signed call, as it was submitted. */
export interface NewCall {
  readonly chainId: number;
  readonly key: string;
  readonly account: Address;
  readonly nonce: bigint;
  readonly digest: Hash;
  readonly deadline: Date;
  readonly at: Date;
}

export interface Call {
  readonly key: string;
  readonly account: Address;
  readonly nonce: bigint;
  readonly digest: Hash;
  readonly deadline: Date;
  readonly state: 'pending' | Exclude<CallOutcome, 'manual_check' | 'returned'>;
  readonly transactionHash: Hash | null;
}

const callColumns = 'key, account, nonce, digest, deadline, state, transaction_hash AS "transactionHash"';

const insertCallStatement = sql(
  'chains.insertCall',
  `INSERT INTO chain_calls (chain_id, key, account, nonce, digest, deadline, submitted_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (chain_id, key) DO NOTHING`,
);
const nextNonceStatement = sql(
  'chains.nextAccountNonce',
  `INSERT INTO chain_account_nonces AS n (chain_id, account, next) VALUES ($1, $2, 1)
   ON CONFLICT (chain_id, account) DO UPDATE SET next = n.next + 1 RETURNING next - 1 AS nonce`,
);
const readCallStatement = sql(
  'chains.readCall',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1 AND key = $2`,
);
const lockCallStatement = sql(
  'chains.lockCall',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1 AND key = $2 FOR UPDATE`,
);
const callsByNonceStatement = sql(
  'chains.callsByNonce',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1
     AND (account, nonce) IN (SELECT * FROM unnest($2::text[], $3::numeric[])) ORDER BY key FOR UPDATE`,
);
const callsByHashStatement = sql(
  'chains.callsByHash',
  `SELECT ${callColumns} FROM chain_calls WHERE chain_id = $1 AND state <> 'pending'
     AND (account, nonce, transaction_hash) IN (SELECT * FROM unnest($2::text[], $3::numeric[], $4::text[]))
   ORDER BY key FOR UPDATE`,
);
const setCallsStatement = sql(
  'chains.setCalls',
  `UPDATE chain_calls c SET state = k.state, transaction_hash = k.transaction_hash
   FROM unnest($2::text[], $3::text[], $4::text[]) AS k(key, state, transaction_hash)
   WHERE c.chain_id = $1 AND c.key = k.key`,
);
const accountsStatement = sql(
  'chains.accountsWithCalls',
  `SELECT account FROM unnest($2::text[]) AS a(account)
   WHERE EXISTS (SELECT FROM chain_calls c WHERE c.chain_id = $1 AND c.account = a.account)`,
);
const callsInBlocksStatement = sql(
  'chains.callsInBlocks',
  `SELECT c.key, o.transaction_hash AS "transactionHash", o.block_number AS "blockNumber"
   FROM chain_calls c JOIN chain_observations o ON o.chain_id = c.chain_id AND o.kind = 'executed'
     AND o.contract = c.account AND o.nonce = c.nonce AND o.digest = c.digest
   WHERE c.chain_id = $1 AND c.key = ANY($2) AND c.state = 'pending' AND o.state = 'seen'`,
);
const overdueStatement = sql(
  'chains.overdueCalls',
  `SELECT ${callColumns} FROM chain_calls c WHERE chain_id = $1 AND state = 'pending' AND deadline < $2
     AND NOT EXISTS (SELECT FROM chain_observations o WHERE o.chain_id = $1 AND o.kind = 'executed'
       AND o.contract = c.account AND o.nonce = c.nonce AND o.state <> 'orphaned')
   ORDER BY key LIMIT 100`,
);
const expireStatement = sql(
  'chains.expireCalls',
  `UPDATE chain_calls SET state = 'expired' WHERE chain_id = $1 AND state = 'pending' AND key = ANY($2)
   RETURNING ${callColumns}`,
);
const lateStatement = sql(
  'chains.lateCalls',
  `UPDATE chain_calls SET manual_check = true
   WHERE chain_id = $1 AND state = 'pending' AND NOT manual_check AND submitted_at < $2 RETURNING ${callColumns}`,
);

/** Those of these accounts for which something was ever signed. */
export const accountsWithCalls = async (
  tx: Tx,
  chainId: number,
  accounts: readonly Address[],
): Promise<readonly Address[]> =>
  (await tx.query<{ account: Address }>(accountsStatement, [chainId, accounts])).map(
    ({ account }) => account,
  );

/** Writes a signed call; 0 when its key is there already. */
export const insertCall = (tx: Tx, call: NewCall): Promise<number> =>
  tx.execute(insertCallStatement, [
    call.chainId,
    call.key,
    call.account,
    call.nonce,
    call.digest,
    call.deadline,
    call.at,
  ]);

export async function nextAccountNonce(tx: Tx, chainId: number, account: Address): Promise<bigint> {
  const [row] = await tx.query<{ nonce: bigint }>(nextNonceStatement, [chainId, account]);
  return row?.nonce ?? 0n;
}

export const readCall = async (queries: Queries, chainId: number, key: string): Promise<Call | undefined> =>
  (await queries.query<Call>(readCallStatement, [chainId, key]))[0];

export const lockCall = async (tx: Tx, chainId: number, key: string): Promise<Call | undefined> =>
  (await tx.query<Call>(lockCallStatement, [chainId, key]))[0];

/** The calls with these nonces, locked. */
export const callsByNonce = (
  tx: Tx,
  chainId: number,
  of: readonly { readonly account: string; readonly nonce: bigint }[],
): Promise<Call[]> =>
  tx.query<Call>(callsByNonceStatement, [
    chainId,
    of.map(({ account }) => account),
    of.map(({ nonce }) => nonce),
  ]);

/** The settled calls that were executed in these transactions, locked. */
export const callsByHash = (
  tx: Tx,
  chainId: number,
  of: readonly { readonly account: string; readonly nonce: bigint; readonly transactionHash: Hash }[],
): Promise<Call[]> =>
  tx.query<Call>(callsByHashStatement, [
    chainId,
    of.map(({ account }) => account),
    of.map(({ nonce }) => nonce),
    of.map(({ transactionHash }) => transactionHash),
  ]);

/** Those of these pending calls that were executed in a block which has not its confirmations yet. */
export const callsInBlocks = (
  queries: Queries,
  chainId: number,
  keys: readonly string[],
): Promise<{ readonly key: string; readonly transactionHash: Hash; readonly blockNumber: bigint }[]> =>
  queries.query(callsInBlocksStatement, [chainId, keys]);

export const setCalls = (
  tx: Tx,
  chainId: number,
  calls: readonly Pick<Call, 'key' | 'state' | 'transactionHash'>[],
): Promise<number> =>
  tx.execute(setCallsStatement, [
    chainId,
    calls.map(({ key }) => key),
    calls.map(({ state }) => state),
    calls.map(({ transactionHash }) => transactionHash),
  ]);

/** Pending calls past their deadline at `at`, of which nothing was seen on the chain. */
export const overdueCalls = (queries: Queries, chainId: number, at: Date): Promise<Call[]> =>
  queries.query<Call>(overdueStatement, [chainId, at]);

export const expireCalls = (tx: Tx, chainId: number, keys: readonly string[]): Promise<Call[]> =>
  tx.query<Call>(expireStatement, [chainId, keys]);

/** Pending calls submitted before `before`, each once. */
export const lateCalls = (tx: Tx, chainId: number, before: Date): Promise<Call[]> =>
  tx.query<Call>(lateStatement, [chainId, before]);

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

export interface MinedSend extends Send {
  readonly blockHash: Hash | null;
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
  `SELECT 1 FROM chain_sends WHERE chain_id = $1 AND state IN ('queued', 'sent', 'mined') LIMIT 1`,
);
const minedStatement = sql(
  'chains.markMined',
  `UPDATE chain_sends s SET state = 'mined', transaction_hash = h.transaction_hash, block_number = k.number
   FROM chain_send_hashes h JOIN unnest($2::text[], $3::int8[]) AS k(hash, number) ON h.transaction_hash = k.hash
   WHERE h.chain_id = $1 AND s.chain_id = $1 AND s.key = h.key AND s.state IN ('queued', 'sent')`,
);
const unmineStatement = sql(
  'chains.unmine',
  `UPDATE chain_sends SET state = 'sent', transaction_hash = NULL, block_number = NULL, due_at = $3
   WHERE chain_id = $1 AND block_number > $2 AND state IN ('mined', 'done')`,
);
const minedDueStatement = sql(
  'chains.minedSends',
  `SELECT s.key, s.recipient AS "to", s.data, s.value, s.state, s.relayer, s.nonce, s.gas, s.tries,
     s.transaction_hash AS "transactionHash", s.block_number AS "blockNumber", s.last_error AS "lastError",
     b.hash AS "blockHash"
   FROM chain_sends s LEFT JOIN chain_blocks b ON b.chain_id = s.chain_id AND b.number = s.block_number
   WHERE s.chain_id = $1 AND s.state = 'mined' AND s.block_number <= $2 ORDER BY s.ordinal LIMIT 100`,
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

/** Mined sends in blocks up to `number`; without the hash of a block that is out of the window by now, and so stays. */
export const minedSends = (database: Database, chainId: number, number: bigint): Promise<MinedSend[]> =>
  database.query<MinedSend>(minedDueStatement, [chainId, number]);

export const markDone = (
  tx: Tx,
  chainId: number,
  key: string,
  transactionHash: Hash,
  error: string | null,
): Promise<number> => tx.execute(doneStatement, [chainId, key, transactionHash, error]);
