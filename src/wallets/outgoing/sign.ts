import { bytesToHex } from 'viem';
import { decodeExecute, executeDigest, executeKind, hasUnbooked } from '../../chains/index.ts';
import type { Chain, SignedCall } from '../../chains/index.ts';
import { invariant, present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import { publicPoint, SigningFailed } from '../../signing/index.ts';
import { accountSalt } from '../addresses/make-wallets.ts';
import * as wallets from '../store.ts';
import type { Wallet } from '../types.ts';
import { callKey } from './ask.ts';
import type { OutgoingParts } from './parts.ts';
import { conclude } from './conclude.ts';
import * as store from './store.ts';
import type { OutgoingRef } from './store.ts';
import { failureReasons } from './told.ts';

/** So long after a try that asked no signer, as the watcher was behind, it is tried again. */
const waitMs = 1_000;

/**
 * Has the signers sign a call that was written down, and hands it to the chain. Doing it again is harmless, at any moment and
 * in several processes at once: what is signed is the same call with the same nonce, and the chain takes it once. When
 * the signers cannot be reached, or it is not known yet what has left, it waits; somebody takes it up again until its deadline has passed.
 *
 * @throws Failure VAL when the signers' policies forbid it, or something left its wallet that is in no books, and nobody can have a
 * signature: then it has failed
 */
export async function signAndSubmit(parts: OutgoingParts, ref: OutgoingRef): Promise<void> {
  const row = present(await store.findOutgoing(parts.plain, ref), 'the row of an outgoing movement');
  if (row.nextAttemptAt === null || row.call === null || row.payer === null) return;
  const payer = present(
    await wallets.findWallet(parts.plain, ref.company, row.payer),
    'the wallet that pays',
  );
  const chain = parts.chain(payer.chain).open();
  const waits = await whyWaits(parts, chain, payer);
  if (waits !== undefined) {
    // Whoever asked since the database was put back may have asked for just this, and nobody has a signature of it.
    if (waits.unbooked && row.attempts === 1 && (await giveUp(parts, ref, 'unbooked')))
      throw new Failure('VAL', failureReasons.unbooked);
    const nextAttemptAt = new Date((await parts.now(parts.plain)).getTime() + waitMs);
    await store.putOff(parts.plain, ref, waits.reason, nextAttemptAt);
    parts.log.warn({ movement: ref.movement, reason: waits.reason }, 'a transfer waits and is not signed');
    return;
  }
  const call = await sign(parts, ref, row.call, present(payer.keyId, 'the key of a threshold account'));
  if (call === undefined) return;
  await parts.plain.work(async (tx) => {
    // The chain's row first, as when it tells how it ended.
    await chain.submitCall(tx, call);
    await store.markSigned(tx, ref);
  });
}

/** Why nothing more is to be signed for a wallet now: it is not known what has left it, or that is in no books. */
async function whyWaits(
  { plain }: OutgoingParts,
  chain: Chain,
  payer: Wallet,
): Promise<{ readonly reason: string; readonly unbooked: boolean } | undefined> {
  const reason = await chain.whyWaits();
  if (reason !== undefined) return { reason, unbooked: false };
  // Looked for when it was asked for, too; but it may have waited since until the blocks were read that have it.
  if (!(await hasUnbooked(plain, chain.chainId, payer.address))) return undefined;
  return { reason: 'A transfer left its wallet that is not in the books.', unbooked: true };
}

/** The call with its signature, or undefined when the signers cannot sign now. */
async function sign(
  parts: OutgoingParts,
  ref: OutgoingRef,
  bytes: Buffer,
  keyId: string,
): Promise<SignedCall | undefined> {
  const execute = decodeExecute(bytes);
  try {
    const { digest, signature } = await parts.signing().sign(keyId, executeKind, bytes);
    invariant(bytesToHex(digest) === executeDigest(execute), 'the signers sign what they were given');
    return { key: callKey(ref), publicKey: publicPoint(keyId), salt: accountSalt, execute, signature };
  } catch (error) {
    if (!(error instanceof Failure) || (error.code !== 'VAL' && error.code !== 'UNAVAILABLE')) throw error;
    if (error instanceof SigningFailed && error.code === 'VAL' && (await giveUp(parts, ref, 'refused')))
      throw error;
    const isAway = error.code === 'UNAVAILABLE';
    await store.noteWaits(parts.plain, ref, isAway ? 'The signers cannot sign now.' : error.message);
    parts.log.warn({ err: error, movement: ref.movement }, 'a transfer waits for its signature');
    return undefined;
  }
}

/**
 * Ends a movement that must not be signed: only at the first try, since an earlier one may have made a signature that
 * somebody has, although it was never written down. Then only the chain can say that it will not happen.
 */
async function giveUp(
  parts: OutgoingParts,
  ref: OutgoingRef,
  outcome: 'refused' | 'unbooked',
): Promise<boolean> {
  return await parts.plain.work(async (tx) => {
    const [row] = await store.lockOutgoings(tx, [ref]);
    if (row === undefined || row.nextAttemptAt === null || row.attempts > 1) return false;
    await conclude(parts, tx, [{ row, outcome, used: undefined }]);
    return true;
  });
}
