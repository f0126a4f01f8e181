import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** CPU seconds that a process's threads have used, by the scheduler's own count; 0 once it is gone. */
export function cpuOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + nanosecondsOf(`/proc/${pid}/task/${thread}`), 0) / 1e9;
  } catch {
    return 0;
  }
}

const nanosecondsOf = (folder: string): number =>
  Number(readFileSync(join(folder, 'schedstat'), 'utf8').split(' ')[0]);

/** CPU seconds of a process and of those that it has started and that still run. */
export function cpuOfTree(pid: number): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = processes.filter((name) => parentOf(name) === String(pid));
  return children.reduce((sum, child) => sum + cpuOf(Number(child)), cpuOf(pid));
}

function parentOf(pid: string): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return undefined;
  }
}

/** The PostgreSQL of a bench server. */
export const postmasterOf = ({ dataDir }: { readonly dataDir: string }): number =>
  parseInt(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
