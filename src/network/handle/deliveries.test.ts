import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeliveries } from './deliveries.ts';

test('what nobody heard of is taken back once; what was heard of is not', async () => {
  for (const heard of [false, true]) {
    let taken = 0;
    const delivery = await createDeliveries().begin('key');
    delivery.withdrawWith(async () => void (taken += 1));
    await delivery.leave(heard);
    assert.equal(taken, heard ? 0 : 1);
  }
});

test('an answer that a repeat heard is not taken back because its first message did not hear it', async () => {
  const deliveries = createDeliveries();
  const [first, repeat] = [await deliveries.begin('key'), await deliveries.begin('key')];
  first.withdrawWith(() => assert.fail('taken back'));
  await repeat.leave(true);
  await first.leave(false);
});

test('the last of several that heard nothing takes back; other keys are not concerned', async () => {
  const deliveries = createDeliveries();
  const [first, repeat] = [await deliveries.begin('key'), await deliveries.begin('key')];
  const other = await deliveries.begin('other key');
  let taken = false;
  first.withdrawWith(async () => void (taken = true));
  await first.leave(false);
  await other.leave(true);
  assert.equal(taken, false);
  await repeat.leave(false);
  assert.equal(taken, true);
});

test('a message that comes while its key is being taken back waits, and then begins anew', async () => {
  const deliveries = createDeliveries();
  const first = await deliveries.begin('key');
  const gate = Promise.withResolvers<void>();
  const steps: string[] = [];
  first.withdrawWith(() => gate.promise);
  const left = first.leave(false).then(() => steps.push('taken back'));
  const second = deliveries.begin('key').then((delivery) => {
    steps.push('begun');
    return delivery;
  });
  await new Promise(setImmediate);
  assert.deepEqual(steps, []);
  gate.resolve();
  await left;
  await (await second).leave(false);
  assert.deepEqual(steps, ['taken back', 'begun']);
});

test('a message that comes at the moment when its key is being left is under way by then, and keeps it from being taken back', async () => {
  const deliveries = createDeliveries();
  const first = await deliveries.begin('key');
  let taken = 0;
  first.withdrawWith(async () => void (taken += 1));
  const begun = deliveries.begin('key');
  await first.leave(false);
  const repeat = await begun;
  assert.equal(taken, 0);
  await repeat.leave(true);
  assert.equal(taken, 0);
});
