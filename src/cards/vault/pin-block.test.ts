import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { redacted } from '../../kernel/redacted.ts';
import { openPinBlock, sealPinBlock } from './pin-block.ts';

const key = (hex: string) => redacted(Buffer.from(hex, 'hex'));
const zoneKey = key('0123456789ABCDEFFEDCBA9876543210');
const pan = redacted('4111111111111111');

const encrypted = (clear: string): Buffer => {
  const triple = Buffer.from('0123456789ABCDEFFEDCBA98765432100123456789ABCDEF', 'hex');
  const cipher = createCipheriv('des-ede3-ecb', triple, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.from(clear, 'hex')), cipher.final()]);
};

test('the block is built as ISO 9564-1 format 0 says, octet by octet', () => {
  // 04 1234 FFFFFFFFFF XOR 0000 111111111111: the twelve digits before the check digit of 4111 1111 1111 1111.
  assert.deepEqual(sealPinBlock(redacted('1234'), pan, zoneKey), encrypted('041225eeeeeeeeee'));
  assert.equal(openPinBlock(redacted(encrypted('041225eeeeeeeeee')), pan, zoneKey)?.reveal(), '1234');
});

test('every PIN of 4 to 12 digits comes back, under two keys and under three', () => {
  const threeKeys = key('0123456789ABCDEFFEDCBA98765432101111222233334444');
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(digits, fc.constantFrom(zoneKey, threeKeys), (pin, zone) => {
      const block = sealPinBlock(redacted(pin.join('')), pan, zone);
      assert.equal(openPinBlock(redacted(block), pan, zone)?.reveal(), pin.join(''));
    }),
  );
});

test('another key, another format or a block of another length is no PIN, and no PIN of this card', () => {
  const block = redacted(sealPinBlock(redacted('1234'), pan, zoneKey));
  assert.equal(openPinBlock(block, pan, key('FEDCBA98765432100123456789ABCDEF')), undefined);
  assert.notEqual(openPinBlock(block, redacted('5555555555554444'), zoneKey)?.reveal(), '1234');
  // Format 1, a length of 13, a filler that is none, a PIN with a letter.
  for (const clear of ['141234ffffffffff', '0d1225eeeeeeeeee', '041225eeeeeeee0e', '0412c5eeeeeeeeee'])
    assert.equal(openPinBlock(redacted(encrypted(clear)), pan, zoneKey), undefined);
  for (const length of [0, 7, 16])
    assert.equal(openPinBlock(redacted(new Uint8Array(length)), pan, zoneKey), undefined);
});
