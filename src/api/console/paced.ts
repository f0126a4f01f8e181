import type { Id } from '../../kernel/ids.ts';
import { monotonicMs } from '../../platform/clock.ts';

type Company = Id<'company'>;

/** An answer stands for so many times as long as it took. */
const times = 20;

/**
 * For what reads all that a company has: of each company one at a time is under way, and its answer stands for twenty times as long as it
 * took. So what takes a millisecond is always new, and what takes a second costs a twentieth of a core, however many ask for it.
 */
export function paced<T>(
  ask: (company: Company) => Promise<T>,
  nowMs: () => number = monotonicMs,
): (company: Company) => Promise<T> {
  const kept = new Map<Company, { readonly answer: Promise<T>; untilMs: number }>();
  const forgetOver = (): void => {
    for (const [company, { untilMs }] of kept) if (untilMs <= nowMs()) kept.delete(company);
  };
  return (company) => {
    forgetOver();
    const found = kept.get(company);
    if (found !== undefined) return found.answer;
    const fromMs = nowMs();
    const asked = { answer: ask(company), untilMs: Infinity };
    kept.set(company, asked);
    asked.answer.then(
      () => (asked.untilMs = nowMs() + times * (nowMs() - fromMs)),
      () => kept.delete(company),
    );
    return asked.answer;
  };
}
