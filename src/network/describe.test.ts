import assert from 'node:assert/strict';
import test from 'node:test';
import { dialects } from './dialects/dialects.ts';
import { iso1987 } from './dialects/iso1987.ts';
import { createCodec } from './codec/codec.ts';
import { describe, maskPan } from './describe.ts';
import { vectors } from './vectors/vectors.ts';

const pan = '4111111111111111';

test('a card number shows its first six and last four digits', () => {
  assert.equal(maskPan(pan), '411111******1111');
  assert.equal(maskPan('4111111111111111110'), '411111*********1110');
  assert.equal(maskPan('411111111111'), '[12 digits]');
});

test('a message shows what may be shown and the length of everything else', () => {
  const described = describe({
    mti: '0100',
    fields: {
      2: pan,
      4: '000000005500',
      35: `${pan}=30121010000012345678`,
      38: '77    ',
      45: `B${pan}^DOE/JANE^3012101`,
      48: '9203123',
      52: Uint8Array.from(Buffer.from('0412AC89ABCDEF67', 'hex')),
      55: [
        { tag: '70', children: [{ tag: '5A', value: Uint8Array.from(Buffer.from(pan, 'hex')) }] },
        { tag: '9F36', value: Uint8Array.from([0, 1]) },
      ],
      63: pan,
    },
  });
  assert.deepEqual(described, {
    mti: '0100',
    f2: '411111******1111',
    f4: '000000005500',
    f35: '[37 characters]',
    f38: '77',
    f45: '[34 characters]',
    f48: '[7 characters]',
    f52: '[8 octets]',
    f55: '70(5A=[8 octets]) 9F36=0001',
    f63: '[16 characters]',
  });
});

test('no vector shows a card number, a PIN block or a CVV', () => {
  for (const { mti, fields } of vectors()) {
    const line = JSON.stringify(describe({ mti, fields }));
    for (const secret of ['41111111111', '0412AC89', '0412ac89', '9203123', '3012101'])
      assert.ok(!line.includes(secret), line);
  }
});

test('a card number in any field of the standard is masked where fields hold free text', () => {
  const codec = createCodec(dialects['iso1987-ascii']!);
  const name = `Card ${pan} Street`.padEnd(40);
  assert.equal(describe({ mti: '0100', fields: { 43: name } })['f43'], 'Card 411111******1111 Street');
  const free = Object.entries(iso1987).filter(
    ([number, spec]) =>
      spec.variable !== undefined && spec.format !== 'tlv' && spec.length >= 20 && number !== '54',
  );
  for (const [number] of free) {
    const message = codec.decode(codec.encode({ mti: '0100', fields: { [number]: pan } }));
    assert.ok(!JSON.stringify(describe(message)).includes(pan), `field ${number}`);
  }
});
