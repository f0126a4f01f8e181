import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSlots } from './slots.ts';

describe('slots', () => {
  it('let so many run at a time, in order, and go on after a failure', async () => {
    const slots = createSlots(2);
    const began: number[] = [];
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const works = gates.map((gate, at) =>
      slots(async () => {
        began.push(at);
        await gate.promise;
        return at;
      }),
    );
    assert.deepEqual(began, [0, 1]);
    gates[1]!.reject(new Error('no'));
    await assert.rejects(works[1]!);
    assert.deepEqual(began, [0, 1, 2]);
    for (const gate of gates) gate.resolve();
    assert.deepEqual(await Promise.all([works[0], works[2], works[3], works[4]]), [0, 2, 3, 4]);
    assert.deepEqual(began, [0, 1, 2, 3, 4]);
    assert.equal(await slots(() => Promise.resolve(5)), 5);
  });
});
