import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { renderMarkdown } from '../../src/api/docs/markdown.ts';
import { guides, readme, root } from './pages.ts';

const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => (link.includes(':') ? [] : [link]));

const idsOf = (file: string): string[] =>
  renderMarkdown(readFileSync(file, 'utf8'), () => undefined).headings.map(({ id }) => id);

test('the index lists every guide', () => {
  const index = guides.find(({ path }) => path === 'docs/guides/README.md');
  const listed = linksOf(index?.text ?? '');
  const names = guides.map(({ path }) => basename(path)).filter((name) => name !== 'README.md');
  assert.deepEqual(
    names.filter((name) => !listed.includes(name)),
    [],
  );
});

// The pages as the server shows them: src/api/docs/docs.test.ts.
for (const { path, text } of [readme, ...guides]) {
  test(`the links of ${path} lead somewhere`, () => {
    const dead = linksOf(text).filter((link) => {
      const [to = '', heading] = link.split('#');
      const file = to === '' ? join(root, path) : join(root, dirname(path), to);
      return !existsSync(file) || (heading !== undefined && !idsOf(file).includes(heading));
    });
    assert.deepEqual(dead, []);
  });
}
