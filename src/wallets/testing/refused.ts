import assert from 'node:assert/strict';
import { Failure } from '../../kernel/failures.ts';

/** For `assert.rejects`: a failure of this code, whose message says this. */
export const refused =
  (code: Failure['code'], message?: RegExp) =>
  (error: unknown): true => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    if (message !== undefined) assert.match(error.message, message);
    return true;
  };
