import type { ChildProcess } from 'node:child_process';
import { atEnd } from './at-end.ts';

const left = new Set<() => void>();
process.once('exit', () => {
  for (const kill of left) kill();
});

/**
 * Ends a child, and its group where it has one of its own, with the test that started it, however that goes: one that is left behind
 * and writes where the test does keeps the run waiting for its output for ever.
 */
export function endsWithTest<Child extends ChildProcess>(child: Child): Child {
  const kill = (): void => {
    left.delete(kill);
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  left.add(kill);
  atEnd(kill);
  return child;
}
