import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { rawNumber, writeJson } from './json.ts';

test('any value is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(writeJson(value), JSON.stringify(value));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(writeJson({ [text]: [text] }), JSON.stringify({ [text]: [text] }));
    }),
  );
});

test('what is not JSON is left out, dates are text, exact numbers keep every digit', () => {
  const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('1.10');
  const value = {
    a: undefined,
    b: new Date(0),
    c: rawNumber('12345678901234567890.10'),
    d: [undefined, null, true],
    e: () => 1,
    f: raw,
  };
  assert.equal(writeJson(value), JSON.stringify(value));
  assert.equal(
    writeJson(value),
    '{"b":"1970-01-01T00:00:00.000Z","c":12345678901234567890.10,"d":[null,null,true],"f":1.10}',
  );
});
