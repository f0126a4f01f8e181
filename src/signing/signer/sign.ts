import type { Nonces } from '@noble/curves/abstract/frost.js';
import * as bodies from '../protocol/bodies.ts';
import type { Message } from '../protocol/message.ts';
import { parseBody, readMessage } from '../protocol/message.ts';
import { demand, Refusal } from '../protocol/refusal.ts';
import {
  frost,
  frostPublic,
  fromHex,
  identifierOf,
  isPoint,
  rng,
  signerOfParty,
  toHex,
} from '../protocol/suite.ts';
import { demandOwn } from '../protocol/transcript.ts';
import type { Description, KeyId } from '../types.ts';
import type { Handlers } from './handlers.ts';
import type { Share } from './key-store.ts';
import { createSessions } from './sessions.ts';
import { ownName, say } from './signer-context.ts';
import type { SignerContext } from './signer-context.ts';

interface Offered {
  readonly keyId: KeyId;
  readonly epoch: number;
  readonly description: Description;
  readonly own: Message;
  readonly nonces: Nonces;
}

/**
 * Signing, RFC 9591 section 5, as a signer does it. The nonces are drawn when a call is offered, live in memory, belong to
 * this session and this digest, and are gone before the signature share leaves: the session is taken out first, so a
 * second second round finds nothing.
 */
export function createSigning(context: SignerContext): Handlers {
  const sessions = createSessions<Offered>({ most: 10_000 });

  return {
    async 'sign/1'(message) {
      const { session, round } = message;
      const { keyId, kind, bytes } = parseBody(message, bodies.signFirst.request);
      const share = await usableShare(context, keyId);
      const description = await describe(context, kind, Buffer.from(bytes, 'base64url'));
      await context.policies.check(description);
      const { nonces, commitments } = frost.commit(secretOf(context, share), rng);
      const reply = say(context, session, round, 'signers', {
        keyId,
        epoch: share.epoch,
        digest: toHex(description.digest),
        hiding: toHex(commitments.hiding),
        binding: toHex(commitments.binding),
      });
      sessions.open(session, { keyId, epoch: share.epoch, description, own: reply, nonces });
      return reply;
    },

    async 'sign/2'(message) {
      const { session, round } = message;
      const { keyId, epoch, description, own, nonces } = sessions.take(session);
      const { digest, commitments } = parseBody(message, bodies.signSecond.request);
      const asked = toHex(description.digest);
      demand(digest === asked, 'MISPLACED', 'The second round is for another digest.', 'platform');
      demandOwn(commitments, own);
      demand(
        new Set(commitments.map(({ sender }) => sender)).size === commitments.length,
        'MISPLACED',
        'Two different signers sign.',
        'platform',
      );
      const list = commitments.map((commitment) => {
        const { sender } = commitment;
        const place = { session, round: 'sign/1', receiver: 'signers' } as const;
        const offer = readMessage(commitment, context.pins, place, bodies.signFirst.reply);
        const same = offer.keyId === keyId && offer.epoch === epoch && offer.digest === asked;
        demand(same, 'MISPLACED', `${sender} offers to sign something else.`, sender);
        const points = isPoint(offer.hiding) && isPoint(offer.binding);
        demand(points, 'WRONG', `The commitments of ${sender} are no points.`, sender);
        const identifier = identifierOf(signerOfParty(sender));
        return { identifier, hiding: fromHex(offer.hiding), binding: fromHex(offer.binding) };
      });
      const share = await usableShare(context, keyId);
      demand(share.epoch === epoch, 'START_OVER', 'The shares of this key were refreshed meanwhile.');
      await context.policies.spend(description);
      const part = frost.signShare(
        secretOf(context, share),
        frostPublic(share.package),
        nonces,
        list,
        description.digest,
      );
      const movements = description.movements.map(({ destination, asset, amount }) => ({
        destination,
        asset,
        amount: amount.toString(),
      }));
      context.log.info(
        { signer: context.number, keyId, digest: asked, movements },
        'share of a signature given',
      );
      return say(context, session, round, 'platform', { share: toHex(part) });
    },
  };
}

async function usableShare(context: SignerContext, keyId: KeyId): Promise<Share> {
  const { current } = await context.keys.read(keyId);
  demand(current !== undefined, 'UNKNOWN_KEY', `${ownName(context)} has no confirmed share of that key.`);
  return current;
}

const secretOf = (context: SignerContext, share: Share) => ({
  identifier: identifierOf(context.number),
  signingShare: fromHex(share.share.reveal()),
});

async function describe(context: SignerContext, kind: string, bytes: Uint8Array): Promise<Description> {
  let description: Description;
  try {
    description = await context.describe(kind, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no reason given';
    throw new Refusal('UNDESCRIBED', `This signer does not understand what to sign: ${reason}`, undefined, {
      cause: error,
    });
  }
  demand(description.digest.length === 32, 'UNDESCRIBED', 'A digest has 32 bytes.');
  return description;
}
