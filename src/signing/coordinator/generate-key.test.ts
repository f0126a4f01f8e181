import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import * as bodies from '../protocol/bodies.ts';
import { openLetterbox } from '../protocol/letter.ts';
import type { Message } from '../protocol/message.ts';
import { writeMessage } from '../protocol/message.ts';
import { Refusal } from '../protocol/refusal.ts';
import { Fn, frost, fromHex, identifierOf, isUsable, Point, threshold, toHex } from '../protocol/suite.ts';
import { altering, relaying } from '../testing/cheats.ts';
import { withRogueDealer } from '../testing/rogue-signer.ts';
import { threeSigners } from '../testing/three-signers.ts';
import type { Rewrite } from '../testing/three-signers.ts';
import type { Party, SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import { SigningFailed } from './failed.ts';
import { generateKey } from './generate-key.ts';

const trio = await threeSigners();

/** The failure of a key generation under this rewrite, after checking that no signer uses a key of it. */
async function failureOf(rewrite: Rewrite): Promise<SigningFailed> {
  const before = await usedKeys();
  const failure = await generateKey(trio.ask(rewrite), trio.pins).then(
    () => assert.fail('a key was made'),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof SigningFailed, String(failure));
  assert.deepEqual(await usedKeys(), before);
  return failure;
}

async function usedKeys(): Promise<string[]> {
  const records = await Promise.all(signerNumbers.map((signer) => trio.records(signer)));
  return records
    .flatMap((keys) => [...keys].flatMap(([id, { current }]) => (current === undefined ? [] : [id])))
    .sort();
}

const assertNamed = (failure: SigningFailed, code: string, ...parties: Party[]): void => {
  assert.deepEqual(
    new Set(failure.refusals.map((refusal) => refusal.code)),
    new Set([code]),
    failure.reasons,
  );
  assert.deepEqual(
    new Set(failure.refusals.map(({ culprit }) => culprit)),
    new Set(parties),
    failure.reasons,
  );
};

/** A message again, with another body, under its sender's true signature: what a signer that cheats can do. */
async function resaid(
  message: Message,
  change: (body: Record<string, unknown>) => unknown,
): Promise<Message> {
  const signer = signerNumbers.find((number) => partyOf(number) === message.sender)!;
  const body = change(JSON.parse(message.body) as Record<string, unknown>);
  return writeMessage(await trio.identityOf(signer), message, body);
}

describe('key generation', () => {
  it('gives each signer a share of one key, certified by all three', async () => {
    const id = await trio.coordinator.generateKey();
    assert.ok(isUsable(fromHex(id)));
    const shares = await Promise.all(
      signerNumbers.map(async (signer) => (await trio.records(signer)).get(id)!.current!),
    );
    for (const [at, { share, package: known, certificate }] of shares.entries()) {
      const point = Point.BASE.multiply(Fn.fromBytes(fromHex(share.reveal()))).toHex(true);
      assert.equal(point, known.verifyingShares[(at + 1) as SignerNumber]);
      assert.deepEqual(known, shares[0]!.package);
      assert.equal(known.commitments[0], id);
      assert.equal(certificate!.length, 3);
    }
  });

  it('makes another key when the chain could not verify the first', async () => {
    let asked = 0;
    const picky = await threeSigners({ usable: () => (asked += 1) > 3 });
    const id = await picky.coordinator.generateKey();
    assert.equal(asked, 6);
    assert.deepEqual([...(await picky.records(1)).keys()], [id], 'nothing was stored of the first');
  });

  it('starts over when a signer restarts in any round', async () => {
    for (const round of ['generate/1', 'generate/2', 'generate/3', 'activate']) {
      for (const at of signerNumbers) {
        let restarted = false;
        const sessions = new Set<string>();
        const rewrite: Rewrite = {
          async answer(signer, question, answer) {
            if (question.round === 'generate/1') sessions.add(question.session);
            if (question.round === round && signer === at && !restarted) {
              restarted = true;
              await trio.restart(signer);
            }
            return answer;
          },
        };
        const { keyId } = await generateKey(trio.ask(rewrite), trio.pins);
        assert.ok(restarted);
        // From the confirmation on a share is on disk, and the restart costs nothing.
        assert.equal(sessions.size, round === 'generate/1' || round === 'generate/2' ? 2 : 1);
        for (const signer of signerNumbers) assert.ok((await trio.records(signer)).get(keyId)!.current);
      }
    }
  });

  it('needs all three, and says who is down', async () => {
    const other = await threeSigners();
    await other.stop(2);
    const failure = await other.coordinator.generateKey().catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    assert.equal(failure.code, 'UNAVAILABLE');
    assertNamed(failure, 'DOWN', 'signer 2');
    await other.restart(2);
    await other.coordinator.generateKey();
  });
});

describe('a platform that cheats in a key generation', () => {
  for (const signer of signerNumbers) {
    for (const [round, list, what] of [
      ['generate/2', 'first', 'what it published'],
      ['generate/3', 'letters', 'its letters'],
      ['activate', 'confirmations', 'its confirmation'],
    ] as const) {
      for (const part of ['session', 'round', 'body', 'signature'] as const) {
        it(`makes no key when it alters the ${part} of ${what}, and signer ${signer} is named`, async () => {
          const failure = await failureOf(altering(round, list, partyOf(signer), part));
          assertNamed(failure, 'ALTERED', partyOf(signer));
        });
      }
    }
  }

  it('cannot speak for a signer', async () => {
    const failure = await failureOf(
      relaying('generate/2', 'first', (message) =>
        message.sender === 'signer 2'
          ? writeMessage(trio.platform, message, JSON.parse(message.body))
          : message,
      ),
    );
    assertNamed(failure, 'ALTERED', 'signer 2');
  });

  it('cannot put its own letterbox in the place of a signer’s', async () => {
    const { address } = openLetterbox();
    const failure = await failureOf(
      relaying('generate/2', 'first', (message) =>
        message.sender === 'signer 2'
          ? { ...message, body: JSON.stringify({ ...JSON.parse(message.body), letterbox: address }) }
          : message,
      ),
    );
    assertNamed(failure, 'ALTERED', 'signer 2');
  });

  it('cannot swap letters: one that is for another is refused', async () => {
    const written: Message[] = [];
    const failure = await failureOf({
      answer(_, { round }, answer) {
        if (round === 'generate/2') written.push(...(answer.body as { letters: Message[] }).letters);
        return answer;
      },
      question: (signer, { round }) =>
        round === 'generate/3'
          ? {
              letters: written.filter(
                ({ receiver, sender }) => receiver !== partyOf(signer) && sender !== partyOf(signer),
              ),
            }
          : undefined,
    });
    assert.deepEqual(new Set(failure.refusals.map(({ code }) => code)), new Set(['MISPLACED']));
    assert.equal(failure.refusals.length, 3);
    assert.ok(failure.refusals.every(({ culprit }) => culprit !== undefined));
  });

  it('cannot replay what was said in another session', async () => {
    for (const [round, list] of [
      ['generate/2', 'first'],
      ['generate/3', 'letters'],
      ['activate', 'confirmations'],
    ] as const) {
      const earlier: Message[] = [];
      const record: Rewrite = {
        question(_, question) {
          if (question.round === round) earlier.push(...(question.body as Record<string, Message[]>)[list]!);
          return undefined;
        },
      };
      await generateKey(trio.ask(record), trio.pins);
      const failure = await failureOf(
        relaying(
          round,
          list,
          (message) =>
            earlier.find(
              ({ sender, receiver }) =>
                sender === 'signer 2' && sender === message.sender && receiver === message.receiver,
            ) ?? message,
        ),
      );
      assert.ok(
        failure.refusals.every(({ code, culprit }) => code === 'MISPLACED' && culprit !== undefined),
        failure.reasons,
      );
      assert.ok(failure.refusals.some(({ culprit }) => culprit === 'signer 2'));
    }
  });

  it('cannot leave anybody out', async () => {
    const failure = await failureOf(
      relaying('generate/2', 'first', (message, to) =>
        message.sender === 'signer 2' && to !== 2 ? { ...message, sender: 'signer 3' } : message,
      ),
    );
    assert.ok(failure.refusals.every(({ culprit }) => culprit === 'signer 2' || culprit === 'signer 3'));
  });

  it('cannot tell two signers different things, not even with a signer that says two things', async () => {
    const { address } = openLetterbox();
    let second: Message | undefined;
    const rewrite: Rewrite = {
      async answer(signer, { round }, answer) {
        if (round === 'generate/1' && signer === 2)
          second = await resaid(answer.message, (body) => ({ ...body, letterbox: address }));
        return answer;
      },
      ...relaying('generate/2', 'first', (message, to) =>
        message.sender === 'signer 2' && to === 3 ? second! : message,
      ),
    };
    assertNamed(await failureOf(rewrite), 'EQUIVOCATION', 'signer 2');
  });

  it('cannot use a session again whose messages it recorded before a signer restarted', async () => {
    const other = await threeSigners();
    const session = 'the same session';
    const ask = other.ask();
    const begin = (signer: SignerNumber) =>
      ask(signer, { session, round: 'generate/1', body: {}, reply: z.unknown() });
    const [one, before, three] = [await begin(1), await begin(2), await begin(3)];
    await assert.rejects(begin(1), { code: 'START_OVER' });
    await other.restart(2);
    const after = await begin(2);
    const tell = (signer: SignerNumber, two: Message) =>
      ask(signer, {
        session,
        round: 'generate/2',
        body: { first: [one.message, two, three.message] },
        reply: bodies.second.reply,
      });
    const toOne = await tell(1, before.message);
    const toTwo = await tell(2, after.message);
    const toThree = await tell(3, after.message);
    const letters = [toOne, toTwo, toThree].flatMap(({ body }) => body.letters);
    for (const signer of signerNumbers) {
      const mine = letters.filter(({ receiver }) => receiver === partyOf(signer));
      const end = ask(signer, {
        session,
        round: 'generate/3',
        body: { letters: mine },
        reply: z.unknown(),
      });
      await assert.rejects(end, { code: 'EQUIVOCATION', culprit: 'signer 2' });
      assert.equal((await other.records(signer)).size, 0);
    }
    await assert.rejects(
      begin(2).then(() => tell(2, before.message)),
      { code: 'START_OVER', culprit: 'platform' },
    );
  });
});

describe('a signer that cheats in a key generation', () => {
  /** Signer 2 publishes or writes something else than it should, under its own signature. */
  const cheating = (round: string, change: (body: Record<string, unknown>) => unknown): Rewrite => ({
    async answer(signer, question, answer) {
      if (signer !== 2 || question.round !== round) return answer;
      if (round !== 'generate/2') return { ...answer, message: await resaid(answer.message, change) };
      const { letters } = answer.body as { letters: Message[] };
      return {
        ...answer,
        body: { letters: await Promise.all(letters.map((letter) => resaid(letter, change))) },
      };
    },
  });
  const named = async (rewrite: Rewrite, code: string): Promise<void> => {
    const failure = await failureOf(rewrite);
    const others = failure.refusals.filter(({ by }) => by !== 'signer 2');
    assert.equal(others.length, 2, failure.reasons);
    for (const refusal of others) {
      assert.equal(refusal.code, code, failure.reasons);
      assert.equal(refusal.culprit, 'signer 2');
    }
  };

  it('is named when its proof of knowledge is false', async () => {
    const foreign = frost.DKG.round1(identifierOf(1), threshold).public;
    const proof = toHex(foreign.proofOfKnowledge);
    await named(
      cheating('generate/1', (body) => ({ ...body, proof })),
      'WRONG',
    );
  });

  it('is named when it takes the commitments of another for its own', async () => {
    const foreign = frost.DKG.round1(identifierOf(1), threshold).public;
    const commitment = foreign.commitment.map(toHex);
    const proof = toHex(foreign.proofOfKnowledge);
    await named(
      cheating('generate/1', (body) => ({ ...body, commitment, proof })),
      'WRONG',
    );
  });

  it('is named when its commitment is no point', async () => {
    const none = `02${'ff'.repeat(32)}`;
    await named(
      cheating('generate/1', (body) => ({ ...body, commitment: [none, none] })),
      'WRONG',
    );
  });

  it('is named when its letters cannot be opened', async () => {
    await named(
      cheating('generate/2', (body) => ({ ...body, letter: 'AAAA' })),
      'WRONG',
    );
  });

  it('is named when the share that it dealt is not the one that it committed to', async () => {
    const ask = withRogueDealer(trio.ask(), await trio.identityOf(2));
    const onlyOthers = ((signer, question) =>
      signer === 2 && question.round === 'generate/3'
        ? Promise.reject(new Refusal('DOWN', 'gone', 'signer 2', { by: 'signer 2' }))
        : ask(signer, question)) as typeof ask;
    const failure = await generateKey(onlyOthers, trio.pins).catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    const others = failure.refusals.filter(({ by }) => by !== 'signer 2');
    assert.deepEqual(
      others.map(({ by, code, culprit }) => [by, code, culprit]),
      [
        ['signer 1', 'WRONG', 'signer 2'],
        ['signer 3', 'WRONG', 'signer 2'],
      ],
    );
  });

  it('is named when it shows its peers a first round that was none', async () => {
    await named(
      cheating('generate/2', (body) => {
        const [one, two, three] = body['first'] as Message[];
        return { ...body, first: [{ ...one, body: '{}' }, two, three] };
      }),
      'EQUIVOCATION',
    );
  });

  it('is named when it confirms another key than the others', async () => {
    const failure = await failureOf({
      async answer(signer, { round }, answer) {
        if (signer !== 2 || round !== 'generate/3') return answer;
        return {
          ...answer,
          message: await resaid(answer.message, (body) => ({ ...body, transcript: 'ab'.repeat(32) })),
        };
      },
    });
    assertNamed(failure, 'EQUIVOCATION', 'signer 2');
  });
});

describe('many keys at a time', () => {
  it('are made one after the other by few at a time: the signers have room for no more than a hundred', async () => {
    const { coordinator } = await threeSigners();
    const keys = await Promise.all(Array.from({ length: 110 }, () => coordinator.generateKey()));
    assert.equal(new Set(keys).size, 110);
  });
});
