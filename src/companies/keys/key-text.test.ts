import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { hashOfKey, isKeyText, keyPattern, keyTextFrom, prefixOfKey } from './key-text.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 64 });
const environment = fc.constantFrom('sandbox' as const, 'production' as const);

test('a key has its form, and the same bytes give the same key', () => {
  fc.assert(
    fc.property(environment, bytes, (environment, bytes) => {
      const text = keyTextFrom(environment, bytes).reveal();
      assert.match(
        text,
        environment === 'sandbox' ? /^cw_sandbox_[0-9A-Za-z]{43}$/ : /^cw_live_[0-9A-Za-z]{43}$/,
      );
      assert.ok(isKeyText(text));
      assert.equal(keyTextFrom(environment, bytes).reveal(), text);
      assert.equal(prefixOfKey(text).length, 12);
      assert.equal(hashOfKey(text).length, 64);
    }),
  );
});

test('a slip of one character, or two that changed places, is noticed', () => {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  fc.assert(
    fc.property(environment, bytes, fc.nat(42), fc.nat(61), (environment, bytes, at, slip) => {
      const text = keyTextFrom(environment, bytes).reveal();
      const place = text.length - 43 + at;
      const changed = text.slice(0, place) + alphabet[slip]! + text.slice(place + 1);
      if (changed !== text) assert.ok(!isKeyText(changed));
      const swapped = text.slice(0, -2) + text.at(-1)! + text.at(-2)!;
      if (swapped !== text) assert.ok(!isKeyText(swapped));
    }),
  );
});

test('what is no key is none, and a scanner finds one in the middle of anything', () => {
  const text = keyTextFrom('production', Buffer.alloc(32, 5)).reveal();
  for (const wrong of [
    '',
    'cw_sandbox_',
    text.slice(1),
    `${text}0`,
    text.replace('live', 'sandbox'),
    text.toLowerCase(),
  ])
    assert.ok(!isKeyText(wrong), wrong);
  assert.equal(keyPattern.exec(`CARDWRIGHT_KEY="${text}";`)?.[0], text);
});

test('a key prints itself redacted', () => {
  const key = keyTextFrom('sandbox', Buffer.alloc(32, 5));
  assert.equal(`${String(key)} ${JSON.stringify({ key })}`, '[redacted] {"key":"[redacted]"}');
});
