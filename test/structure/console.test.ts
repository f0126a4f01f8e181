import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missing } from '../console/pictures/company.ts';
import { pages } from '../console/pictures/scenes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'console', 'src');

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path, text: readFileSync(path, 'utf8') };
  });

test('the console imports from itself, from packages, and from the SDK in one file', () => {
  assert.ok(files.length > 30);
  const outside = files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)]
      .map(([, specifier = '']) => relative(root, resolve(dirname(path), specifier)))
      .filter((target) => !target.startsWith('console/src/'))
      .map((target) => [relative(root, path), target]),
  );
  assert.deepEqual(outside, [
    ['console/src/api.ts', 'sdk/index.ts'],
    ['console/src/api.ts', 'sdk/index.ts'],
  ]);
});

test('nothing but the choice of colours is kept in the browser', () => {
  const keeping = files
    .filter(({ text }) => /\b(?:localStorage|sessionStorage|indexedDB|document\.cookie)\b/.test(text))
    .map(({ path }) => relative(source, path));
  assert.deepEqual(keeping.sort(), ['theme.ts']);
});

test('amounts of money are written by one function', () => {
  const formatting = files
    .filter(({ text }) => /Intl\.NumberFormat|toLocaleString/.test(text))
    .map(({ path }) => relative(source, path));
  assert.deepEqual(formatting.sort(), ['ui/amount.ts', 'ui/chart.tsx', 'ui/format.tsx']);
});

test('every address of the console is among the pictures that are taken', () => {
  const router = files.find(({ path }) => path.endsWith('router.tsx'))?.text ?? '';
  const paths = [...router.matchAll(/\bpath: '([^']+)'/g)].map(([, path = '']) => path);
  assert.ok(paths.length > 15);
  const taken = pages(missing).map(({ path }) => path.replace(/\?.*/, ''));
  const untaken = paths.filter((path) => {
    const pattern = new RegExp(`^${path.replaceAll(/\$\w+/g, '[^/]+')}$`);
    return !taken.some((address) => pattern.test(address));
  });
  assert.deepEqual(untaken, []);
});
