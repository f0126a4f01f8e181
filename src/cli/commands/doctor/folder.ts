import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createServer } from 'node:net';
import { listenProblem } from '../../../platform/listen-problem.ts';
import { StartupProblem, systemCode } from '../../../platform/startup-problem.ts';
import { findServer } from '../../server.ts';
import { bad, good, note } from './check.ts';
import type { Check } from './check.ts';

/** The folder for what this installation keeps, and who may read the key in it. */
export const dataFolder: Check = {
  name: 'Data folder',
  async run({ dataDir, masterKeys, environment }) {
    const there = await stat(dataDir).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      if (['EACCES', 'EPERM', 'ENOTDIR'].includes(systemCode(error) ?? '')) return 'barred';
      throw error;
    });
    if (there === 'barred')
      return [
        bad(`${dataDir} is not accessible to this user`, 'Set DATA_DIR to a folder this user can write to.'),
      ];
    if (there === undefined) {
      const above = await existingAbove(dataDir);
      return [
        (await mayWrite(above))
          ? good(`${dataDir} will be created at the first start`)
          : bad(
              `${dataDir} cannot be created: this user cannot write to ${above}`,
              'Set DATA_DIR to a folder this user can write to.',
            ),
      ];
    }
    if (!there.isDirectory()) return [bad(`${dataDir} is not a folder`, 'Set DATA_DIR to a folder.')];
    if (!(await mayWrite(dataDir)))
      return [bad(`${dataDir} is not writable`, 'Set DATA_DIR to a folder this user can write to.')];
    const findings = [good(dataDir)];
    if (masterKeys === undefined && environment === 'sandbox') {
      const key = await stat(join(dataDir, 'master.key')).catch(() => undefined);
      if (key === undefined) {
        if ((await stat(join(dataDir, 'postgres')).catch(() => undefined)) !== undefined)
          findings.push(
            bad(
              'master.key is missing, but the database was sealed with it',
              'Restore the file: without it nothing that was sealed can be opened. To start from scratch, remove DATA_DIR.',
            ),
          );
      } else if ((key.mode & 0o077) !== 0) {
        findings.push(
          bad(
            `other users can read master.key (mode ${(key.mode & 0o777).toString(8)})`,
            `Run: chmod 600 ${join(dataDir, 'master.key')}`,
          ),
        );
      }
    }
    return findings;
  },
};

const gigabyte = 1024 ** 3;
const littleSpace = 2 * gigabyte;
const noSpace = gigabyte / 4;
const answerMs = 5_000;

export const disk: Check = {
  name: 'Disk',
  async run({ dataDir }) {
    const { bavail, bsize, blocks } = await statfs(await existingAbove(dataDir));
    const free = bavail * bsize;
    const text = `${(free / gigabyte).toFixed(1)} GB of ${((blocks * bsize) / gigabyte).toFixed(0)} GB are free`;
    if (free < noSpace) return [bad(text, 'Free some space: PostgreSQL stops when its disk is full.')];
    if (free < littleSpace)
      return [note(text, 'Free some space soon: PostgreSQL stops when its disk is full.')];
    return [good(text)];
  },
};

/** Whether the port is free, or ours. */
export const port: Check = {
  name: 'Port',
  async run({ host, port, dataDir, roles }) {
    if (!roles.has('api')) return [good('not needed: this process does not have the role api')];
    if (port === 0) return [good('any free port')];
    const ours = (await findServer(dataDir))?.url;
    if (ours !== undefined && new URL(ours).port === String(port))
      return [good(`${port}, used by the server running here`)];
    const problem = await tryToListen(host, port);
    if (problem === undefined) return [good(`${port} on ${host} is free`)];
    // It is in the way of the next start only.
    if (ours !== undefined && (await answers(ours)))
      return [
        note(
          `${new URL(ours).port}, used by the server running here; ${port} is taken by another program`,
          'Start it again with the same PORT.',
        ),
      ];
    return [bad(problem.message, problem.advice)];
  },
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(answerMs) }).then(
    ({ ok }) => ok,
    () => false,
  );

function tryToListen(host: string, port: number): Promise<StartupProblem | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const problem = listenProblem(error, { host, port });
      if (problem instanceof StartupProblem) resolve(problem);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

const mayWrite = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

/** The folder, or the first one above it that is there. */
async function existingAbove(folder: string): Promise<string> {
  const there = await stat(folder).catch(() => undefined);
  return there?.isDirectory() === true || dirname(folder) === folder
    ? folder
    : existingAbove(dirname(folder));
}
