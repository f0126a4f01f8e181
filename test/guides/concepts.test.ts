import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { guides, root } from './pages.ts';
import { purchaseStates } from '../../src/events/index.ts';

const page = guides.find(({ path }) => path === 'docs/guides/concepts.md')?.text ?? '';

/** The values of a union of texts, as the source has it. */
function valuesOf(file: string, name: string): string[] {
  const text = readFileSync(`${root}/src/${file}`, 'utf8');
  const [, union = ''] = new RegExp(`export type ${name} =([^;]+);`).exec(text) ?? [];
  return [...union.matchAll(/'([\w-]+)'/g)].map(([, value = '']) => value);
}

/** The states in the diagram below a heading. */
function statesIn(heading: string): Set<string> {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const [, diagram = ''] = /```mermaid\nstateDiagram-v2\n(.*?)```/s.exec(section) ?? [];
  const ends = [...diagram.matchAll(/(\S+) --> (\w+|\[\*\])/g)].flatMap(([, from = '', to = '']) => [
    from,
    to,
  ]);
  return new Set(ends.filter((end) => end !== '[*]'));
}

for (const [heading, values, elsewhere] of [
  ['A card transaction', purchaseStates, ['verified']],
  ['A delivery', valuesOf('webhooks/types.ts', 'DeliveryState'), []],
  ['A challenge', valuesOf('authorizations/three-ds/types.ts', 'ChallengeState'), []],
] as const) {
  test(`${heading}: the states of the picture are those of the code`, () => {
    assert.ok(values.length > 3);
    for (const value of elsewhere) assert.ok(page.includes(`\`${value}\``), value);
    assert.deepEqual(new Set([...statesIn(heading), ...elsewhere]), new Set<string>(values));
  });
}

test('deposits and withdrawals together have the states of movements', () => {
  const both = new Set([...statesIn('A deposit'), ...statesIn('A withdrawal')]);
  assert.deepEqual([...both].toSorted(), valuesOf('wallets/types.ts', 'MovementState').toSorted());
});
