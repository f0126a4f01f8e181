import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { createIdentity } from '../protocol/identity.ts';
import { writeMessage } from '../protocol/message.ts';
import type { Message } from '../protocol/message.ts';
import { signerNumbers } from '../types.ts';
import type { SignerNumber } from '../types.ts';
import { createAsk, pinsOf } from './ask.ts';

const platform = createIdentity().identity;
const identities = signerNumbers.map(() => createIdentity().identity);
const pins = pinsOf(
  signerNumbers.map((number) => ({ number, url: '', publicKey: identities[number - 1]!.publicKey })),
);

/** Asks signer 1, whose answer on the way is what `answer` makes of the question. */
function asking(answer: (question: Message) => unknown) {
  const send = async (_: SignerNumber, question: Message) => answer(question);
  const ask = createAsk('platform', platform, pins, { send, close: () => Promise.resolve() });
  return ask(1, { session: 's', round: 'r', body: {}, reply: z.object({ ok: z.boolean() }) });
}

const reply = (by: SignerNumber, part: Partial<Message> = {}, body: unknown = { ok: true }) =>
  writeMessage(
    identities[by - 1]!,
    { session: 's', round: 'r', sender: `signer ${by}`, receiver: 'platform', ...part },
    body,
  );

describe('what the platform believes', () => {
  it('is the answer of the signer that it asked', async () => {
    assert.deepEqual((await asking(() => reply(1))).body, { ok: true });
  });

  it('is nothing that was altered on the way: the signer is named', async () => {
    for (const part of [{ session: 't' }, { round: 't' }, { body: '{"ok":false}' }, { signature: 'AAAA' }])
      await assert.rejects(
        asking(() => ({ ...reply(1), ...part })),
        { code: 'ALTERED', culprit: 'signer 1', by: 'signer 1' },
      );
  });

  it('is no answer of another signer, session or round, and not its own question', async () => {
    await assert.rejects(
      asking(() => reply(2)),
      { code: 'MISPLACED', culprit: 'signer 2' },
    );
    await assert.rejects(
      asking(() => reply(1, { session: 'before' })),
      { code: 'MISPLACED', culprit: 'signer 1' },
    );
    await assert.rejects(
      asking(() => reply(1, { round: 'before' })),
      { code: 'MISPLACED', culprit: 'signer 1' },
    );
    await assert.rejects(
      asking((question) => question),
      { code: 'ALTERED' },
    );
  });

  it('is no answer of another form', async () => {
    for (const wire of [undefined, null, 'text', {}, { ...reply(1), more: 1 }])
      await assert.rejects(
        asking(() => wire),
        { code: 'MALFORMED', culprit: 'signer 1' },
      );
    await assert.rejects(
      asking(() => reply(1, {}, { ok: 'yes' })),
      { code: 'MALFORMED' },
    );
  });

  it('is what a signer refuses, with whom it blames', async () => {
    const refused = { code: 'ALTERED', message: 'why', culprit: 'signer 3' };
    await assert.rejects(
      asking(() => reply(1, {}, { refused })),
      { code: 'ALTERED', message: 'why', culprit: 'signer 3', by: 'signer 1' },
    );
  });

  it('is that a signer is down when nothing comes', async () => {
    await assert.rejects(
      asking(() => {
        throw new Error('ECONNREFUSED');
      }),
      { code: 'DOWN', culprit: 'signer 1' },
    );
  });
});
