import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import * as bodies from '../protocol/bodies.ts';
import { Refusal } from '../protocol/refusal.ts';
import { verify } from '../protocol/suite.ts';
import { altering } from '../testing/cheats.ts';
import { callOf, digestOf } from '../testing/describe.ts';
import { withRogueDealer } from '../testing/rogue-signer.ts';
import { threeSigners } from '../testing/three-signers.ts';
import type { Rewrite } from '../testing/three-signers.ts';
import type { KeyId, SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import { SigningFailed } from './failed.ts';
import { refresh } from './refresh.ts';
import { newSession, runRounds } from './rounds.ts';
import { settle } from './settle.ts';

const trio = await threeSigners();
let calls = 0;

/** The key signs, with any two signers. */
async function assertSigns(id: KeyId): Promise<void> {
  for (const down of signerNumbers) {
    await trio.stop(down);
    const bytes = callOf('0xabc', 1n, 'TEST:COIN/2', String((calls += 1)));
    assert.ok(verify(id, digestOf(bytes), (await trio.coordinator.sign(id, 'test', bytes)).signature));
    await trio.restart(down);
  }
}

const currentOf = async (signer: SignerNumber, id: KeyId) => (await trio.records(signer)).get(id)!.current!;
const epochs = (id: KeyId): Promise<number[]> =>
  Promise.all(signerNumbers.map(async (signer) => (await currentOf(signer, id)).epoch));
const waiting = async (id: KeyId): Promise<SignerNumber[]> => {
  const records = await Promise.all(signerNumbers.map((signer) => trio.records(signer)));
  return signerNumbers.filter((_, at) => records[at]!.get(id)!.next !== undefined);
};

/** Runs a refresh in which this party breaks off: the question to this signer in this round never arrives. */
async function brokenOff(id: KeyId, round: string, signers: readonly SignerNumber[]): Promise<void> {
  const ask = trio.ask();
  const broken = ((signer, question) =>
    question.round === round && signers.includes(signer)
      ? Promise.reject(new Refusal('DOWN', 'broken off', partyOf(signer), { by: partyOf(signer) }))
      : ask(signer, question)) as typeof ask;
  await assert.rejects(refresh(broken, trio.pins, id), SigningFailed);
}

describe('a refresh', () => {
  it('keeps the key, changes every share, and erases the old ones', async () => {
    const id = await trio.coordinator.generateKey();
    const before = await Promise.all(signerNumbers.map((signer) => currentOf(signer, id)));
    await trio.coordinator.refresh(id);
    await trio.coordinator.refresh(id);
    const after = await Promise.all(signerNumbers.map((signer) => currentOf(signer, id)));
    for (const [at, { share, epoch, package: known }] of after.entries()) {
      assert.equal(epoch, 2);
      assert.notEqual(share.reveal(), before[at]!.share.reveal());
      assert.equal(known.commitments[0], id);
      const stored = await trio.unsealed((at + 1) as SignerNumber, id);
      assert.ok(stored.includes(share.reveal()));
      assert.ok(!stored.includes(before[at]!.share.reveal()));
    }
    await assertSigns(id);
  });

  it('needs all three', async () => {
    const id = await trio.coordinator.generateKey();
    await trio.stop(3);
    await assert.rejects(trio.coordinator.refresh(id), { code: 'UNAVAILABLE' });
    await trio.restart(3);
    assert.deepEqual(await epochs(id), [0, 0, 0]);
    await trio.coordinator.refresh(id);
  });

  it('can be broken off in any round, and the key signs before and after the next one', async () => {
    for (const round of ['refresh/1', 'refresh/2', 'refresh/3', 'activate']) {
      for (const signers of [[1], [2, 3]] as const) {
        const id = await trio.coordinator.generateKey();
        await brokenOff(id, round, signers);
        await assertSigns(id);
        await trio.coordinator.refresh(id);
        assert.deepEqual(await waiting(id), []);
        assert.equal(new Set(await epochs(id)).size, 1);
        await assertSigns(id);
      }
    }
  });

  it('goes back when one signer never confirmed, and forward when all did', async () => {
    const back = await trio.coordinator.generateKey();
    await brokenOff(back, 'refresh/3', [2]);
    assert.deepEqual(await waiting(back), [1, 3]);
    for (const signer of signerNumbers) await trio.restart(signer);
    await trio.coordinator.refresh(back);
    assert.deepEqual(await epochs(back), [1, 1, 1], 'the first was dropped, the second took');

    const forward = await trio.coordinator.generateKey();
    await brokenOff(forward, 'activate', signerNumbers);
    assert.deepEqual(await waiting(forward), [1, 2, 3]);
    for (const signer of signerNumbers) await trio.restart(signer);
    await trio.coordinator.refresh(forward);
    assert.deepEqual(await epochs(forward), [2, 2, 2], 'the first was finished, then the second');
  });

  it('does not mix old and new shares: signers of different epochs are brought together first', async () => {
    const id = await trio.coordinator.generateKey();
    await brokenOff(id, 'activate', [2, 3]);
    assert.deepEqual(await epochs(id), [1, 0, 0]);
    // Two signers of the old epoch still sign; one old and one new are first made equal.
    for (let turn = 0; turn < 4; turn += 1) {
      const bytes = callOf('0xabc', 1n, 'TEST:COIN/2', String((calls += 1)));
      assert.ok(verify(id, digestOf(bytes), (await trio.coordinator.sign(id, 'test', bytes)).signature));
    }
    await trio.stop(3);
    for (let turn = 0; turn < 3; turn += 1) {
      const bytes = callOf('0xabc', 1n, 'TEST:COIN/2', String((calls += 1)));
      assert.ok(verify(id, digestOf(bytes), (await trio.coordinator.sign(id, 'test', bytes)).signature));
    }
    const [one, two] = await epochs(id);
    assert.deepEqual([one, two], [1, 1]);
    await trio.restart(3);
    await trio.coordinator.refresh(id);
    await assertSigns(id);
  });

  it('may be begun twice at once: what one leaves undone the next one settles', async () => {
    const id = await trio.coordinator.generateKey();
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.allSettled([trio.coordinator.refresh(id), trio.coordinator.refresh(id)]);
      await trio.coordinator.refresh(id);
      assert.deepEqual(await waiting(id), []);
      assert.equal(new Set(await epochs(id)).size, 1);
    }
    await assertSigns(id);
  });

  it('starts over when a signer restarts in any round', async () => {
    for (const round of ['refresh/1', 'refresh/2', 'refresh/3', 'activate']) {
      const id = await trio.coordinator.generateKey();
      let restarted = false;
      const rewrite: Rewrite = {
        async answer(signer, question, answer) {
          if (question.round === round && signer === 2 && !restarted) {
            restarted = true;
            await trio.restart(2);
          }
          return answer;
        },
      };
      await refresh(trio.ask(rewrite), trio.pins, id);
      assert.ok(restarted);
      await assertSigns(id);
    }
  });
});

describe('who cheats in a refresh', () => {
  it('changes no share when the platform alters a message, and its sender is named', async () => {
    const id = await trio.coordinator.generateKey();
    for (const [round, list] of [
      ['refresh/2', 'first'],
      ['refresh/3', 'letters'],
      ['activate', 'confirmations'],
    ] as const) {
      for (const part of ['session', 'round', 'body', 'signature'] as const) {
        const before = await epochs(id);
        const rewrite = altering(round, list, 'signer 1', part);
        const failure = await refresh(trio.ask(rewrite), trio.pins, id).catch((error: unknown) => error);
        assert.ok(failure instanceof SigningFailed);
        assert.ok(
          failure.refusals.every(({ code, culprit }) => code === 'ALTERED' && culprit === 'signer 1'),
        );
        assert.deepEqual(await epochs(id), before);
        await trio.coordinator.refresh(id);
      }
    }
    await assertSigns(id);
  });

  it('is named when the share that it dealt is not the one that it committed to', async () => {
    const id = await trio.coordinator.generateKey();
    const { transcript: base } = await currentOf(2, id);
    const ask = withRogueDealer(trio.ask(), await trio.identityOf(2), { keyId: id, base });
    const partly = ((signer, question) =>
      signer === 2 && !question.round.startsWith('refresh/')
        ? trio.ask()(signer, question)
        : question.round === 'refresh/3' && signer === 2
          ? Promise.reject(new Refusal('DOWN', 'gone', 'signer 2', { by: 'signer 2' }))
          : ask(signer, question)) as typeof ask;
    const failure = await refresh(partly, trio.pins, id).catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    const others = failure.refusals.filter(({ by }) => by !== 'signer 2');
    assert.deepEqual(
      others.map(({ by, code, culprit }) => [by, code, culprit]),
      [
        ['signer 1', 'WRONG', 'signer 2'],
        ['signer 3', 'WRONG', 'signer 2'],
      ],
    );
    assert.deepEqual(await epochs(id), [0, 0, 0]);
    await assertSigns(id);
  });

  it('gets no word of abandonment from a signer that has confirmed, nor a confirmation after the word', async () => {
    const id = await trio.coordinator.generateKey();
    await brokenOff(id, 'activate', signerNumbers);
    const { transcript } = (await trio.records(1)).get(id)!.next!;
    const abandon = (signer: SignerNumber, transcript: string) =>
      trio.ask()(signer, {
        session: newSession(),
        round: 'abandon',
        body: { keyId: id, transcript },
        reply: z.unknown(),
      });
    for (const signer of signerNumbers)
      await assert.rejects(abandon(signer, transcript), { code: 'UNSETTLED' });
    await trio.coordinator.refresh(id);
    for (const signer of signerNumbers) {
      const { transcript } = await currentOf(signer, id);
      await assert.rejects(abandon(signer, transcript), { code: 'UNSETTLED' });
    }

    // Signer 2 gives its word while its session is open: the third round, when it comes, confirms nothing any more.
    const rewrite: Rewrite = {
      async answer(signer, { round }, answer) {
        if (round === 'refresh/3' && signer === 1) {
          const { transcript } = JSON.parse(answer.message.body) as { transcript: string };
          await abandon(2, transcript);
          given.resolve();
        }
        return answer;
      },
      async question(signer, { round }) {
        if (round === 'refresh/3' && signer === 2) await given.promise;
        return undefined;
      },
    };
    const given = Promise.withResolvers<void>();
    const before = await epochs(id);
    const first = { body: { keyId: id }, reply: bodies.refreshFirst.reply };
    const failure = await runRounds(trio.ask(rewrite), trio.pins, 'refresh', first).catch(
      (error: unknown) => error,
    );
    assert.ok(failure instanceof SigningFailed, 'after the word the attempt cannot succeed');
    assert.ok(failure.refusals.some(({ by, code }) => by === 'signer 2' && code === 'START_OVER'));
    assert.deepEqual(await epochs(id), before);
    await trio.coordinator.refresh(id);
    await assertSigns(id);
  });

  it('does not overtake another refresh, neither one that is not finished nor one that is', async () => {
    for (const finished of [false, true]) {
      const id = await trio.coordinator.generateKey();
      let inner: Promise<void> | undefined;
      const rewrite: Rewrite = {
        async question(_, { round }) {
          if (round !== 'refresh/3') return undefined;
          inner ??= finished ? trio.coordinator.refresh(id) : brokenOff(id, 'activate', signerNumbers);
          await inner;
          return undefined;
        },
      };
      const failure = await runRounds(trio.ask(rewrite), trio.pins, 'refresh', {
        body: { keyId: id },
        reply: bodies.refreshFirst.reply,
      }).catch((error: unknown) => error);
      assert.ok(failure instanceof SigningFailed, String(failure));
      const expected = finished ? 'START_OVER' : 'UNSETTLED';
      assert.deepEqual(new Set(failure.refusals.map(({ code }) => code)), new Set([expected]));
      assert.deepEqual(await waiting(id), finished ? [] : [1, 2, 3]);
      await trio.coordinator.refresh(id);
      assert.deepEqual(await epochs(id), [2, 2, 2]);
      await assertSigns(id);
    }
  });

  it('waits for a signer that is down when only it can say whether all have confirmed', async () => {
    const id = await trio.coordinator.generateKey();
    await brokenOff(id, 'activate', signerNumbers);
    await trio.stop(3);
    await assert.rejects(trio.coordinator.refresh(id), { code: 'UNAVAILABLE' });
    assert.deepEqual(await waiting(id), [1, 2, 3]);
    const bytes = callOf('0xabc', 1n, 'TEST:COIN/2', String((calls += 1)));
    assert.ok(verify(id, digestOf(bytes), (await trio.coordinator.sign(id, 'test', bytes)).signature));
    await trio.restart(3);
    await trio.coordinator.refresh(id);
    assert.deepEqual(await epochs(id), [2, 2, 2]);
  });

  it('refreshes one share: signers that name another base or key are not followed', async () => {
    const id = await trio.coordinator.generateKey();
    const other = await trio.coordinator.generateKey();
    const { transcript: base } = await currentOf(2, other);
    for (const claimed of [
      { keyId: other, base },
      { keyId: id, base },
    ]) {
      const ask = withRogueDealer(trio.ask(), await trio.identityOf(2), claimed);
      const partly = ((signer, question) =>
        question.round === 'key' ? trio.ask()(signer, question) : ask(signer, question)) as typeof ask;
      const failure = await refresh(partly, trio.pins, id).catch((error: unknown) => error);
      assert.ok(failure instanceof SigningFailed);
      assert.ok(
        failure.refusals.every(({ code, culprit }) => code === 'MISPLACED' && culprit === 'signer 2'),
      );
    }
  });

  it('is no bug of ours when a signer shows a certificate that nobody can read', async () => {
    const id = await trio.coordinator.generateKey();
    await brokenOff(id, 'activate', [1]);
    const liar: Rewrite = {
      answer(signer, { round }, answer) {
        const { current } = answer.body as { current?: { certificate: object[] } };
        if (signer !== 2 || round !== 'key' || current === undefined) return answer;
        const certificate = current.certificate.map((message) => ({ ...message, body: 'no JSON' }));
        return { ...answer, body: { ...(answer.body as object), current: { ...current, certificate } } };
      },
    };
    await settle(trio.ask(liar), id);
    assert.deepEqual(await epochs(id), [1, 1, 1]);
  });

  it('drops nothing on a word that no peer gave', async () => {
    const id = await trio.coordinator.generateKey();
    await brokenOff(id, 'refresh/3', [2]);
    const { transcript } = (await trio.records(1)).get(id)!.next!;
    const ask = trio.ask();
    const word = async (by: SignerNumber) =>
      await ask(by, {
        session: newSession(),
        round: 'abandon',
        body: { keyId: id, transcript },
        reply: z.unknown(),
      });
    const { message } = await word(2);
    const drop = (abandonment: unknown) =>
      ask(1, { session: newSession(), round: 'drop', body: { abandonment }, reply: z.unknown() });
    await assert.rejects(drop({ ...message, sender: 'signer 3' }), { code: 'ALTERED', culprit: 'signer 3' });
    await assert.rejects(drop({ ...message, body: message.body.replace(transcript, 'ab'.repeat(32)) }), {
      code: 'ALTERED',
      culprit: 'signer 2',
    });
    const confirmation = (await trio.records(3)).get(id)!.next!.confirmation;
    await assert.rejects(drop(confirmation), { code: 'MISPLACED' });
    assert.deepEqual(await waiting(id), [1, 3]);
    await drop(message);
    assert.deepEqual(await waiting(id), [3]);
    await trio.coordinator.refresh(id);
    await assertSigns(id);
  });
});
