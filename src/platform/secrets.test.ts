import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { redacted } from '../kernel/redacted.ts';
import { CannotOpen, createSecrets, decrypt, encrypt } from './secrets.ts';

const oldKey = redacted(Buffer.alloc(32, 'old master key'));
const newKey = redacted(Buffer.alloc(32, 'new master key'));
const secrets = createSecrets([oldKey]);
const plaintext = Buffer.from('4000001234567899');

test('keys are derived by HKDF-SHA256 and differ by label', () => {
  const expected = Buffer.from(
    hkdfSync('sha256', oldKey.reveal(), '', 'cardwright/1/key/companies.operator', 32),
  );
  assert.deepEqual(secrets.deriveKey('companies.operator'), expected);
  assert.notDeepEqual(secrets.deriveKey('companies.demo'), expected);
  assert.notDeepEqual(createSecrets([newKey]).deriveKey('companies.operator'), expected);
});

test('a caller that overwrites a derived key does not change it for others', () => {
  const before = Buffer.from(secrets.deriveKey('a'));
  secrets.deriveKey('a').fill(0);
  assert.deepEqual(secrets.deriveKey('a'), before);
});

test('what is sealed opens, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, row) => {
      const sealed = secrets.seal('cards.pan', bytes, row);
      assert.deepEqual(secrets.open('cards.pan', sealed, row), Buffer.from(bytes));
      assert.equal(sealed.length, bytes.length + 33);
    }),
  );
});

test('the same value is never sealed the same way', () => {
  assert.notDeepEqual(secrets.seal('a', plaintext, 'row'), secrets.seal('a', plaintext, 'row'));
});

test('another label, row or key does not open it', () => {
  const sealed = secrets.seal('cards.pan', plaintext, 'card_1');
  assert.throws(() => secrets.open('cards.cvv', sealed, 'card_1'), CannotOpen);
  assert.throws(() => secrets.open('cards.pan', sealed, 'card_2'), CannotOpen);
  assert.throws(() => createSecrets([newKey]).open('cards.pan', sealed, 'card_1'), /not in MASTER_KEY/);
});

test('no byte can be changed, and nothing cut off', () => {
  const sealed = secrets.seal('cards.pan', plaintext, 'card_1');
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    assert.throws(() => secrets.open('cards.pan', changed, 'card_1'), CannotOpen, `byte ${at}`);
    assert.throws(
      () => secrets.open('cards.pan', sealed.subarray(0, at), 'card_1'),
      CannotOpen,
      `cut at ${at}`,
    );
  }
});

test('after a change of the master key the old values open, and are known as old', () => {
  const before = secrets.seal('cards.pan', plaintext, 'card_1');
  const rotated = createSecrets([newKey, oldKey]);
  assert.deepEqual(rotated.open('cards.pan', before, 'card_1'), plaintext);
  assert.ok(rotated.isOutdated(before));
  const anew = rotated.seal('cards.pan', plaintext, 'card_1');
  assert.ok(!rotated.isOutdated(anew));
  assert.throws(() => secrets.open('cards.pan', anew, 'card_1'), CannotOpen);
  assert.notEqual(rotated.keyId, secrets.keyId);
});

test('keyed hashes are the same for the same value, label and key only', () => {
  const [hash, ...none] = secrets.keyedHashes('cards.pan', plaintext);
  assert.deepEqual([hash?.length, none], [32, []]);
  assert.deepEqual(secrets.keyedHashes('cards.pan', plaintext.toString()), [hash]);
  assert.notDeepEqual(secrets.keyedHashes('companies.key', plaintext), [hash]);
  const rotated = createSecrets([newKey, oldKey]);
  assert.deepEqual(rotated.keyedHashes('cards.pan', plaintext), [
    ...createSecrets([newKey]).keyedHashes('cards.pan', plaintext),
    hash,
  ]);
  const before = secrets.seal('cards.pan', plaintext, 'card_1');
  assert.deepEqual(
    rotated.keyedHashes('cards.pan', plaintext, before),
    rotated.keyedHashes('cards.pan', plaintext).toReversed(),
  );
  const after = rotated.seal('cards.pan', plaintext, 'card_1');
  assert.throws(() => secrets.keyedHashes('cards.pan', plaintext, after), CannotOpen);
});

test('data keys: what is encrypted opens with the same key and data only', () => {
  const dataKey = Buffer.alloc(32, 7);
  const encrypted = encrypt(dataKey, plaintext, Buffer.from('card_1'));
  assert.deepEqual(decrypt(dataKey, encrypted, Buffer.from('card_1')), plaintext);
  assert.throws(() => decrypt(dataKey, encrypted, Buffer.from('card_2')), CannotOpen);
  assert.throws(() => decrypt(Buffer.alloc(32, 8), encrypted, Buffer.from('card_1')), CannotOpen);
  assert.throws(() => decrypt(dataKey, Buffer.alloc(27), Buffer.from('card_1')), CannotOpen);
});

test('an opened value is found nowhere in what was sealed', () => {
  assert.ok(!secrets.seal('a', plaintext, 'row').includes(plaintext));
});
