import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../platform/log.ts';
import { StartupProblem } from '../../platform/startup-problem.ts';
import { createAdministrator } from '../coordinator/administrator.ts';
import { createCoordinator } from '../coordinator/coordinator.ts';
import type { Identity } from '../protocol/identity.ts';
import type { SignerAddress, SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';
import { folderOf, prepareLocalFolders } from './local-folders.ts';
import type { Ready } from './signer-process.ts';

export interface LocalSignersOptions {
  /** Where their folders are, and stay. */
  readonly directory: string;
  /** The program of a signer process: a file that calls `runSignerProcess`. */
  readonly entry: URL;
  /** Goes into each `signer.json`, for the entry's `Describe`: chains and tokens. JSON. */
  readonly describe?: unknown;
  readonly log: Log;
  /** Gives the start up, while it is one: what was started is ended. */
  readonly signal?: AbortSignal;
}

/** Three signer processes on this machine, and what the platform needs to speak to them. */
export interface LocalSigners {
  readonly signers: readonly SignerAddress[];
  /** The platform's identity, for `createCoordinator`. */
  readonly identity: Identity;
  /** The administrator's, for `createAdministrator`. In a real installation the platform does not have it. */
  readonly administrator: Identity;
  /** The number of the process of each signer. */
  pid(signer: SignerNumber): number | undefined;
  close(): Promise<void>;
}

const restartMs = 500;
/** A signer that has not ended by then stands still; it loses nothing by being killed. */
const endMs = 3_000;

/**
 * Starts three signers as processes of their own, for `npm start` and for tests: with an empty environment, each with its own
 * folder (mode 0700), on ports of 127.0.0.1. One that dies is started again on the same port. The first time they get a
 * policy that allows everything.
 *
 * @throws StartupProblem when one does not come up, or the start was given up
 */
export async function startLocalSigners(options: LocalSignersOptions): Promise<LocalSigners> {
  const { directory, describe, log, signal } = options;
  const { platform: identity, administrator } = await prepareLocalFolders(directory, describe);
  signal?.throwIfAborted();
  const processes = signerNumbers.map((number) => superviseSigner(number, options));
  const close = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.close()));
  };
  const giveUp = (): void => void close();
  signal?.addEventListener('abort', giveUp);
  try {
    const signers = await Promise.all(processes.map(({ ready }) => ready));
    await openFirstPolicies({ identity, administrator, signers, log });
    return {
      signers,
      identity,
      administrator,
      pid: (signer) => processes[signer - 1]?.pid(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

interface Supervised {
  readonly ready: Promise<SignerAddress>;
  readonly pid: () => number | undefined;
  close(): Promise<void>;
}

function superviseSigner(number: SignerNumber, { directory, entry, log }: LocalSignersOptions): Supervised {
  let child: ChildProcess;
  let port: string | undefined;
  let closing = false;
  let timer: NodeJS.Timeout | undefined;
  const start = (): Promise<SignerAddress> => {
    const args = [folderOf(directory, number), ...(port === undefined ? [] : [port])];
    const started = fork(fileURLToPath(entry), args, {
      env: {},
      // Each keeps a few kilobytes: a small young generation saves 30 MB of memory.
      execArgv: ['--max-semi-space-size=1'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = started;
    return new Promise((resolve, reject) => {
      started.once('message', (message) => {
        const { url, publicKey } = message as Ready;
        ({ port } = new URL(url));
        resolve({ number, url, publicKey });
      });
      started.once('error', reject);
      started.once('exit', (code, signal) => {
        reject(
          new StartupProblem(
            `Signer ${number} did not start (${signal ?? `exit ${code}`}).`,
            'Its output above says why; its folder may be damaged or its port taken.',
          ),
        );
        if (closing || port === undefined) return;
        log.warn({ signer: number, code, signal }, 'a signer ended and is started again');
        timer = setTimeout(() => void start().catch(() => undefined), restartMs);
      });
    });
  };
  const ready = start();
  return {
    ready,
    pid: () => child.pid,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        clearTimeout(timer);
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        const kill = setTimeout(() => child.kill('SIGKILL'), endMs);
        child.once('exit', () => {
          clearTimeout(kill);
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

/** So that the sandbox signs without further ado; a policy that is there is left alone. */
async function openFirstPolicies(parties: {
  readonly identity: Identity;
  readonly administrator: Identity;
  readonly signers: readonly SignerAddress[];
  readonly log: Log;
}): Promise<void> {
  const coordinator = createCoordinator(parties);
  const administrator = createAdministrator({ identity: parties.administrator, signers: parties.signers });
  try {
    for (const { number, up, policy } of await coordinator.health()) {
      if (up && policy === undefined)
        await administrator.setPolicy(number, { version: 1, destinations: 'any', perDay: 'any' });
    }
  } finally {
    await coordinator.close();
    await administrator.close();
  }
}
