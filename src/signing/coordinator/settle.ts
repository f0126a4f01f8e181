import * as bodies from '../protocol/bodies.ts';
import { parseBody } from '../protocol/message.ts';
import type { Message } from '../protocol/message.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { KeyId, SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';
import type { Ask } from './ask.ts';
import { allOf, refusalOf, SigningFailed } from './failed.ts';
import { activate, newSession } from './rounds.ts';

/** What a signer says of a key. */
interface State {
  readonly signer: SignerNumber;
  readonly current: { readonly epoch: number; readonly certificate: readonly Message[] } | null;
  readonly next: { readonly transcript: string; readonly confirmation: Message } | null;
}

/**
 * Brings an unfinished refresh to its end, whoever crashed when: forward when one signer uses the new shares already or all three
 * have confirmed them; back when one never confirmed and says that it never shall. Any two signers at the same epoch sign
 * meanwhile; and as one who uses the new shares has the proof for another, any two can always be brought together.
 *
 * @throws SigningFailed when only a signer that is down could say which
 */
export async function settle(ask: Ask, keyId: KeyId): Promise<void> {
  // Three at most: each signer may wait for a refresh of its own, when several were begun at once.
  for (let left = signerNumbers.length; left > 0; left -= 1) if (!(await settleOne(ask, keyId))) return;
}

/** Settles one refresh; false when none is left. */
async function settleOne(ask: Ask, keyId: KeyId): Promise<boolean> {
  const { states, silent } = await readStates(ask, keyId);
  const transcript = states.find(({ next }) => next !== null)?.next?.transcript;
  if (transcript === undefined) return false;
  const certificate = certificateOf(states, transcript);
  const session = newSession();
  const waiting = states.filter(({ next }) => next?.transcript === transcript);
  const signers = waiting.map(({ signer }) => signer);
  if (certificate !== undefined) {
    await activate(ask, certificate, signers);
    return true;
  }
  const never = states.find(({ next }) => next?.transcript !== transcript);
  if (never === undefined) throw new SigningFailed(silent);
  const body = { keyId, transcript };
  const word = { session, round: 'abandon', body, reply: bodies.abandonment };
  const [abandonment] = await allOf([ask(never.signer, word)]);
  const drop = {
    session,
    round: 'drop',
    body: { abandonment: abandonment?.message },
    reply: bodies.drop.reply,
  };
  await allOf(signers.map((signer) => ask(signer, drop)));
  return true;
}

/** All three confirmations of this transcript: from one who uses it, or from three who wait for each other. */
function certificateOf(states: readonly State[], transcript: string): readonly Message[] | undefined {
  const used = states.find(({ current }) =>
    current?.certificate.some((message) => transcriptIn(message) === transcript),
  );
  if (used?.current) return used.current.certificate;
  const confirmations = states.flatMap(({ next }) =>
    next?.transcript === transcript ? [next.confirmation] : [],
  );
  return confirmations.length === signerNumbers.length ? confirmations : undefined;
}

/** What a confirmation says, whoever signed it; undefined where nobody can read it. */
function transcriptIn(message: Message): string | undefined {
  try {
    return parseBody(message, bodies.confirmation).transcript;
  } catch {
    return undefined;
  }
}

async function readStates(
  ask: Ask,
  keyId: KeyId,
): Promise<{ readonly states: readonly State[]; readonly silent: readonly Refusal[] }> {
  const session = newSession();
  const states: State[] = [];
  const silent: Refusal[] = [];
  await Promise.all(
    signerNumbers.map(async (signer) => {
      try {
        const { body } = await ask(signer, {
          session,
          round: 'key',
          body: { keyId },
          reply: bodies.key.reply,
        });
        states.push({ signer, current: body.current, next: body.next });
      } catch (error) {
        silent.push(refusalOf(error));
      }
    }),
  );
  return { states, silent };
}
