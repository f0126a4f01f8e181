import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTarget } from './forward.ts';

test('where to forward to may be a port, a host, or a URL', () => {
  assert.deepEqual(
    ['3000', '3000/hooks', 'localhost:3000/hooks', 'https://shop.test', '99999', 'http://', 'abc'].map(
      readTarget,
    ),
    [
      'http://127.0.0.1:3000/',
      'http://127.0.0.1:3000/hooks',
      'http://localhost:3000/hooks',
      'https://shop.test/',
      undefined,
      undefined,
      undefined,
    ],
  );
});
