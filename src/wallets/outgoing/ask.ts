import { hash } from 'node:crypto';
import type { Address } from 'viem';
import { encodeExecute, hasUnbooked, transferCall } from '../../chains/index.ts';
import type { Chain, Execute } from '../../chains/index.ts';
import type { NewEvent } from '../../events/index.ts';
import { present } from '../../kernel/assert.ts';
import type { Asset } from '../../kernel/assets.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Book, LedgerAccount, Posting } from '../../ledger/index.ts';
import { isUniqueViolation } from '../../platform/database.ts';
import type { Tx } from '../../platform/database.ts';
import { suspenseAccount } from '../deposits/confirmed.ts';
import { findMovement, insertMovements, updateMovements } from '../movements/movements-store.ts';
import { newMovement } from '../movements/new-movement.ts';
import * as movements from '../store.ts';
import type { CompanyId, MovementOperation, Wallet, WalletAsset, WalletMovement } from '../types.ts';
import type { OutgoingParts } from './parts.ts';
import { accountsOf, postingsOf } from './places.ts';
import * as store from './store.ts';
import { failureReasons } from './told.ts';

/** What a request asked for. */
export interface Wanted {
  readonly company: CompanyId;
  readonly traceId: string;
  readonly idempotencyKey: string | undefined;
  /** Everything by which this request differs from another one under the same key. */
  readonly contents: readonly (string | null)[];
}

/** A transfer to the chain, with everything found and checked that needs no balance. */
export interface ToChain {
  /** Whose movement it is. */
  readonly wallet: Wallet;
  /** The threshold account that pays. */
  readonly payer: Wallet;
  readonly operation: MovementOperation;
  readonly asset: WalletAsset;
  /** Minor units of `asset`. */
  readonly amount: bigint;
  /** What it takes from the owner, where that is another asset. */
  readonly net?: { readonly asset: Asset; readonly amount: bigint };
  readonly to: Address;
  /** The deposit that it sends back, locked: what stands in suspense. */
  readonly returns?: WalletMovement;
  /** Accounts to open beside those that it is booked on. */
  readonly accounts: readonly LedgerAccount[];
  /** @throws Failure VAL when there is not enough; the books are open, and every account in them locked */
  readonly check: (book: Book, tx: Tx) => Promise<void> | void;
}

/** A movement that is over when it is asked for. */
export interface AtOnce {
  readonly movement: WalletMovement;
  readonly accounts: readonly LedgerAccount[];
  readonly check: (book: Book) => void;
  readonly postings: readonly Posting[];
  /** Other movements that it makes, and what is told. */
  readonly also: readonly WalletMovement[];
  readonly events: readonly NewEvent[];
}

/** A movement as its asker finds it: `signs` when it is new and waits for its signature. */
export interface Asked {
  readonly movement: WalletMovement;
  readonly signs: boolean;
}

/** A key of a request is free again after so long (api.md, idempotency). */
const keptMs = 24 * 3_600_000;
/** With so much gas for the transfer itself the account catches its failure, as it would any other. */
const tooLittleGas = 1n;
/**
 * A request tries to sign by itself, in some 20 ms; nobody else does before this is over, and then a worker does, as the process
 * may have died. As long as a signer may take to answer: a second try beside a slow first one is harmless.
 */
const firstTryMs = 5_000;

/**
 * Books what was asked for, once: money leaves its owner, and the call that is to be signed is written down with its nonce
 * and its deadline, all in one unit of work. From then on it happens on the chain, or the chain says that it never can.
 * Asked again under the same key it is the same movement; a refusal takes no key, which is kept at the edge.
 *
 * @throws Failure VAL, WARNING while it is under way, IDEMPOTENCY_KEY_REUSED
 */
export async function ask(
  parts: OutgoingParts,
  wanted: Wanted,
  plan: (tx: Tx) => Promise<ToChain | AtOnce>,
): Promise<Asked> {
  const request = requestOf(wanted);
  const attempt = (): Promise<Asked> =>
    parts.database.work(async (tx) => {
      const before = request && (await findBefore(parts, tx, wanted.company, request));
      if (before !== undefined) return { movement: before, signs: false };
      const planned = await plan(tx);
      return 'payer' in planned
        ? await askChain(parts, tx, wanted, request, planned)
        : await doAtOnce(parts, tx, wanted, request, planned);
    });
  try {
    return await attempt();
  } catch (error) {
    // The same key at the same moment, and the other was first.
    if (isUniqueViolation(error, store.requestIndex)) return await attempt();
    throw error;
  }
}

function requestOf({ idempotencyKey, contents }: Wanted): store.Request | undefined {
  if (idempotencyKey === undefined) return undefined;
  return { key: idempotencyKey, hash: hash('sha256', JSON.stringify(contents), 'buffer') };
}

async function findBefore(
  { now }: OutgoingParts,
  tx: Tx,
  company: CompanyId,
  request: store.Request,
): Promise<WalletMovement | undefined> {
  const since = new Date((await now(tx)).getTime() - keptMs);
  const found = await store.findRequest(tx, company, request.key, since);
  if (found === undefined) return undefined;
  if (!found.hash.equals(request.hash))
    throw new Failure(
      'IDEMPOTENCY_KEY_REUSED',
      'This idempotency key was used with another request. Use a new key for a new request.',
    );
  const movement = present(
    await findMovement(tx, company, found.movement),
    'the movement of an outgoing row',
  );
  if (movement.state === 'PENDING' || movement.state === 'PROCESSING')
    throw new Failure(
      'WARNING',
      `This transfer was already requested and is still under way as ${movement.id}. An event will report the outcome.`,
    );
  if (movement.state === 'FAILED' && (movement.reason === 'refused' || movement.reason === 'unbooked'))
    throw new Failure('VAL', failureReasons[movement.reason]);
  return movement;
}

async function askChain(
  parts: OutgoingParts,
  tx: Tx,
  { company, traceId }: Wanted,
  request: store.Request | undefined,
  planned: ToChain,
): Promise<Asked> {
  const { wallet, payer, asset, amount, net, to, returns } = planned;
  const chain = parts.chain(wallet.chain).open();
  // Away as a whole, they fail the request before anything is booked; later it waits for them.
  parts.signing();
  const at = await movements.companyNow(tx, company);
  const movement: WalletMovement = {
    ...newMovement(wallet, asset, traceId, at),
    operation: planned.operation,
    state: 'PENDING',
    amount,
    netAsset: net?.asset ?? null,
    netAmount: net?.amount ?? null,
    from: wallet.address,
    to,
  };
  const suspense = returns && suspenseAccount(returns);
  const leaving = { movement, payer: payer.id, suspense };
  const book = await parts.ledger.open(tx, {
    accounts: [...accountsOf(leaving, parts.cardHolding), ...planned.accounts],
  });
  // Under the locks, or it may be true a moment later.
  if (await parts.isNegative(tx, company, wallet.chain))
    throw new Failure(
      'VAL',
      `A reorganisation of ${wallet.chain} took back a deposit, and a balance is below zero. Nothing can be sent until the shortfall is covered.`,
    );
  // It may be the same that is asked for: of a database that was put back from a backup this request is forgotten.
  if (await hasUnbooked(tx, chain.chainId, payer.address))
    throw new Failure(
      'VAL',
      `A transfer left this wallet on ${wallet.chain} that is not in the books, as can happen after a restore. It may be the one you are requesting, so nothing more is sent until the operator has booked it.`,
    );
  await planned.check(book, tx);
  book.post({
    company,
    key: stepKey(movement, 1),
    reference: movement.id,
    kind: 'withdrawal',
    at,
    postings: postingsOf(leaving, ['owner', 'in flight'], parts.cardHolding),
  });
  const now = await parts.now(tx);
  const fails = (await parts.failsNext?.(tx, company)) === true;
  const transfer = transferCall(asset.address, to, amount, fails ? tooLittleGas : undefined);
  const execute = await callFor(parts, tx, chain, payer, transfer, now);
  await Promise.all([
    book.write(),
    insertMovements(tx, [movement]),
    store.insertOutgoing(tx, {
      company,
      movement: movement.id,
      payer: payer.id,
      call: Buffer.from(encodeExecute(execute)),
      attempts: 1,
      waits: null,
      nextAttemptAt: new Date(now.getTime() + firstTryMs),
      steps: 1,
      told: null,
      returns: returns?.id ?? null,
      returnsReason: returns?.reason ?? null,
      request,
      askedAt: now,
    }),
    returns && updateMovements(tx, [{ ...returns, reason: 'returning', updatedAt: at }]),
    chain.announceCall(tx, { key: callKey({ company, movement: movement.id }), execute }),
  ]);
  return { movement, signs: true };
}

async function callFor(
  { deadlineMs }: OutgoingParts,
  tx: Tx,
  chain: Chain,
  payer: Wallet,
  call: Execute['calls'][number],
  now: Date,
): Promise<Execute> {
  // By the chain's clock. That is the world's, but a local chain's blocks are a second apart however quickly they are made.
  const newest = await chain.newestTime(tx);
  const from = Math.max(now.getTime(), newest?.getTime() ?? 0);
  return {
    chainId: chain.chainId,
    account: payer.address,
    calls: [call],
    nonce: await chain.nextNonce(tx, payer.address),
    deadline: BigInt(Math.floor((from + deadlineMs) / 1000)),
  };
}

async function doAtOnce(
  parts: OutgoingParts,
  tx: Tx,
  { company }: Wanted,
  request: store.Request | undefined,
  { movement, accounts, check, postings, also, events }: AtOnce,
): Promise<Asked> {
  const book = await parts.ledger.open(tx, { accounts });
  check(book);
  book.post({
    company,
    key: stepKey(movement, 1),
    reference: movement.id,
    kind: 'internal',
    at: movement.createdAt,
    postings,
  });
  const [out, ...others] = await parts.events.appendMany(tx, events);
  const told = [movement, ...also].map((one, index) =>
    Object.assign({}, one, { doneEvent: [out, ...others][index]?.id ?? null }),
  );
  await Promise.all([
    book.write(),
    insertMovements(tx, told),
    store.insertOutgoing(tx, {
      company,
      movement: movement.id,
      payer: null,
      call: null,
      attempts: 0,
      waits: null,
      nextAttemptAt: null,
      steps: 1,
      told: 'SUCCESS',
      returns: null,
      returnsReason: null,
      request,
      askedAt: await parts.now(tx),
    }),
  ]);
  return { movement, signs: false };
}

/** The key of an entry of an outgoing movement: its steps are numbered. */
export const stepKey = ({ id }: Pick<WalletMovement, 'id'>, step: number): string => `${id}:${step}`;

/** The name by which the chain knows a movement. */
export const callKey = ({ company, movement }: store.OutgoingRef): string => `${company}/${movement}`;

/** The movement of a call; undefined for one that is none of ours. */
export function refOfCall(key: string): store.OutgoingRef | undefined {
  const [company, movement, ...more] = key.split('/');
  if (!company?.startsWith('cmp_') || !movement?.startsWith('mov_') || more.length > 0) return undefined;
  return { company, movement } as store.OutgoingRef;
}
