import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { guides, readme, root } from './pages.ts';

const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => (link.includes(':') ? [] : [link]));

test('the index lists every guide', () => {
  const index = guides.find(({ path }) => path === 'docs/guides/README.md');
  const listed = linksOf(index?.text ?? '');
  const names = guides.map(({ path }) => basename(path)).filter((name) => name !== 'README.md');
  assert.deepEqual(
    names.filter((name) => !listed.includes(name)),
    [],
  );
});

for (const { path, text } of [readme, ...guides]) {
  test(`the links of ${path} lead somewhere`, () => {
    const dead = linksOf(text)
      .map((link) => link.split('#')[0] ?? '')
      .filter((link) => link !== '' && !existsSync(join(root, dirname(path), link)));
    assert.deepEqual(dead, []);
  });
}
