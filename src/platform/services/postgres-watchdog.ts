import { spawn } from 'node:child_process';
import type { Owner } from './postgres-owner.ts';

/**
 * The pipe to us ends when we end, also by kill -9, and then the server is stopped (fast: no connection is waited for).
 * After a word it leaves without doing anything: the server had ended already, and its number may have been given away.
 */
const SCRIPT = `
read -r word && exit
kill -INT "$1"
[ -n "$2" ] || exit
while kill -0 "$1"; do sleep 0.1; done
rm -rf "$2"`;

/**
 * A shell of one megabyte that stops the server when this process is gone. No server is left behind on a developer's
 * machine, and the next start finds a clean shutdown instead of a log to replay.
 *
 * @param remove a throwaway folder to remove once the server has stopped
 */
export function startWatchdog(options: {
  pid: number;
  owner: Owner | undefined;
  remove: string | undefined;
}): {
  dismiss: () => void;
} {
  const child = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'cardwright-watchdog', String(options.pid), options.remove ?? ''],
    {
      ...options.owner,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
      // Whoever kills our process group must not kill the watchdog with it.
      detached: true,
    },
  );
  // Without a shell there is no watchdog; the next start stops what was left running.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return { dismiss: () => child.stdin.end('leave\n') };
}
