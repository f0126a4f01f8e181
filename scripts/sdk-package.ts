import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import about from '../package.json' with { type: 'json' };

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes the SDK as a package into a folder: JavaScript with its types, for Node 20.3 and later and for browsers. */
export async function buildSdk(folder: string): Promise<void> {
  const options = {
    outDir: folder,
    declaration: 'true',
    rewriteRelativeImportExtensions: 'true',
    target: 'es2022',
    module: 'nodenext',
    lib: 'es2023,dom,dom.iterable',
    types: '',
    strict: 'true',
    ignoreConfig: 'true',
  };
  await run(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    join(root, 'sdk', 'index.ts'),
  ]);
  const manifest = {
    name: 'cardwright-sdk',
    version: about.version,
    description: 'A typed client of Cardwright.',
    license: about.license,
    type: 'module',
    engines: { node: '>=20.3' },
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    sideEffects: false,
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(root, 'sdk', 'README.md'), join(folder, 'README.md'));
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}

/** Packs it beside this program, for `npm install` in another project. */
async function pack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-sdk-'));
  try {
    await buildSdk(folder);
    const { stdout } = await run('npm', ['pack', folder, '--silent', '--pack-destination', root]);
    return join(root, stdout.trim());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.stdout.write(`npm install ${JSON.stringify(await pack())}\n`);
