import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { randomFrom } from '../../../test/crash/random.ts';
import { seedFor } from '../../../test/support/seed.ts';
import { silentLog } from '../../platform/log.ts';
import * as bodies from '../protocol/bodies.ts';
import type { Message } from '../protocol/message.ts';
import { parseBody } from '../protocol/message.ts';
import { verify } from '../protocol/suite.ts';
import { callOf, digestOf } from '../testing/describe.ts';
import { threeSigners } from '../testing/three-signers.ts';
import type { KeyId, SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import { createHttpCarrier } from './carrier.ts';
import type { Carrier } from './carrier.ts';
import { createCoordinator } from './coordinator.ts';
import { SigningFailed } from './failed.ts';

const trio = await threeSigners();
/** Everything that was asked of a signer, with what it answered. */
const said: { readonly signer: SignerNumber; readonly question: Message; readonly answer: Message }[] = [];

/** Two processes of the platform. */
const coordinators = [1, 2].map(() => {
  // One that has ended refuses at once; only a machine that stands still makes anybody wait.
  const http = createHttpCarrier(trio.addresses, 120_000);
  const carrier: Carrier = {
    async send(signer, question) {
      const answer = (await http.send(signer, question)) as Message;
      said.push({ signer, question, answer });
      return answer;
    },
    close: () => http.close(),
  };
  return createCoordinator({ identity: trio.platform, signers: trio.addresses, log: silentLog, carrier });
});
after(() => Promise.all(coordinators.map((coordinator) => coordinator.close())));

const seed = seedFor('signers');
test(`keys sign whatever is asked of them at the same moment, by whom, and whichever signer ends when: seed ${seed}`, async () => {
  const random = randomFrom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const oneOf = <T>(all: readonly T[]): T => all[upTo(all.length)] ?? assert.fail('there is one');
  const keys: KeyId[] = [await oneOf(coordinators).generateKey()];
  const failed: string[] = [];
  let calls = 0;

  /** A signer that ends in the middle of it is the only reason to fail. */
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      assert.ok(error instanceof SigningFailed, String(error));
      assert.equal(error.code, 'UNAVAILABLE', error.reasons);
      failed.push(error.reasons);
    }
  };
  const signs = async (key: KeyId): Promise<void> => {
    // Some of them are asked for again, as by a second process or after a crash.
    const bytes = callOf('0xabc', 1n, 'TEST:COIN/2', String(random() < 0.3 ? upTo(calls + 1) : ++calls));
    const { digest, signature } = await oneOf(coordinators).sign(key, 'test', bytes);
    assert.deepEqual(digest, Uint8Array.from(digestOf(bytes)));
    assert.ok(verify(key, digest, signature), 'what is answered is a signature');
  };
  const signing = (): Promise<void> => attempt(() => signs(oneOf(keys)));
  const refreshing = (): Promise<void> => attempt(() => oneOf(coordinators).refresh(oneOf(keys)));
  const doings: readonly (() => Promise<void>)[] = [
    ...Array.from({ length: 6 }, () => signing),
    refreshing,
    refreshing,
    () => attempt(async () => keys.push(await oneOf(coordinators).generateKey())),
  ];
  for (let step = 0; step < 12; step++) {
    const ends =
      random() < 0.5
        ? new Promise((resolve) => setTimeout(resolve, upTo(40))).then(() =>
            trio.restart(oneOf(signerNumbers)),
          )
        : undefined;
    await Promise.all([ends, ...Array.from({ length: 4 }, () => oneOf(doings)())]);
    // When all three are there nothing fails. A refresh needs them all, and one at a time.
    if (step % 4 !== 3) continue;
    const before = [...failed];
    await Promise.all([refreshing(), signing(), signing()]);
    assert.deepEqual(failed, before);
  }

  // Nonces are never used for two shares, nor offered twice, whoever was told what.
  const offered = new Set<string>();
  const used = new Set<string>();
  for (const { signer, question, answer } of said) {
    if ('refused' in (JSON.parse(answer.body) as object)) continue;
    if (question.round === 'sign/1') {
      const { hiding, binding } = parseBody(answer, bodies.signFirst.reply);
      for (const point of [hiding, binding]) assert.ok(!offered.has(point), 'a nonce is offered once');
      offered.add(hiding).add(binding);
    }
    if (question.round !== 'sign/2') continue;
    const { commitments } = parseBody(question, bodies.signSecond.request);
    const own = commitments.find(({ sender }) => sender === partyOf(signer)) ?? assert.fail('its own');
    const { hiding } = parseBody(own, bodies.signFirst.reply);
    assert.ok(offered.has(hiding) && !used.has(hiding), 'a nonce gives one share');
    used.add(hiding);
  }

  // Whatever was broken off, each key is one key, at one epoch, and all three have a share of it.
  for (const key of keys) {
    await oneOf(coordinators).refresh(key);
    const shares = await Promise.all(
      signerNumbers.map(async (signer) => (await trio.records(signer)).get(key) ?? assert.fail('a share')),
    );
    assert.equal(new Set(shares.map(({ current }) => `${current?.epoch} ${current?.transcript}`)).size, 1);
    assert.ok(shares.every(({ next }) => next === undefined));
    for (const down of signerNumbers) {
      await trio.stop(down);
      await signs(key);
      await trio.restart(down);
    }
  }
});
