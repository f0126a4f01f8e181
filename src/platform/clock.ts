/** Wall time. Domain time (a company's clock, movable in the sandbox) is read in the unit of work: companies, `companyNow`. */
export interface Clock {
  now(): Date;
}

export const wallClock: Clock = { now: () => new Date() };

/** Milliseconds that only ever grow, for measuring durations. */
export const monotonicMs = (): number => performance.now();
