import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'src');

/** What each folder may import beside kernel and platform: the layer table of ARCHITECTURE.md. */
const layers: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  platform: ['kernel'],
  ledger: [],
  events: [],
  signing: [],
  chains: [],
  companies: ['events'],
  webhooks: ['events'],
  wallets: ['events', 'ledger', 'signing', 'chains'],
  cards: ['events', 'ledger', 'wallets'],
  authorizations: ['events', 'ledger', 'cards'],
  network: [
    'events',
    'ledger',
    'signing',
    'chains',
    'companies',
    'webhooks',
    'wallets',
    'cards',
    'authorizations',
  ],
  simulator: [
    'events',
    'ledger',
    'signing',
    'chains',
    'companies',
    'webhooks',
    'wallets',
    'cards',
    'authorizations',
  ],
};
const belowApi = Object.keys(layers);

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === 'kernel') return false;
  if (to === 'kernel' || (to === 'platform' && from !== 'kernel')) return true;
  if (from === 'app.ts' || from === 'main.ts' || from === 'cli' || from === 'join') return true;
  if (from === 'api') return belowApi.includes(to);
  return layers[from]?.includes(to) ?? false;
}

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\('([^']+)'\)/g;

const files: readonly SourceFile[] = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    const imports = [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
    const [folder = ''] = relative(source, path).split('/');
    return { path: relative(source, path), folder, text, imports };
  });

const isTest = (file: SourceFile): boolean =>
  file.path.endsWith('.test.ts') || file.path.includes('/testing/');

/** The first folder below src that an import leads to, and the path in it; undefined outside src. */
function target(file: SourceFile, specifier: string): { folder: string; path: string } | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = relative(source, resolve(source, dirname(file.path), specifier));
  if (path.startsWith('..')) return undefined;
  return { folder: path.split('/')[0] ?? '', path };
}

const violations = (rule: (file: SourceFile) => readonly string[]): string[] =>
  files.filter((file) => !isTest(file)).flatMap((file) => rule(file).map((what) => `${file.path}: ${what}`));

test('there is something to look at', () => {
  assert.ok(files.length > 50);
});

test('a folder imports only what the layer table allows', () => {
  assert.deepEqual(
    violations((file) =>
      file.imports.flatMap((specifier) => {
        const to = target(file, specifier);
        return to === undefined || mayImport(file.folder, to.folder) ? [] : [`imports ${specifier}`];
      }),
    ),
    [],
  );
});

test('a folder is entered by its index.ts; kernel and platform file by file', () => {
  assert.deepEqual(
    violations((file) =>
      file.imports.flatMap((specifier) => {
        const to = target(file, specifier);
        if (to === undefined || to.folder === file.folder || ['kernel', 'platform'].includes(to.folder))
          return [];
        // app.ts and main.ts are files themselves; who may import them is for the layer table to say.
        // The files of join belong to app.ts.
        if (to.folder.endsWith('.ts') || to.folder === 'join') return [];
        if (file.folder === 'app.ts' || file.folder === 'main.ts' || file.folder === 'join')
          return to.path.split('/').length === 2 || to.path.endsWith('/index.ts') || to.folder === 'api'
            ? []
            : [`imports ${specifier}`];
        return to.path === `${to.folder}/index.ts` || to.path.endsWith('.json')
          ? []
          : [`imports ${specifier}`];
      }),
    ),
    [],
  );
});

test('nothing in src imports from outside src but packages, data and the SDK', () => {
  assert.deepEqual(
    violations((file) =>
      file.imports.filter(
        (specifier) =>
          specifier.startsWith('.') &&
          target(file, specifier) === undefined &&
          !specifier.endsWith('.json') &&
          !(file.folder === 'cli' && specifier.includes('/sdk/')),
      ),
    ),
    [],
  );
});

test('SQL stands in store.ts files and in the database part of platform', () => {
  const speaksSql =
    /\bsql\(\s*[`'"]|\bbulkInsert\b|\bbulkUpdate\b|\bFROM unnest\b|\bINSERT INTO\b|\bSELECT [a-z*]/;
  assert.deepEqual(
    violations((file) => {
      const allowed = /(^|\/)[a-z-]*store\.ts$/.test(file.path) || file.folder === 'platform';
      return !allowed && speaksSql.test(withoutComments(file.text)) ? ['speaks SQL'] : [];
    }),
    [],
  );
});

test('the environment is read in platform/settings.ts only', () => {
  assert.deepEqual(
    violations((file) =>
      file.path !== 'platform/settings.ts' && /process\.env/.test(withoutComments(file.text))
        ? ['reads process.env']
        : [],
    ),
    [],
  );
});

test('time and randomness come from platform', () => {
  const own =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\b.*from 'node:crypto'/;
  assert.deepEqual(
    violations((file) =>
      file.folder !== 'platform' && own.test(withoutComments(file.text))
        ? ['makes its own time or randomness']
        : [],
    ),
    [],
  );
});

test('each domain folder has a README', () => {
  const folders = new Set(files.map((file) => file.folder).filter((folder) => !folder.endsWith('.ts')));
  const missing = [...folders].filter(
    (folder) =>
      !['kernel', 'platform', 'cli'].includes(folder) &&
      !readdirSync(join(source, folder)).includes('README.md'),
  );
  assert.deepEqual(missing, []);
});

test('tenant tables have company_id first in their primary key', () => {
  const directories = new Set([
    'companies',
    'vault_keys',
    'vault_pans',
    'api_key_texts',
    'wallet_addresses',
    'api_key_version',
    'fx_rates',
    'leases',
    'migrations',
  ]);
  const wrong: string[] = [];
  for (const name of readdirSync(join(root, 'migrations')).sort()) {
    const text = readFileSync(join(root, 'migrations', name), 'utf8').replaceAll(/--[^\n]*/g, '');
    for (const [, table = '', body = ''] of text.matchAll(
      /CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(([\s\S]*?)\n\)/g,
    )) {
      if (directories.has(table) || !/\bcompany_id\b/.test(body)) continue;
      const first = /PRIMARY KEY \((\w+)/.exec(body)?.[1] ?? /\n\s*(\w+) [^\n]*PRIMARY KEY/.exec(body)?.[1];
      if (first !== 'company_id') wrong.push(`${name}: ${table}`);
    }
  }
  assert.deepEqual(wrong, []);
});

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '');
