import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { InlineConfig } from 'vite';

/**
 * Builds the console into `console/dist`, which the server reads. `npm install` does so, and `npm start` where the files
 * are missing or were made from other sources (`--if-stale`, by a hash of all of them: 20 ms). `--lenient`: a build that
 * fails is told of and nothing else, since install and start are for more than the console. `--watch` builds again
 * at each change.
 */
const root = fileURLToPath(new URL('../console', import.meta.url));
const sdk = fileURLToPath(new URL('../sdk', import.meta.url));
const built = join(root, 'dist');
const mark = join(built, 'sources.sha256');
const lockFile = fileURLToPath(new URL('../package-lock.json', import.meta.url));

async function main(flags: ReadonlySet<string>): Promise<void> {
  if (flags.has('--watch')) return await watch();
  const sources = await hashOfSources();
  if (flags.has('--if-stale') && (await readFile(mark, 'utf8').catch(() => '')) === sources) return;
  await build(sources);
}

/** Of everything that the built files come from. */
async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(fileURLToPath(import.meta.url)));
  hash.update(await versions());
  for (const folder of [root, sdk]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile() && !/\.test\.ts$|\.md$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !relative(root, path).startsWith('dist'))
      .sort();
    for (const path of paths) hash.update(relative(root, path)).update(await readFile(path));
  }
  return hash.digest('hex');
}

/** The packages that are installed, as the lock file names them. */
async function versions(): Promise<string> {
  const lock = JSON.parse(await readFile(lockFile, 'utf8')) as {
    packages: Readonly<Record<string, { readonly version?: string }>>;
  };
  const used =
    /\/(?:react|react-dom|vite|rolldown|tailwindcss|uplot|qrcode-generator|@(?:tanstack|base-ui|tailwindcss|fontsource-variable)\/[\w-]+)$/;
  return Object.entries(lock.packages)
    .filter(([name]) => used.test(name))
    .map(([name, { version }]) => `${name} ${version}`)
    .join('\n');
}

/** What vite is told. It is loaded only when there is something to build. */
async function configuration(outDir: string): Promise<InlineConfig> {
  const { default: tailwind } = await import('@tailwindcss/vite');
  return {
    root,
    configFile: false,
    base: '/console/',
    logLevel: 'warn',
    clearScreen: false,
    plugins: [tailwind()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2024',
      // A font that stands in a style sheet as data would need an exception from the policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 600,
      reportCompressedSize: false,
      rolldownOptions: {
        onwarn(warning, warn) {
          // For servers that render; here all runs in the browser.
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
        },
      },
    },
  };
}

async function build(sources: string): Promise<void> {
  const { build: viteBuild } = await import('vite');
  // Beside the old one, so that a server that runs never sees half of it, and two builds at once do not mix.
  const next = join(root, `dist.${process.pid}`);
  try {
    await viteBuild(await configuration(next));
    await compressAll(join(next, 'assets'));
    await writeFile(join(next, 'sources.sha256'), sources);
    await rm(built, { recursive: true, force: true });
    await rename(next, built);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

async function watch(): Promise<void> {
  const { build: viteBuild } = await import('vite');
  const { build: options, ...rest } = await configuration(built);
  await viteBuild({ ...rest, logLevel: 'info', build: { ...options, minify: false, watch: {} } });
}

/** Puts a brotli and a gzip file beside each text, so that the server compresses nothing. */
async function compressAll(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /\.(?:js|css|svg)$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const text = await readFile(path);
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      await writeFile(`${path}.br`, await promisify(brotliCompress)(text, quality));
      await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
    }),
  );
}

if (import.meta.main) {
  const flags = new Set(process.argv.slice(2));
  try {
    await main(flags);
  } catch (error) {
    process.stderr.write(
      `The console could not be built; the server works without it.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = flags.has('--lenient') ? 0 : 1;
  }
}
