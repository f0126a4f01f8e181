import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { createIdentity } from './identity.ts';
import { readMessage, writeMessage } from './message.ts';
import type { Message, Pins } from './message.ts';

const two = createIdentity().identity;
const pins: Pins = {
  platform: createIdentity().identity.publicKey,
  administrator: '',
  'signer 1': createIdentity().identity.publicKey,
  'signer 2': two.publicKey,
  'signer 3': createIdentity().identity.publicKey,
};
const place = { session: 's1', round: 'r1', sender: 'signer 2', receiver: 'signer 1' } as const;
const schema = z.object({ amount: z.number() });
const message = writeMessage(two, place, { amount: 5 });

describe('a signed message', () => {
  it('is read where it belongs', () => {
    assert.deepEqual(readMessage(message, pins, place, schema), { amount: 5 });
  });

  it('is refused with its sender named when anything in it was altered', () => {
    const altered: Partial<Message>[] = [
      { session: 's2' },
      { round: 'r2' },
      { receiver: 'signer 3' },
      { body: '{"amount":6}' },
      { body: '{"amount":5} ' },
      { signature: two.sign(Buffer.from('something else')) },
      { signature: '' },
    ];
    for (const part of altered)
      assert.throws(() => readMessage({ ...message, ...part }, pins, {}, schema), {
        code: 'ALTERED',
        culprit: 'signer 2',
      });
  });

  it('counts for nobody else than its sender', () => {
    for (const sender of ['signer 1', 'signer 3', 'platform', 'administrator'] as const)
      assert.throws(() => readMessage({ ...message, sender }, pins, {}, schema), {
        code: 'ALTERED',
        culprit: sender,
      });
  });

  it('is refused in another session, round, or hand, though it is truly its sender’s', () => {
    const elsewhere = [
      { session: 's2' },
      { round: 'r2' },
      { sender: 'signer 1' },
      { receiver: 'signers' },
    ] as const;
    for (const part of elsewhere)
      assert.throws(() => readMessage(message, pins, { ...place, ...part }, schema), {
        code: 'MISPLACED',
        culprit: 'signer 2',
      });
  });

  it('is refused when its body has another form', () => {
    for (const body of [{ amount: '5' }, null, 'text'])
      assert.throws(() => readMessage(writeMessage(two, place, body), pins, place, schema), {
        code: 'MALFORMED',
        culprit: 'signer 2',
      });
  });

  it('does not run into its neighbours: moving bytes from one part to the next breaks the signature', () => {
    const moved = { ...message, session: 's1","r1', round: '' };
    assert.throws(() => readMessage(moved, pins, {}, schema), { code: 'ALTERED' });
  });
});
