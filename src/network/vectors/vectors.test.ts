import assert from 'node:assert/strict';
import test from 'node:test';
import { createCodec } from '../codec/codec.ts';
import { dialects } from '../dialects/dialects.ts';
import { MalformedMessage } from '../malformed.ts';
import { malformedVectors, vectors } from './vectors.ts';

const codecs = new Map(Object.entries(dialects).map(([name, dialect]) => [name, createCodec(dialect)]));

for (const { name, dialect, mti, fields, bytes } of vectors())
  test(`${dialect} ${mti} ${name}`, () => {
    const codec = codecs.get(dialect)!;
    assert.deepEqual(codec.decode(bytes), { mti, fields });
    assert.equal(codec.encode({ mti, fields }).toString('hex'), bytes.toString('hex'));
  });

for (const { name, dialect, bytes, field, offset } of malformedVectors())
  test(`refused: ${name}`, () => {
    assert.throws(
      () => codecs.get(dialect)!.decode(bytes),
      (error) => {
        assert.ok(error instanceof MalformedMessage);
        assert.deepEqual({ field: error.field, offset: error.offset }, { field, offset }, error.message);
        return true;
      },
    );
  });

test('every message type of a card transaction and of the network has vectors', () => {
  const types = '0100 0101 0110 0120 0121 0130 0200 0210 0220 0230 0400 0410 0420 0421 0430 0800 0810';
  const covered = new Set(vectors().map(({ mti }) => mti));
  assert.deepEqual(
    types.split(' ').filter((mti) => !covered.has(mti)),
    [],
  );
});
