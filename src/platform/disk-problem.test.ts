import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskProblem } from './disk-problem.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: write`), { code });
const told = (error: unknown): (string | undefined)[] => {
  const problem = diskProblem('The file x cannot be written', error, 'Choose another.');
  return [problem?.message, problem?.advice];
};

test('what is wrong with a disk is a sentence, and a full one wants room rather than another folder', () => {
  assert.deepEqual(told(systemError('EROFS')), [
    'The file x cannot be written: the disk can only be read.',
    'Choose another.',
  ]);
  for (const [code, reason] of [
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the quota is used up'],
  ] as const)
    assert.deepEqual(told(systemError(code)), [
      `The file x cannot be written: ${reason}.`,
      'Make room on that disk and start again: nothing that was answered is lost.',
    ]);
});

test('what is no fault of a disk stays what it is', () => {
  for (const error of [systemError('ENOENT'), new Error('a bug'), undefined])
    assert.deepEqual(told(error), [undefined, undefined]);
});
