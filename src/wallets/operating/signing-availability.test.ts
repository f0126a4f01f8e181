import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../kernel/failures.ts';
import type { SignerHealth } from '../../signing/index.ts';
import { createSigningAvailability } from './signing-availability.ts';

const policy = { version: 1, destinations: 'any', perDay: 'any' } as const;
const signer = (number: 1 | 2 | 3, up: boolean, hasPolicy = true): SignerHealth => ({
  number,
  url: `http://127.0.0.1:${number}`,
  up,
  policy: hasPolicy ? policy : undefined,
  spentToday: {},
});

test('those count that are up and may sign', async () => {
  const ask = createSigningAvailability(() =>
    Promise.resolve([signer(1, true), signer(2, false), signer(3, true, false)]),
  );
  assert.deepEqual(await ask(), { available: 1, needed: 2, total: 3 });
});

test('before there are any, none is available; what nobody expects is thrown', async () => {
  const away = createSigningAvailability(() => Promise.reject(new Failure('UNAVAILABLE', 'not yet')));
  assert.deepEqual(await away(), { available: 0, needed: 2, total: 3 });
  const broken = createSigningAvailability(() => Promise.reject(new Error('a bug')));
  await assert.rejects(broken(), /a bug/);
});

test('however many ask at once, the signers are asked once', async () => {
  let asked = 0;
  const ask = createSigningAvailability(() => {
    asked += 1;
    return Promise.resolve([signer(1, true), signer(2, true), signer(3, true)]);
  });
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
  assert.equal(asked, 1);
  assert.ok(answers.every(({ available }) => available === 3));
});
