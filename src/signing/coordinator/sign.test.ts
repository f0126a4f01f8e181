import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import * as bodies from '../protocol/bodies.ts';
import type { Message } from '../protocol/message.ts';
import { mostBytes, writeMessage } from '../protocol/message.ts';
import { Refusal } from '../protocol/refusal.ts';
import { Fn, frost, fromHex, identifierOf, readSignature, rng, toHex, verify } from '../protocol/suite.ts';
import { altering } from '../testing/cheats.ts';
import { callOf, digestOf } from '../testing/describe.ts';
import { threeSigners } from '../testing/three-signers.ts';
import type { Rewrite } from '../testing/three-signers.ts';
import type { SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import { SigningFailed } from './failed.ts';
import { createAsk } from './ask.ts';
import { createHttpCarrier } from './carrier.ts';
import { newSession } from './rounds.ts';
import { sign } from './sign.ts';
import type { SigningTools } from './sign.ts';

const trio = await threeSigners();
const key = await trio.coordinator.generateKey();
const known = (await trio.records(1)).get(key)!.current!.package;
let calls = 0;
const nextCall = (): Uint8Array => callOf('0xabc', 1n, 'TEST:COIN/2', String((calls += 1)));

/** Signing with these signers first, under this rewrite. */
function tools(rewrite: Rewrite = {}, order: SignerNumber[] = [1, 2, 3]): SigningTools & { noted: string[] } {
  const noted: string[] = [];
  return {
    ask: trio.ask(rewrite),
    packageOf: () => Promise.resolve(known),
    settle: () => Promise.reject(new Error('nothing to settle')),
    order: () => [...order],
    noticed: ({ code, by, culprit }) => void noted.push(`${by} ${code} ${culprit}`),
    slowMs: 300,
    noted,
  };
}

/** The first round with one signer. */
async function offer(signer: SignerNumber, session: string, bytes: Uint8Array) {
  const body = { keyId: key, kind: 'test', bytes: Buffer.from(bytes).toString('base64url') };
  return await trio.ask()(signer, { session, round: 'sign/1', body, reply: bodies.signFirst.reply });
}

/** The second round with one signer. */
const finish = (signer: SignerNumber, session: string, digest: string, commitments: Message[]) =>
  trio.ask()(signer, {
    session,
    round: 'sign/2',
    body: { digest, commitments },
    reply: bodies.signSecond.reply,
  });

describe('signing', () => {
  it('works with any two of three', async () => {
    for (const down of signerNumbers) {
      await trio.stop(down);
      for (let turn = 0; turn < 3; turn += 1) {
        const bytes = nextCall();
        const { digest, signature } = await trio.coordinator.sign(key, 'test', bytes);
        assert.deepEqual(Buffer.from(digest), Buffer.from(digestOf(bytes)));
        assert.ok(verify(key, digestOf(bytes), signature));
      }
      await trio.restart(down);
    }
  });

  it('fails with one, and says that it is unavailable', async () => {
    await trio.stop(1);
    await trio.stop(2);
    const failure = await trio.coordinator.sign(key, 'test', nextCall()).catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    assert.equal(failure.code, 'UNAVAILABLE');
    await trio.restart(1);
    await trio.restart(2);
    await trio.coordinator.sign(key, 'test', nextCall());
  });

  it('runs many at a time', async () => {
    const signed = await Promise.all(
      Array.from({ length: 24 }, async () => {
        const bytes = nextCall();
        return verify(key, digestOf(bytes), (await trio.coordinator.sign(key, 'test', bytes)).signature);
      }),
    );
    assert.ok(signed.every(Boolean));
  });

  it('starts over when a signer restarts between the rounds', async () => {
    for (const at of [1, 2] as const) {
      let restarted = false;
      const rewrite: Rewrite = {
        async answer(signer, { round }, answer) {
          if (round === 'sign/1' && signer === at && !restarted) {
            restarted = true;
            await trio.restart(signer);
          }
          return answer;
        },
      };
      const bytes = nextCall();
      const used = tools(rewrite);
      const { signature } = await sign(used, key, 'test', bytes);
      assert.ok(verify(key, digestOf(bytes), signature));
      assert.deepEqual(used.noted, [`${partyOf(at)} START_OVER undefined`]);
    }
  });

  it('signs with the others when one only ever starts over', async () => {
    const used = tools();
    const by = partyOf(2);
    const ask = ((signer, question) =>
      signer === 2 && question.round === 'sign/2'
        ? Promise.reject(new Refusal('START_OVER', 'again', undefined, { by }))
        : used.ask(signer, question)) as typeof used.ask;
    const bytes = nextCall();
    const { signature } = await sign({ ...used, ask }, key, 'test', bytes);
    assert.ok(verify(key, digestOf(bytes), signature));
    assert.deepEqual(used.noted, ['signer 2 START_OVER undefined']);
  });

  it('leaves a signer out whose share is false, names it, and signs with the others', async () => {
    const rewrite: Rewrite = {
      answer: (signer, { round }, answer) =>
        signer === 1 && round === 'sign/2'
          ? { ...answer, body: { share: toHex(frost.utils.randomScalar(rng)) } }
          : answer,
    };
    const bytes = nextCall();
    const used = tools(rewrite);
    const { signature } = await sign(used, key, 'test', bytes);
    assert.ok(verify(key, digestOf(bytes), signature));
    assert.deepEqual(used.noted, ['signer 1 WRONG signer 1']);
  });

  it('leaves a signer out whose commitments are no points, names it, and signs with the others', async () => {
    const rewrite: Rewrite = {
      answer: (signer, { round }, answer) =>
        signer === 1 && round === 'sign/1'
          ? { ...answer, body: { ...(answer.body as object), hiding: `02${'ff'.repeat(32)}` } }
          : answer,
    };
    const used = tools(rewrite);
    await sign(used, key, 'test', nextCall());
    assert.deepEqual(used.noted, ['signer 1 WRONG signer 1']);
  });

  for (const [what, cheat] of [
    ['is for the platform alone', { receiver: 'platform' }],
    ['names another key', { body: { keyId: `02${'11'.repeat(32)}` } }],
  ] as const)
    it(`leaves a signer out whose offer ${what}, not the honest one that refuses it`, async () => {
      const identity = await trio.identityOf(2);
      const honest = new Map<string, Message>();
      const rewrite: Rewrite = {
        answer(signer, { session, round }, answer) {
          if (signer !== 2 || round !== 'sign/1') return answer;
          honest.set(session, answer.message);
          const body = { ...(answer.body as object), ...('body' in cheat && cheat.body) };
          const receiver = 'receiver' in cheat ? cheat.receiver : 'signers';
          const place = { session, round, sender: 'signer 2', receiver } as const;
          return { message: writeMessage(identity, place, body), body };
        },
        // Of the second round it makes what it had offered in truth, so that nothing is to be said against it there.
        question(signer, { session, round, body }) {
          if (signer !== 2 || round !== 'sign/2') return undefined;
          const { commitments, ...same } = body as { commitments: Message[] };
          const own = honest.get(session)!;
          return {
            ...same,
            commitments: commitments.map((message) => (message.sender === 'signer 2' ? own : message)),
          };
        },
      };
      const bytes = nextCall();
      const used = tools(rewrite);
      const { signature } = await sign(used, key, 'test', bytes);
      assert.ok(verify(key, digestOf(bytes), signature));
      assert.deepEqual(used.noted, ['signer 2 MISPLACED signer 2']);
    });

  it('fails and names both when two give false shares', async () => {
    const rewrite: Rewrite = {
      answer: (signer, { round }, answer) =>
        signer < 3 && round === 'sign/2'
          ? { ...answer, body: { share: toHex(frost.utils.randomScalar(rng)) } }
          : answer,
    };
    const failure = await sign(tools(rewrite), key, 'test', nextCall()).catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    assert.deepEqual(
      new Set(failure.refusals.map(({ culprit }) => culprit)),
      new Set(['signer 1', 'signer 2']),
    );
  });

  it('asks a third signer when one keeps it waiting', async () => {
    const never = new Promise<undefined>(() => undefined);
    const used = tools();
    const ask: typeof used.ask = (signer, question) =>
      signer === 2 ? never.then(() => Promise.reject(new Error('never'))) : used.ask(signer, question);
    const bytes = nextCall();
    const { signature } = await sign({ ...used, ask, slowMs: 1 }, key, 'test', bytes);
    assert.ok(verify(key, digestOf(bytes), signature));
  });

  it('does not sign what a signer does not understand', async () => {
    for (const kind of ['other', 'short']) {
      const failure = await trio.coordinator.sign(key, kind, nextCall()).catch((error: unknown) => error);
      assert.ok(failure instanceof SigningFailed);
      assert.equal(failure.code, 'VAL');
      assert.ok(failure.refusals.every(({ code }) => code === 'UNDESCRIBED'));
      assert.ok(!failure.message.includes(kind));
    }
  });

  it('does not know a key that was never made', async () => {
    const stranger = toHex(frost.trustedDealer({ min: 2, max: 3 }).public.commitments[0]!);
    const failure = await trio.coordinator
      .sign(stranger, 'test', nextCall())
      .catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    assert.ok(failure.refusals.every(({ code }) => code === 'UNKNOWN_KEY'));
  });
});

describe('one signer alone', () => {
  it('is refused a second round that it fills by itself', async () => {
    const bytes = nextCall();
    const digest = toHex(digestOf(bytes));
    const identity = await trio.identityOf(1);
    const invented = frost.commit({
      identifier: identifierOf(2),
      signingShare: frost.utils.randomScalar(rng),
    });
    for (const second of [
      (own: Message): Message => own,
      (own: Message): Message => ({ ...own, sender: 'signer 2' }),
      (own: Message): Message => writeMessage(identity, { ...own, sender: 'signer 2' }, JSON.parse(own.body)),
      (own: Message): Message =>
        writeMessage(
          trio.platform,
          { ...own, sender: 'signer 2' },
          {
            ...JSON.parse(own.body),
            hiding: toHex(invented.commitments.hiding),
            binding: toHex(invented.commitments.binding),
          },
        ),
    ]) {
      const session = newSession();
      const { message } = await offer(1, session, bytes);
      await assert.rejects(
        finish(1, session, digest, [message, second(message)]),
        ({ code }: { code: string }) => ['MISPLACED', 'ALTERED'].includes(code),
      );
    }
    const session = newSession();
    const { message } = await offer(1, session, bytes);
    await assert.rejects(finish(1, session, digest, [message]), { code: 'MALFORMED' });
  });

  it('makes no signature from its share, however it is used', async () => {
    const share = (await trio.records(1)).get(key)!.current!.share.reveal();
    const digest = digestOf(nextCall());
    for (const secret of [fromHex(share), Fn.toBytes(Fn.mul(3n, Fn.fromBytes(fromHex(share))))])
      assert.ok(!verify(key, digest, readSignature(frost.sign(digest, secret))));
  });

  it('holds one share: no store and no message to a signer has the share of another', async () => {
    const shares = new Map<SignerNumber, string>();
    const stores = new Map<SignerNumber, string>();
    for (const signer of signerNumbers) {
      shares.set(signer, (await trio.records(signer)).get(key)!.current!.share.reveal());
      stores.set(signer, await trio.unsealed(signer, key));
    }
    for (const signer of signerNumbers) {
      const seen = trio.passed.flatMap((passed) => (passed.signer === signer ? [passed.text] : []));
      for (const [owner, share] of shares) {
        assert.equal(stores.get(signer)!.includes(share), owner === signer);
        const raw = Buffer.from(share, 'hex');
        for (const form of [share, raw.toString('base64'), raw.toString('base64url')])
          assert.ok(!seen.some((text) => text.includes(form)), 'a share is in no message at all');
      }
    }
  });
});

describe('a platform that cheats while signing', () => {
  it('reads key generation, signing and refresh, and learns no share', async () => {
    const from = trio.passed.length;
    const id = await trio.coordinator.generateKey();
    const before = await Promise.all(
      signerNumbers.map(async (signer) => (await trio.records(signer)).get(id)!),
    );
    await trio.coordinator.sign(id, 'test', nextCall());
    await trio.coordinator.refresh(id);
    await trio.coordinator.sign(id, 'test', nextCall());
    const later = await Promise.all(
      signerNumbers.map(async (signer) => (await trio.records(signer)).get(id)!),
    );
    const read = trio.passed
      .slice(from)
      .map(({ text }) => text)
      .join('\n');
    assert.ok(read.includes(id), 'it does see what is public');
    for (const { current } of [...before, ...later]) {
      const share = current!.share.reveal();
      const raw = Buffer.from(share, 'hex');
      const number = BigInt(`0x${share}`).toString();
      for (const form of [share, raw.toString('base64'), raw.toString('base64url'), number])
        assert.ok(!read.includes(form));
    }
  });

  it('gets no second share from one set of nonces', async () => {
    const session = newSession();
    const bytes = nextCall();
    const digest = toHex(digestOf(bytes));
    const offers = [await offer(1, session, bytes), await offer(2, session, bytes)];
    const commitments = offers.map(({ message }) => message);
    await assert.rejects(offer(1, session, bytes), { code: 'START_OVER' }, 'the session is taken');
    await finish(1, session, digest, commitments);
    await assert.rejects(finish(1, session, digest, commitments), { code: 'START_OVER' });
  });

  it('gets no share for another digest, another list, or another call of the peer', async () => {
    const bytes = nextCall();
    const digest = toHex(digestOf(bytes));
    const other = nextCall();
    const otherDigest = toHex(digestOf(other));
    const session = newSession();
    const again = newSession();
    const two = await offer(2, session, other);
    const elsewhere = await offer(2, again, bytes);
    const attempts: [string, (own: Message) => Message[], string][] = [
      [otherDigest, (own) => [own, two.message], 'MISPLACED'],
      [digest, (own) => [own, two.message], 'MISPLACED'],
      [digest, (own) => [own, elsewhere.message], 'MISPLACED'],
      [digest, () => [two.message, elsewhere.message], 'START_OVER'],
      [digest, (own) => [{ ...own, body: own.body.replace(digest, otherDigest) }, two.message], 'START_OVER'],
    ];
    for (const [asked, list, code] of attempts) {
      const { message } = await offer(1, session, bytes);
      await assert.rejects(finish(1, session, asked, list(message)), { code });
    }
  });

  it('gets no share when its second round says another digest than the two agreed on', async () => {
    const session = newSession();
    const bytes = nextCall();
    const offers = [await offer(1, session, bytes), await offer(2, session, bytes)];
    const list = offers.map(({ message }) => message);
    await assert.rejects(finish(1, session, toHex(digestOf(nextCall())), list), { code: 'MISPLACED' });
  });

  it('gets no share from before a refresh after it', async () => {
    const session = newSession();
    const bytes = nextCall();
    const offers = [await offer(1, session, bytes), await offer(2, session, bytes)];
    await trio.coordinator.refresh(key);
    const list = offers.map(({ message }) => message);
    await assert.rejects(finish(1, session, toHex(digestOf(bytes)), list), { code: 'START_OVER' });
  });

  it('gets no answer to a message that is for another signer', async () => {
    const addresses = await trio.coordinator.health();
    const message = writeMessage(
      trio.platform,
      { session: newSession(), round: 'status', sender: 'platform', receiver: 'signer 1' },
      {},
    );
    assert.equal((await post(addresses[1]!.url, JSON.stringify(message))).bodyOf.refused?.code, 'MISPLACED');
    assert.equal((await post(addresses[0]!.url, JSON.stringify(message))).bodyOf.refused, undefined);
  });

  for (const part of ['session', 'round', 'body', 'signature'] as const) {
    it(`is found out when it alters the ${part} of an offer, and the sender is named`, async () => {
      const ask = trio.ask(altering('sign/2', 'commitments', 'signer 2', part));
      const session = newSession();
      const bytes = nextCall();
      const offers = [await offer(1, session, bytes), await offer(2, session, bytes)];
      const asked = ask(1, {
        session,
        round: 'sign/2',
        body: { digest: toHex(digestOf(bytes)), commitments: offers.map(({ message }) => message) },
        reply: bodies.signSecond.reply,
      });
      await assert.rejects(asked, { code: 'ALTERED', culprit: 'signer 2', by: 'signer 1' });
    });
  }

  it('is not obeyed unless it has the platform’s key', async () => {
    const identity = await trio.identityOf(3);
    const urls = (await trio.coordinator.health()).map(({ number, url }) => ({
      number,
      url,
      publicKey: trio.pins[partyOf(number)],
    }));
    const carrier = createHttpCarrier(urls, 5_000);
    const ask = createAsk('platform', identity, trio.pins, carrier);
    for (const round of ['generate/1', 'sign/1', 'key', 'status', 'activate', 'abandon', 'policy', 'nothing'])
      await assert.rejects(ask(1, { session: newSession(), round, body: {}, reply: z.unknown() }), {
        code: 'ALTERED',
        culprit: 'platform',
      });
    await carrier.close();
  });

  it('gets an answer, and nothing more, for what is no message', async () => {
    const { url } = (await trio.coordinator.health())[0]!;
    for (const body of ['', '{', '[]', '{"session":1}', `"${'x'.repeat(10_000)}"`]) {
      const { bodyOf } = await post(url, body);
      assert.equal(bodyOf.refused?.code, 'MALFORMED');
    }
    await assert.rejects(post(url, 'x'.repeat(mostBytes + 1)));
  });
});

async function post(url: string, body: string) {
  const response = await fetch(url, { method: 'POST', body });
  assert.equal(response.status, 200);
  const message = (await response.json()) as Message;
  return { bodyOf: JSON.parse(message.body) as { refused?: { code: string } } };
}
