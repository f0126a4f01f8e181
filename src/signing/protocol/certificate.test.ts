import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signerNumbers } from '../types.ts';
import { readCertificate } from './certificate.ts';
import { createIdentity } from './identity.ts';
import { writeMessage } from './message.ts';
import type { Message, Pins } from './message.ts';

const identities = signerNumbers.map(() => createIdentity().identity);
const pins: Pins = {
  platform: '',
  administrator: '',
  'signer 1': identities[0]!.publicKey,
  'signer 2': identities[1]!.publicKey,
  'signer 3': identities[2]!.publicKey,
};
const point = `02${'11'.repeat(32)}`;
const body = (transcript: string) => ({
  keyId: point,
  epoch: 0,
  transcript: transcript.repeat(64),
  package: { commitments: [point, point], verifyingShares: { 1: point, 2: point, 3: point } },
});
const confirmations = (transcripts: readonly string[], session = 's'): Message[] =>
  transcripts.map((transcript, at) =>
    writeMessage(
      identities[at]!,
      { session, round: 'confirm', sender: `signer ${signerNumbers[at]!}`, receiver: 'signers' },
      body(transcript),
    ),
  );

describe('a certificate', () => {
  it('is the same said by all three, in any order', () => {
    assert.deepEqual(readCertificate(confirmations(['a', 'a', 'a']), pins), body('a'));
    assert.deepEqual(readCertificate(confirmations(['a', 'a', 'a']).toReversed(), pins), body('a'));
  });

  it('is none when one says something else, who is named; when all differ nobody is', () => {
    for (const [transcripts, culprit] of [
      [['b', 'a', 'a'], 'signer 1'],
      [['a', 'b', 'a'], 'signer 2'],
      [['a', 'a', 'b'], 'signer 3'],
      [['a', 'b', 'c'], undefined],
    ] as const)
      assert.throws(() => readCertificate(confirmations(transcripts), pins), {
        code: 'EQUIVOCATION',
        culprit,
      });
  });

  it('is none with two, with one said twice, or from two sessions', () => {
    const [one, two, three] = confirmations(['a', 'a', 'a']) as [Message, Message, Message];
    assert.throws(() => readCertificate([one, two], pins), { code: 'MISPLACED', culprit: 'signer 3' });
    assert.throws(() => readCertificate([one, two, two], pins), { code: 'MISPLACED', culprit: 'signer 3' });
    assert.throws(() => readCertificate([], pins), { code: 'MISPLACED' });
    const [, , other] = confirmations(['a', 'a', 'a'], 'another') as [Message, Message, Message];
    assert.throws(() => readCertificate([one, two, other], pins), { code: 'MISPLACED', culprit: 'signer 3' });
    assert.throws(() => readCertificate([one, two, { ...three, sender: 'signer 2' }], pins), {
      culprit: 'signer 3',
    });
  });
});
