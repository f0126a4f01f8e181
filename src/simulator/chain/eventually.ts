import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../platform/clock.ts';

const everyMs = 25;
const patienceMs = 15_000;

/** Asks again and again until there is an answer; undefined when there is none in time. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = monotonicMs() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || monotonicMs() > deadline) return answer;
    await sleep(everyMs);
  }
}
