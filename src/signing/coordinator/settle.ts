import { present } from '../../kernel/assert.ts';
import * as bodies from '../protocol/bodies.ts';
import type { Message } from '../protocol/message.ts';
import type { KeyId, SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';
import type { Ask } from './ask.ts';
import { allOf } from './failed.ts';
import { activate, newSession } from './rounds.ts';

/** What a signer says of a key. */
interface State {
  readonly signer: SignerNumber;
  readonly current: { readonly epoch: number; readonly certificate: readonly Message[] } | null;
  readonly next: { readonly transcript: string; readonly confirmation: Message } | null;
}

/**
 * Brings an unfinished refresh to its end, whoever crashed when: forward when all three have confirmed it, or one of them uses it
 * already; back when one never confirmed and says that it never shall. Signing goes on meanwhile with the shares that all have.
 *
 * @throws SigningFailed when a signer that has to be asked is down
 */
export async function settle(ask: Ask, keyId: KeyId): Promise<void> {
  const states = await readStates(ask, keyId);
  const waiting = states.filter(({ next }) => next !== null);
  const transcript = waiting[0]?.next?.transcript;
  if (transcript === undefined) return;
  const certificate = certificateOf(states, transcript);
  if (certificate !== undefined) {
    await activate(
      ask,
      certificate,
      waiting.map(({ signer }) => signer),
    );
    return;
  }
  const never = states.filter(({ next }) => next?.transcript !== transcript);
  const session = newSession();
  const [abandoned] = await allOf(
    never.slice(0, 1).map(({ signer }) =>
      ask(signer, {
        session,
        round: 'abandon',
        body: { keyId, transcript },
        reply: bodies.abandonment,
      }),
    ),
  );
  const body = { abandonment: abandoned?.message };
  await allOf(
    waiting.map(({ signer }) => ask(signer, { session, round: 'drop', body, reply: bodies.drop.reply })),
  );
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

function transcriptIn(message: Message): string | undefined {
  const parsed = bodies.confirmation.safeParse(JSON.parse(message.body));
  return parsed.success ? parsed.data.transcript : undefined;
}

async function readStates(ask: Ask, keyId: KeyId): Promise<State[]> {
  const session = newSession();
  const question = { session, round: 'key', body: { keyId }, reply: bodies.key.reply };
  const states = await allOf(signerNumbers.map((signer) => ask(signer, question)));
  return signerNumbers.map((signer, at) => {
    const { current, next } = present(states[at], 'an answer of each signer').body;
    return { signer, current, next };
  });
}
