import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openLetter, openLetterbox, sealLetter } from './letter.ts';

const transcript = 'ab'.repeat(32);
const route = { transcript, from: 1, to: 2 } as const;
const secret = Uint8Array.from({ length: 32 }, (_, at) => at);

describe('a letter', () => {
  const [one, two, three] = [openLetterbox(), openLetterbox(), openLetterbox()];
  const letter = sealLetter(one, two.address, route, secret);

  it('is read by its receiver', () => {
    assert.deepEqual(openLetter(two, one.address, route, letter), secret);
  });

  it('is read by nobody else', () => {
    assert.throws(() => openLetter(three, one.address, route, letter));
    assert.throws(() => openLetter(three, two.address, route, letter));
    assert.throws(() => openLetter(openLetterbox(), one.address, route, letter));
  });

  it('does not pass for one of another transcript, sender, receiver or direction', () => {
    for (const other of [
      { transcript: 'cd'.repeat(32), from: 1, to: 2 },
      { transcript, from: 3, to: 2 },
      { transcript, from: 1, to: 3 },
      { transcript, from: 2, to: 1 },
    ] as const)
      assert.throws(() => openLetter(two, one.address, other, letter));
  });

  it('is not read when a byte of it was altered', () => {
    const bytes = Buffer.from(letter, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at]! ^= 1;
      assert.throws(() => openLetter(two, one.address, route, altered.toString('base64url')));
    }
    assert.throws(() => openLetter(two, one.address, route, ''));
  });

  it('does not accept an address that makes the shared secret known', () => {
    const zero = Buffer.alloc(32).toString('base64url');
    assert.throws(() => sealLetter(one, zero, route, secret));
  });
});
