import { styleText } from 'node:util';
import { monotonicMs } from '../../platform/clock.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** What is done sooner needs no word. */
const patienceMs = 300;
const frameMs = 100;

/** Tells how far long work is. */
export interface Progress {
  (text: string): void;
}

/**
 * Shows on standard error that something goes on, and how far it is, while `work` runs; nothing where that is no terminal, or
 * where a machine reads.
 */
export async function withProgress<T>(
  text: string,
  quiet: boolean,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const stream = process.stderr;
  if (quiet || !stream.isTTY) return work(() => undefined);
  let shown = text;
  let turn = 0;
  const began = monotonicMs();
  const draw = (): void => {
    const elapsed = monotonicMs() - began;
    if (elapsed < patienceMs) return;
    const frame = styleText('cyan', frames[turn++ % frames.length] ?? '', { stream });
    const seconds = styleText('gray', `${(elapsed / 1000).toFixed(0)} s`, { stream });
    stream.write(`\r\u001b[K${frame} ${shown} ${seconds}`);
  };
  const timer = setInterval(draw, frameMs);
  try {
    return await work((next) => (shown = next));
  } finally {
    clearInterval(timer);
    stream.write('\r\u001b[K');
  }
}
