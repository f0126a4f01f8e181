import { present } from '../../kernel/assert.ts';
import type { Answer, Ask, Question } from '../coordinator/ask.ts';
import type { Identity } from '../protocol/identity.ts';
import { openLetterbox, sealLetter } from '../protocol/letter.ts';
import type { Message } from '../protocol/message.ts';
import { writeMessage } from '../protocol/message.ts';
import { frost, identifierOf, threshold, toHex } from '../protocol/suite.ts';
import { transcriptOf } from '../protocol/transcript.ts';
import { drawZeroLine } from '../protocol/zero-sharing.ts';
import { partyOf } from '../types.ts';

/**
 * Plays signer 2 under its true identity, and keeps to the protocol but for the shares that it deals: those lie on no
 * polynomial that it committed to. The other two are real.
 */
export function withRogueDealer(
  ask: Ask,
  identity: Identity,
  refreshed?: { keyId: string; base: string },
): Ask {
  const letterbox = openLetterbox();
  const say = (question: Question<unknown>, receiver: Message['receiver'], body: unknown): Message =>
    writeMessage(
      identity,
      { session: question.session, round: question.round, sender: 'signer 2', receiver },
      body,
    );
  const publish = (): object => {
    if (refreshed !== undefined)
      return { ...refreshed, commitment: drawZeroLine().commitment, letterbox: letterbox.address };
    const { commitment, proofOfKnowledge } = frost.DKG.round1(identifierOf(2), threshold).public;
    return {
      commitment: commitment.map(toHex),
      proof: toHex(proofOfKnowledge),
      letterbox: letterbox.address,
    };
  };
  const deal = (question: Question<unknown>): Message[] => {
    const { first } = question.body as { first: Message[] };
    return ([1, 3] as const).map((to) => {
      const theirs = present(
        first.find(({ sender }) => sender === partyOf(to)),
        'a first message of each',
      );
      const { letterbox: address } = JSON.parse(theirs.body) as { letterbox: string };
      const route = { transcript: transcriptOf(first), from: 2, to } as const;
      const letter = sealLetter(letterbox, address, route, frost.utils.randomScalar());
      return say(question, partyOf(to), { letter, first });
    });
  };
  return (async (signer, question) => {
    if (signer !== 2) return await ask(signer, question);
    const body = question.round.endsWith('/1') ? publish() : { letters: deal(question) };
    return { message: say(question, 'signers', body), body } as Answer<unknown>;
  }) as Ask;
}
