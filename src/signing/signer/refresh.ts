import { present } from '../../kernel/assert.ts';
import * as bodies from '../protocol/bodies.ts';
import { openLetterbox } from '../protocol/letter.ts';
import type { Letterbox } from '../protocol/letter.ts';
import type { Message } from '../protocol/message.ts';
import { parseBody } from '../protocol/message.ts';
import { demand } from '../protocol/refusal.ts';
import { frost, frostPublic, fromHex, identifierOf, isPoint } from '../protocol/suite.ts';
import { drawZeroLine, isOnLine, movePackage, moveShare } from '../protocol/zero-sharing.ts';
import type { ZeroLine } from '../protocol/zero-sharing.ts';
import type { KeyId } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import type { Confirming } from './confirm.ts';
import type { Handlers } from './handlers.ts';
import { openFirst, readLetters, writeLetters } from './letters.ts';
import type { Correspondence } from './letters.ts';
import { createSessions } from './sessions.ts';
import { peersOf, say } from './signer-context.ts';
import type { SignerContext } from './signer-context.ts';

interface Begun {
  readonly after: 1;
  readonly keyId: KeyId;
  readonly base: string;
  readonly own: Message;
  readonly letterbox: Letterbox;
  readonly line: ZeroLine;
}

interface Told extends Omit<Begun, 'after'> {
  readonly after: 2;
  readonly letters: Correspondence;
  readonly commitments: Readonly<Record<1 | 2 | 3, string>>;
}

/**
 * New shares of the same key, **unaudited** (see `zero-sharing.ts`). All three take part; from the letters on it is the
 * key generation again, and the old share is erased when all three have confirmed the new one.
 */
export function createRefreshing(context: SignerContext, confirming: Confirming): Handlers {
  const sessions = createSessions<Begun | Told>({ most: 100 });

  return {
    async 'refresh/1'(message) {
      const { session, round } = message;
      const { keyId } = parseBody(message, bodies.refreshFirst.request);
      const { current, next } = await context.keys.read(keyId);
      demand(current !== undefined, 'UNKNOWN_KEY', 'This signer has no share of that key.');
      demand(next === undefined, 'UNSETTLED', 'Another refresh of this key is not finished.');
      const line = drawZeroLine();
      const letterbox = openLetterbox();
      const base = current.transcript;
      const reply = say(context, session, round, 'signers', {
        keyId,
        base,
        commitment: line.commitment,
        letterbox: letterbox.address,
      });
      sessions.open(session, { after: 1, keyId, base, own: reply, letterbox, line });
      return reply;
    },

    async 'refresh/2'(message) {
      const { session, round } = message;
      const { first } = parseBody(message, bodies.second.request);
      const begun = sessions.take(session);
      demand(begun.after === 1, 'START_OVER', 'This round was answered already.', 'platform');
      const letters = openFirst(context, message, first, begun, bodies.refreshFirst.reply);
      const opened = letters.addresses;
      for (const peer of peersOf(context)) {
        const { keyId, base, commitment } = opened[peer];
        const same = keyId === begun.keyId && base === begun.base;
        demand(
          same,
          'MISPLACED',
          `${partyOf(peer)} refreshes another share than this signer.`,
          partyOf(peer),
        );
        demand(
          isPoint(commitment),
          'WRONG',
          `The commitment of ${partyOf(peer)} is no point.`,
          partyOf(peer),
        );
      }
      const commitments = {
        1: opened[1].commitment,
        2: opened[2].commitment,
        3: opened[3].commitment,
      };
      const written = writeLetters(context, letters, (peer) => begun.line.at(peer));
      sessions.open(session, { ...begun, after: 2, letters, commitments });
      return say(context, session, round, 'platform', { letters: written });
    },

    async 'refresh/3'(message) {
      const { session } = message;
      const { letters } = parseBody(message, bodies.third.request);
      const told = sessions.take(session);
      demand(told.after === 2, 'START_OVER', 'The round before this one is missing.', 'platform');
      const { keyId, base, commitments } = told;
      const read = readLetters(context, told.letters, letters);
      for (const [peer, delta] of read) {
        const who = partyOf(peer);
        const right = isOnLine(delta, commitments[peer], context.number);
        demand(right, 'WRONG', `The share from ${who} is not the one it committed to.`, who);
      }
      const { current } = await context.keys.read(keyId);
      const before = present(current, 'a share to refresh');
      const fresh = {
        keyId,
        epoch: before.epoch + 1,
        transcript: told.letters.transcript,
        share: moveShare(before.share, [...read.values(), told.line.at(context.number)]),
        package: movePackage(
          before.package,
          signerNumbers.map((signer) => commitments[signer]),
        ),
      };
      const identifier = identifierOf(context.number);
      frost.validateSecret(
        { identifier, signingShare: fromHex(fresh.share.reveal()) },
        frostPublic(fresh.package),
      );
      return await confirming.stage(session, fresh, base);
    },
  };
}
