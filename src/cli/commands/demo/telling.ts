import { setTimeout } from 'node:timers/promises';
import { styled } from '../../terminal/output.ts';

/** Tells a story at the speed of somebody who reads it. */
export interface Telling {
  chapter(title: string): Promise<void>;
  /** What happens next, and why. */
  say(text: string): Promise<void>;
  /** What somebody does. */
  act(text: string): Promise<void>;
  /** What came back. */
  result(text: string): Promise<void>;
  /** Something that comes by itself; said at once. */
  note(text: string): void;
}

/** Read aloud, a character takes about so long. */
const characterMs = 38;
const shortestMs = 500;

/** @param speed 1 is reading speed, 2 twice as fast, 0 without any pause */
export function telling(speed: number, signal: AbortSignal): Telling {
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const told = async (text: string, shown: string): Promise<void> => {
    write(shown);
    if (speed <= 0) return;
    await setTimeout(Math.max(shortestMs, text.length * characterMs) / speed, undefined, { signal }).catch(
      () => undefined,
    );
  };
  return {
    chapter: (title) => told(title, `\n${styled(['bold', 'cyan'], title)}`),
    say: (text) => told(text, text),
    act: (text) => told(text, `  ${styled('gray', '→')} ${text}`),
    result: (text) => told(text, `  ${styled('green', '=')} ${text}`),
    note: write,
  };
}
