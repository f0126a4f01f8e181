import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { present } from '../../kernel/assert.ts';
import * as bodies from '../protocol/bodies.ts';
import type { PublicPackage } from '../protocol/bodies.ts';
import { Refusal } from '../protocol/refusal.ts';
import { frost, frostPublic, fromHex, identifierOf, isPoint, readSignature } from '../protocol/suite.ts';
import type { KeyId, Signature, SignerNumber } from '../types.ts';
import { partyOf } from '../types.ts';
import type { Answer, Ask } from './ask.ts';
import { refusalOf, SigningFailed } from './failed.ts';
import { newSession } from './rounds.ts';

/** What was signed, and the signature. */
export interface Signed {
  /** As two signers recomputed it; compare it with one's own. */
  readonly digest: Uint8Array;
  readonly signature: Signature;
}

export interface SigningTools {
  readonly ask: Ask;
  /** The public package of a key at an epoch, proved by all three. */
  readonly packageOf: (keyId: KeyId, epoch: number, from: SignerNumber) => Promise<PublicPackage>;
  readonly settle: (keyId: KeyId) => Promise<void>;
  /** Whom to ask, in which order. */
  readonly order: () => SignerNumber[];
  /** Told of every refusal, also of those that the other signers made up for. */
  readonly noticed: (refusal: Refusal) => void;
  /** After this long without an answer the third signer is asked too. */
  readonly slowMs: number;
}

type Call = z.infer<typeof bodies.signFirst.request>;
type OfferBody = z.infer<typeof bodies.signFirst.reply>;

/** One signer's offer to sign, with its commitments. */
interface Offer extends Answer<OfferBody> {
  readonly signer: SignerNumber;
}

/**
 * A signature of any two signers. Whoever is down, slow, forbidden by its policy or false is left out, in another session, as long
 * as two are left.
 *
 * @throws SigningFailed with what each signer said
 */
export async function sign(
  tools: SigningTools,
  keyId: KeyId,
  kind: string,
  bytes: Uint8Array,
): Promise<Signed> {
  const refusals: Refusal[] = [];
  const out = new Set<SignerNumber>();
  /** Who has started over once already: asked last, as one who only ever does so would hold all others up. */
  const again = new Set<SignerNumber>();
  const order = (): SignerNumber[] =>
    tools.order().toSorted((a, b) => Number(again.has(a)) - Number(again.has(b)));
  const call: Call = { keyId, kind, bytes: Buffer.from(bytes).toString('base64url') };
  // Each round leaves a signer out or settles a refresh, so a few are enough.
  for (let left = 5; left > 0; left -= 1) {
    const session = newSession();
    const offers = await gather({ ...tools, order }, session, call, out, (signer, refusal) => {
      out.add(signer);
      refusals.push(refusal);
      tools.noticed(refusal);
    });
    const pair = matching(offers);
    if (pair !== undefined) {
      const outcome = await finish(tools, session, pair);
      if ('signature' in outcome) return outcome;
      for (const { signer, refusal } of outcome.refused) {
        tools.noticed(refusal);
        refusals.push(refusal);
        (refusal.code === 'START_OVER' ? again : out).add(signer);
      }
    } else if (new Set(offers.map(({ body }) => body.epoch)).size > 1) {
      await tools.settle(keyId);
    } else break;
  }
  throw new SigningFailed(refusals);
}

/** Offers of two signers, asking the third when one of them refuses or is slow; fewer when fewer are willing. */
async function gather(
  { ask, order, slowMs }: SigningTools,
  session: string,
  body: Call,
  out: ReadonlySet<SignerNumber>,
  refused: (signer: SignerNumber, refusal: Refusal) => void,
): Promise<Offer[]> {
  const waiting = order().filter((signer) => !out.has(signer));
  const offers: Offer[] = [];
  const enough = Promise.withResolvers<void>();
  const timer = new AbortController();
  let over = false;
  const askNext = async (): Promise<void> => {
    const signer = waiting.shift();
    if (waiting.length === 0) timer.abort();
    if (signer === undefined || over) return;
    try {
      const answer = await ask(signer, { session, round: 'sign/1', body, reply: bodies.signFirst.reply });
      demandOffer(signer, answer, body.keyId);
      offers.push({ signer, message: answer.message, body: answer.body });
      if (matching(offers) !== undefined) enough.resolve();
      if (matching(offers) !== undefined || offers.length < 2) return;
    } catch (error) {
      refused(signer, refusalOf(error));
    }
    await askNext();
  };
  const askAnotherWhenSlow = async (): Promise<void> => {
    await delay(slowMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await askNext();
  };
  try {
    const asked = Promise.all([askNext(), askNext()]);
    await Promise.race([enough.promise, Promise.all([asked, askAnotherWhenSlow()])]);
    return offers;
  } finally {
    over = true;
    timer.abort();
  }
}

/**
 * All that the other signer of a pair will ask of an offer: were one passed on to it that it must refuse, the honest one of the
 * two would be left out.
 */
function demandOffer(signer: SignerNumber, { message, body }: Answer<OfferBody>, keyId: KeyId): void {
  const by = partyOf(signer);
  if (message.receiver !== 'signers' || body.keyId !== keyId)
    throw new Refusal('MISPLACED', `The offer of ${by} is for another receiver or key.`, by, { by });
  if (!isPoint(body.hiding) || !isPoint(body.binding))
    throw new Refusal('WRONG', `The commitments of ${by} are no points.`, by, { by });
}

/** Two offers to sign the same thing with shares of the same epoch. */
function matching(offers: readonly Offer[]): readonly [Offer, Offer] | undefined {
  for (const one of offers) {
    const other = offers.find(
      (offer) =>
        offer !== one && offer.body.epoch === one.body.epoch && offer.body.digest === one.body.digest,
    );
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

interface Refused {
  readonly signer: SignerNumber;
  readonly refusal: Refusal;
}

/** The second round with two signers: the signature, or who did not give a true share. */
async function finish(
  { ask, packageOf }: SigningTools,
  session: string,
  pair: readonly [Offer, Offer],
): Promise<Signed | { readonly refused: readonly Refused[] }> {
  const { keyId, epoch, digest } = pair[0].body;
  const body = { digest, commitments: pair.map(({ message }) => message) };
  const known = packageOf(keyId, epoch, pair[0].signer);
  const asked = await Promise.allSettled([
    ...pair.map(({ signer }) =>
      ask(signer, { session, round: 'sign/2', body, reply: bodies.signSecond.reply }),
    ),
    known,
  ]);
  const refused = asked.flatMap((one, at) =>
    one.status === 'rejected'
      ? [{ signer: (pair[at] ?? pair[0]).signer, refusal: refusalOf(one.reason) }]
      : [],
  );
  if (refused.length > 0) return { refused };
  const shares = asked.flatMap((one) =>
    one.status === 'fulfilled' && 'body' in one.value ? [fromHex(one.value.body.share)] : [],
  );
  return aggregate(await known, pair, shares, fromHex(digest));
}

/** Adds the two shares up, and verifies the sum; when it is false, each share is verified and its maker named. */
function aggregate(
  known: PublicPackage,
  pair: readonly [Offer, Offer],
  shares: readonly Uint8Array[],
  digest: Uint8Array,
): Signed | { readonly refused: readonly Refused[] } {
  const publicKey = frostPublic(known);
  const list = pair.map(({ signer, body }) => ({
    identifier: identifierOf(signer),
    hiding: fromHex(body.hiding),
    binding: fromHex(body.binding),
  }));
  const byIdentifier = Object.fromEntries(
    list.map(({ identifier }, at) => [identifier, present(shares[at], 'a share for each signer')]),
  );
  try {
    return {
      digest,
      signature: readSignature(frost.aggregate(publicKey, list, digest, byIdentifier)),
    };
  } catch (error) {
    const cheaters = pair.filter(({ signer }) => {
      const share = present(byIdentifier[identifierOf(signer)], 'a share for each signer');
      return !frost.verifyShare(publicKey, list, digest, identifierOf(signer), share);
    });
    if (cheaters.length === 0) throw error;
    const refused = cheaters.map(({ signer }) => {
      const by = partyOf(signer);
      return { signer, refusal: new Refusal('WRONG', `The signature share of ${by} is false.`, by, { by }) };
    });
    return { refused };
  }
}
