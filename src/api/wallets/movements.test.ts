import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../platform/ids.ts';
import { movementsQuery } from './movements.ts';

test('a page follows one that there was: anything else is no token, and not a first page or an end', () => {
  const token = newId('movement');
  const read = (paging_state_token?: string) => movementsQuery.safeParse({ paging_state_token });
  assert.equal(read(token).data?.paging_state_token, token);
  assert.equal(read().data?.paging_state_token, undefined);
  for (const none of ['', 'zzz', `${token}0`, newId('wallet'), '~'])
    assert.deepEqual(
      read(none).error?.issues.map(({ path, message }) => [path.join(), message]),
      [['paging_state_token', 'must be the paging_state_token of an earlier page']],
      none,
    );
});
