import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import description from '../../package.json' with { type: 'json' };

const decisions = readFileSync(new URL('../../docs/decisions/dependencies.md', import.meta.url), 'utf8');
const lines = decisions.split('\n').filter((line) => line.startsWith('| `'));
const named = new Set(
  lines.flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1])),
);
const direct = new Set([
  ...Object.keys(description.dependencies),
  ...Object.keys(description.devDependencies),
]);

test('each direct dependency is named with its reason, and nothing else is', () => {
  assert.deepEqual(
    [...direct].filter((name) => !named.has(name)),
    [],
  );
  assert.deepEqual(
    [...named].filter((name) => name !== undefined && !direct.has(name)),
    [],
  );
});
