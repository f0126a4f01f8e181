/** Seconds to wait before each retry: thirteen attempts in three and a half days. */
export const defaultSchedule: readonly number[] = [
  1, 5, 30, 120, 600, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
];

export interface NextTry {
  readonly schedule: readonly number[];
  /** Attempts of this round so far. */
  readonly tries: number;
  /** What the answer asked for, in ms, where it may ask. */
  readonly retryAfterMs: number | undefined;
  /** Uniform in [0, 1). */
  readonly jitter: number;
}

/**
 * How long to wait after this attempt, in ms; `undefined` when there are no tries left. Each wait has ±20 % jitter;
 * `Retry-After` lengthens it up to the next step but one.
 */
export function nextWaitMs({ schedule, tries, retryAfterMs, jitter }: NextTry): number | undefined {
  const step = schedule[tries - 1];
  if (step === undefined) return undefined;
  const wait = step * 1000 * (0.8 + 0.4 * jitter);
  const most = (schedule[tries] ?? step) * 1000;
  return Math.round(Math.max(wait, Math.min(retryAfterMs ?? 0, most)));
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds, however many, or a date. Milliseconds from `now`; `undefined` when it is neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) || !/[a-z]/i.test(text) ? undefined : Math.max(0, at - now.getTime());
}
