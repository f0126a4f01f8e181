import { z } from 'zod';
import { present } from '../../kernel/assert.ts';
import * as bodies from '../protocol/bodies.ts';
import type { Identity } from '../protocol/identity.ts';
import { messageSchema, parseBody, readMessage, writeMessage } from '../protocol/message.ts';
import type { Message, Pins } from '../protocol/message.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { SignerAddress, SignerNumber } from '../types.ts';
import { partyOf } from '../types.ts';
import type { Carrier } from './carrier.ts';

/** One question to one signer. */
export interface Question<T> {
  readonly session: string;
  readonly round: string;
  readonly body: unknown;
  readonly reply: z.ZodType<T>;
  /** The round that the answer names, where it is another. */
  readonly replyRound?: string;
}

/** What a signer answered: its signed message, and the body that it carries. */
export interface Answer<T> {
  readonly message: Message;
  readonly body: T;
}

/** Asks a signer. Throws Refusal with `by` set: what the signer says, or `DOWN` when it says nothing. */
export type Ask = <T>(signer: SignerNumber, question: Question<T>) => Promise<Answer<T>>;

/** Asks as this party, over this carrier, and believes only what carries the signer's own signature. */
export function createAsk(
  sender: 'platform' | 'administrator',
  identity: Identity,
  pins: Pins,
  carrier: Carrier,
): Ask {
  return async (signer, { session, round, body, reply, replyRound = round }) => {
    const by = partyOf(signer);
    const question = writeMessage(identity, { session, round, sender, receiver: by }, body);
    const wire = await carrier.send(signer, question).catch((error: unknown) => {
      throw new Refusal('DOWN', `${by} is not reached.`, by, { by, cause: error });
    });
    const parsed = messageSchema.safeParse(wire);
    if (!parsed.success) throw new Refusal('MALFORMED', `${by} does not answer with a message.`, by, { by });
    const message = parsed.data;
    try {
      const answer = readMessage(message, pins, { session, sender: by }, z.unknown());
      const refused = bodies.refused.safeParse(answer);
      if (refused.success) {
        const { code, message: text, culprit } = refused.data.refused;
        throw new Refusal(code, text, culprit, { by });
      }
      readMessage(message, pins, { round: replyRound }, z.unknown());
      return { message, body: parseBody(message, reply) };
    } catch (error) {
      if (!(error instanceof Refusal) || error.by !== undefined) throw error;
      throw new Refusal(error.code, error.message, error.culprit, { by, cause: error });
    }
  };
}

/** The pins of one who asks: the three signers. Nobody else answers, and an empty key has signed nothing. */
export function pinsOf(signers: readonly SignerAddress[]): Pins {
  const keyOf = (number: SignerNumber): string =>
    present(
      signers.find((signer) => signer.number === number),
      `the address of signer ${number}`,
    ).publicKey;
  return {
    platform: '',
    administrator: '',
    'signer 1': keyOf(1),
    'signer 2': keyOf(2),
    'signer 3': keyOf(3),
  };
}
