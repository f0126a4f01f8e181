import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Queries } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { createDirectory } from './directory.ts';
import type { AddresseeRow } from './store.ts';

/** Each company has so many endpoints. */
const having = (endpoints: number): Queries => {
  const rows: AddresseeRow[] = Array.from({ length: endpoints }, () => ({
    id: newId('endpoint'),
    filters: [],
    ordered: false,
  }));
  return {
    query: <Row>() => Promise.resolve(rows as Row[]),
    execute: () => Promise.resolve(0),
  };
};

test('of more companies than fit into memory those are forgotten that were asked for longest ago', async () => {
  const directory = createDirectory();
  const busy = newId('company');
  const quiet = newId('company');
  await directory.load(having(5_000), busy);
  await directory.load(having(5_000), quiet);
  for (let others = 0; others < 9; others += 1) {
    await directory.load(having(5_000), newId('company'));
    assert.notEqual(directory.peek(busy), undefined);
  }
  assert.equal(directory.peek(quiet), undefined);
});
