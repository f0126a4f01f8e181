import { execFile } from 'node:child_process';
import { writeSync } from 'node:fs';
import { promisify } from 'node:util';

const lookEveryMs = 60_000;
/** A file ends itself before that, see `test/support/file-limit.ts`. */
const mostLooks = 22;

/**
 * Ends, from the process that runs all test files, the process of one that can no longer end itself, and what that has started. Looks
 * are counted, and not minutes: a machine that stands still takes none.
 */
export function endOverdueFiles(): void {
  const looks = new Map<number, number>();
  const look = async (): Promise<void> => {
    const processes = await listProcesses();
    const files = processes.filter(
      ({ parent, command }) => parent === process.pid && command.includes('.test.ts'),
    );
    for (const pid of looks.keys()) if (!files.some((file) => file.pid === pid)) looks.delete(pid);
    for (const { pid, command } of files) {
      looks.set(pid, (looks.get(pid) ?? 0) + 1);
      if (looks.get(pid)! <= mostLooks) continue;
      writeSync(2, `${command.split(' ').at(-1)} stands still: it has not ended in ${mostLooks} minutes\n`);
      endTree(pid, processes);
    }
  };
  setInterval(() => void look().catch(() => undefined), lookEveryMs).unref();
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

async function listProcesses(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, pid, parent, command = '']) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}

function endTree(pid: number, processes: readonly Process[]): void {
  for (const child of processes) if (child.parent === pid) endTree(child.pid, processes);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
