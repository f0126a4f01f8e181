import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compileCache } from '../../../platform/compile-cache.ts';
import { environmentWith } from '../../../platform/settings.ts';
import { systemCode } from '../../../platform/startup-problem.ts';
import { CliProblem } from '../../run.ts';
import type { SandboxState } from '../../server.ts';

/** A platform of its own for as long as it is needed. */
export interface Throwaway extends AsyncDisposable {
  readonly dataDir: string;
  readonly state: SandboxState;
}

const program = fileURLToPath(new URL('../../../main.ts', import.meta.url));
/** Loaded before it: it ends as on SIGTERM when we are gone, however that went. */
const endsWithUs = 'data:text/javascript,process.on("disconnect",()=>process.kill(process.pid,"SIGTERM"))';
const patienceMs = 120_000;

/**
 * Starts a sandbox on a new folder and a free port, whatever the settings around us say; disposing ends it, and removes the
 * folder unless it is to be kept.
 *
 * @throws CliProblem with what it said when it does not start
 */
export async function startThrowaway(keep: boolean, signal: AbortSignal): Promise<Throwaway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cardwright-demo-'));
  const readyFile = join(dataDir, 'demo-ready.json');
  const settings = { DATA_DIR: dataDir, PORT: '0', READY_FILE: readyFile, LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, ['--import', endsWithUs, program], {
    env: environmentWith({ ...settings, NODE_COMPILE_CACHE: compileCache }),
    // A group of its own: Ctrl-C is for us, and we end it in turn.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    if (!keep) await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const deadline = AbortSignal.any([AbortSignal.timeout(patienceMs), signal]);
    while (child.exitCode === null && !deadline.aborted) {
      const text = await readFile(readyFile, 'utf8').catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw error;
      });
      if (text !== undefined)
        return { dataDir, state: JSON.parse(text) as SandboxState, [Symbol.asyncDispose]: stop };
      await Promise.race([setTimeout(50), ended]);
    }
    throw new CliProblem(
      signal.aborted ? 'It exited before it was ready.' : `The platform did not start. ${said}`.trim(),
      'To find out what is wrong: npx cardwright doctor',
    );
  } catch (error) {
    await stop();
    throw error;
  }
}
