import type { DKG_Round1, DKG_Secret } from '@noble/curves/abstract/frost.js';
import type { z } from 'zod';
import { present } from '../../kernel/assert.ts';
import { redacted } from '../../kernel/redacted.ts';
import * as bodies from '../protocol/bodies.ts';
import { openLetterbox } from '../protocol/letter.ts';
import type { Letterbox } from '../protocol/letter.ts';
import type { Message } from '../protocol/message.ts';
import { parseBody } from '../protocol/message.ts';
import { demand, Refusal } from '../protocol/refusal.ts';
import { frost, fromHex, identifierOf, packageOf, rng, threshold, toHex } from '../protocol/suite.ts';
import type { SignerNumber } from '../types.ts';
import { partyOf } from '../types.ts';
import type { Confirming } from './confirm.ts';
import type { Handlers } from './handlers.ts';
import { openFirst, readLetters, writeLetters } from './letters.ts';
import type { Correspondence } from './letters.ts';
import { createSessions } from './sessions.ts';
import { peersOf, say } from './signer-context.ts';
import type { SignerContext } from './signer-context.ts';

interface Begun {
  readonly after: 1;
  readonly own: Message;
  readonly letterbox: Letterbox;
  readonly secret: DKG_Secret;
}

interface Told {
  readonly after: 2;
  readonly letters: Correspondence;
  readonly others: DKG_Round1[];
  readonly secret: DKG_Secret;
}

/**
 * Distributed key generation (the DKG of the FROST paper, as in frost-rs; RFC 9591 leaves it open): each signer deals a
 * secret of its own to all three, and the key is the sum, which nobody ever holds.
 *
 * A refusal in any round ends the session at this signer, and the platform starts over with another.
 */
export function createGenerating(context: SignerContext, confirming: Confirming): Handlers {
  const sessions = createSessions<Begun | Told>({ most: 100 });
  const own = identifierOf(context.number);

  return {
    /** Publishes the commitments to a fresh polynomial, the proof that its constant is known, and a letterbox. */
    async 'generate/1'(message) {
      const { session, round } = message;
      parseBody(message, bodies.generateFirst.request);
      const { public: first, secret } = frost.DKG.round1(own, threshold, undefined, rng);
      const letterbox = openLetterbox();
      const reply = say(context, session, round, 'signers', {
        commitment: first.commitment.map(toHex),
        proof: toHex(first.proofOfKnowledge),
        letterbox: letterbox.address,
      });
      sessions.open(session, { after: 1, own: reply, letterbox, secret });
      return reply;
    },

    /** Checks what all three published and writes each peer its share of the polynomial. */
    async 'generate/2'(message) {
      const { session, round } = message;
      const { first } = parseBody(message, bodies.second.request);
      const begun = sessions.take(session);
      demand(begun.after === 1, 'START_OVER', 'This round was answered already.', 'platform');
      const letters = openFirst(context, message, first, begun, bodies.generateFirst.reply);
      const others = peersOf(context).map((peer) => roundOne(peer, letters.addresses[peer]));
      const shares = deal(context, begun.secret, others);
      const written = writeLetters(
        context,
        letters,
        (peer) => present(shares[identifierOf(peer)], 'a share for each peer').signingShare,
      );
      sessions.open(session, { after: 2, letters, others, secret: begun.secret });
      return say(context, session, round, 'platform', { letters: written });
    },

    /** Checks what the peers wrote, adds it up to the own share, stores that and confirms it to all. */
    async 'generate/3'(message) {
      const { session } = message;
      const { letters } = parseBody(message, bodies.third.request);
      const told = sessions.take(session);
      demand(told.after === 2, 'START_OVER', 'The round before this one is missing.', 'platform');
      const read = readLetters(context, told.letters, letters);
      const dealt = told.others.map(({ identifier, commitment }, at) => {
        const peer = present(peersOf(context)[at], 'a peer for each package');
        const signingShare = present(read.get(peer), 'a letter of each peer');
        demandShare(own, peer, commitment, signingShare);
        return { identifier, signingShare };
      });
      const made = frost.DKG.round3(told.secret, told.others, dealt);
      frost.DKG.clean(told.secret);
      const publicKey = present(made.public.commitments[0], 'a group key');
      demand(context.usable(publicKey), 'KEY_UNUSABLE', 'The chain cannot verify this key.');
      return await confirming.stage(
        session,
        {
          keyId: toHex(publicKey),
          epoch: 0,
          transcript: told.letters.transcript,
          share: redacted(toHex(made.secret.signingShare)),
          package: packageOf(made.public),
        },
        undefined,
      );
    },
  };
}

function roundOne(peer: SignerNumber, first: First): DKG_Round1 {
  return {
    identifier: identifierOf(peer),
    commitment: first.commitment.map(fromHex),
    proofOfKnowledge: fromHex(first.proof),
  };
}

type First = z.infer<typeof bodies.generateFirst.reply>;

/** The library's second round, with the name of the signer whose commitments or proof it refuses. */
function deal(context: SignerContext, secret: DKG_Secret, others: DKG_Round1[]) {
  try {
    return frost.DKG.round2(secret, others);
  } catch (error) {
    const culprit = peersOf(context).find((_, at) => !provesItself(context, others[at]));
    const who = culprit === undefined ? undefined : partyOf(culprit);
    throw new Refusal('WRONG', `The commitments or the proof of ${who ?? 'a signer'} are false.`, who, {
      cause: error,
    });
  }
}

/** The library does not say whose package was bad; a throwaway generation between two tells. */
function provesItself(context: SignerContext, other: DKG_Round1 | undefined): boolean {
  try {
    const scratch = frost.DKG.round1(identifierOf(context.number), { min: 2, max: 2 }, undefined, rng);
    frost.DKG.round2(scratch.secret, other === undefined ? [] : [other]);
    return true;
  } catch {
    return false;
  }
}

/** Throws, naming the peer, unless its share for us lies on the polynomial that it committed to. */
function demandShare(
  own: string,
  peer: SignerNumber,
  commitments: Uint8Array[],
  signingShare: Uint8Array,
): void {
  try {
    const dealt = { signers: threshold, commitments, verifyingShares: {} };
    frost.validateSecret({ identifier: own, signingShare }, dealt);
  } catch (error) {
    const who = partyOf(peer);
    throw new Refusal('WRONG', `The share from ${who} is not the one it committed to.`, who, {
      cause: error,
    });
  }
}
