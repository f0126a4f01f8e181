import { randomBytes } from '../../platform/random.ts';
import type { z } from 'zod';
import type { Confirmation } from '../protocol/bodies.ts';
import * as bodies from '../protocol/bodies.ts';
import { readCertificate } from '../protocol/certificate.ts';
import type { Message, Pins } from '../protocol/message.ts';
import { partyOf, signerNumbers } from '../types.ts';
import type { SignerNumber } from '../types.ts';
import type { Ask, Question } from './ask.ts';
import { allOf, refusalOf, SigningFailed } from './failed.ts';

/** A session id that was never used. */
export const newSession = (): string => randomBytes(16).toString('hex');

/** One step that all three signers take together. */
export const askAll = <T>(ask: Ask, question: (signer: SignerNumber) => Question<T>) =>
  allOf(signerNumbers.map((signer) => ask(signer, question(signer))));

/** What a key generation or refresh came to: the confirmed key, and the three confirmations that prove it. */
export interface Made {
  readonly session: string;
  readonly confirmed: Confirmation;
  readonly confirmations: readonly Message[];
}

/**
 * The three rounds of key generation and refresh, as the platform carries them: what is published goes to all, what is sealed goes
 * to whom it is for. The platform could alter, swap, replay or withhold; the signers notice, and no key comes of it.
 *
 * @throws SigningFailed
 */
export async function runRounds(
  ask: Ask,
  pins: Pins,
  kind: 'generate' | 'refresh',
  first: { readonly body: unknown; readonly reply: z.ZodType },
): Promise<Made> {
  const session = newSession();
  const published = await askAll(ask, () => ({ session, round: `${kind}/1`, ...first }));
  const sealed = await askAll(ask, () => ({
    session,
    round: `${kind}/2`,
    body: { first: published.map(({ message }) => message) },
    reply: bodies.second.reply,
  }));
  const letters = sealed.flatMap(({ body }) => body.letters);
  const confirmations = await askAll(ask, (signer) => ({
    session,
    round: `${kind}/3`,
    body: { letters: letters.filter(({ receiver }) => receiver === partyOf(signer)) },
    reply: bodies.confirmation,
    replyRound: 'confirm',
  }));
  const messages = confirmations.map(({ message }) => message);
  try {
    return { session, confirmed: readCertificate(messages, pins), confirmations: messages };
  } catch (error) {
    throw new SigningFailed([refusalOf(error)]);
  }
}

/** Shows the three confirmations to these signers, so that they use the share; harmless when they do already. */
export async function activate(
  ask: Ask,
  confirmations: readonly Message[],
  signers: readonly SignerNumber[] = signerNumbers,
): Promise<void> {
  const session = newSession();
  const question = { session, round: 'activate', body: { confirmations }, reply: bodies.activate.reply };
  await allOf(signers.map((signer) => ask(signer, question)));
}
