import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import * as bodies from '../protocol/bodies.ts';
import type { Message } from '../protocol/message.ts';
import { threeSigners } from '../testing/three-signers.ts';
import type { SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';

const trio = await threeSigners();
const key = await trio.coordinator.generateKey();
const ask = trio.ask();

/** The rounds of key generation and refresh, asked one by one. */
for (const kind of ['generate', 'refresh'] as const) {
  const request = kind === 'generate' ? {} : { keyId: key };
  let sessions = 0;
  const asking = () => {
    const session = `${kind} ${(sessions += 1)}`;
    return {
      first: (signer: SignerNumber) =>
        ask(signer, { session, round: `${kind}/1`, body: request, reply: z.unknown() }),
      second: (signer: SignerNumber, first: Message[]) =>
        ask(signer, { session, round: `${kind}/2`, body: { first }, reply: bodies.second.reply }),
      third: (signer: SignerNumber, letters: Message[]) =>
        ask(signer, {
          session,
          round: `${kind}/3`,
          body: { letters: letters.filter(({ receiver }) => receiver === partyOf(signer)) },
          reply: z.unknown(),
          replyRound: 'confirm',
        }),
    };
  };
  const all = async (round: (signer: SignerNumber) => Promise<{ message: Message }>): Promise<Message[]> =>
    (await Promise.all(signerNumbers.map(round))).map(({ message }) => message);

  describe(`the rounds of ${kind}`, () => {
    it('are answered once each', async () => {
      const { first, second, third } = asking();
      const published = await all(first);
      await assert.rejects(first(1), { code: 'START_OVER' });
      const told = await Promise.all(signerNumbers.map((signer) => second(signer, published)));
      const letters = told.flatMap(({ body }) => body.letters);
      await assert.rejects(second(1, published), { code: 'START_OVER', culprit: 'platform' });
      await assert.rejects(third(1, letters), { code: 'START_OVER' }, 'asking twice has ended the session');
      assert.equal((await third(2, letters)).message.round, 'confirm');
      await assert.rejects(third(2, letters), { code: 'START_OVER' });
      // So that the next test finds nothing unfinished.
      if (kind === 'refresh') await trio.coordinator.refresh(key);
    });

    it('are not skipped', async () => {
      const { first, second, third } = asking();
      const published = await all(first);
      await assert.rejects(third(1, letterlike(published)), { code: 'START_OVER', culprit: 'platform' });
      await assert.rejects(second(1, published), { code: 'START_OVER' });
      const fresh = asking();
      await assert.rejects(fresh.second(1, published), { code: 'START_OVER' });
    });

    it('want the own message back as it was sent, also when the signer itself once signed another', async () => {
      const { first, second } = asking();
      const before = await all(first);
      await trio.restart(2);
      const again = await first(2);
      const mixed = before.map((message) => message);
      await assert.rejects(second(2, mixed), { code: 'START_OVER', culprit: 'platform' });
      assert.notEqual(again.message.body, before[1]!.body);
    });
  });
}

/** Two messages that have the form of letters for signer 1. */
const letterlike = (published: Message[]): Message[] => [
  { ...published[1]!, receiver: 'signer 1' },
  { ...published[2]!, receiver: 'signer 1' },
];
