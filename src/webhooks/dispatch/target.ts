import type { Id } from '../../kernel/ids.ts';
import type { Astray } from '../faults/astray.ts';
import { createFifo, type Fifo } from './fifo.ts';
import type { Held } from './held.ts';
import type { Sender } from './message.ts';

/**
 * An endpoint as the dispatcher sees it: what waits for it, how much it takes at once, and how it stands. All in
 * memory; times in ms of the wall clock.
 */
export interface Target {
  readonly company: Id<'company'>;
  readonly id: Id<'endpoint'>;
  /** `undefined` until it is loaded; `null` when there is none, or it is disabled. */
  sender: Sender | null | undefined;
  /** How often it was changed: what was read before a change is thrown away. */
  changes: number;
  /** Why it has no sender. */
  goneBecause: string;
  readonly first: Fifo<Held>;
  readonly again: Fifo<Held>;
  /** Bodies for it are being read. */
  reading: boolean;
  inFlight: number;
  /** How many at once; grows with every success and is halved by every failure. */
  cap: number;
  /** Its last answer took long: it may have few at once. */
  slow: boolean;
  /** Attempts a second of late, and those since that was worked out. */
  rate: number;
  sinceRate: number;
  rateAtMs: number;
  /** Weighted failures since the last success. */
  failures: number;
  /** How often in a row the breaker has opened. */
  trips: number;
  openUntilMs: number;
  failingSinceMs: number | undefined;
  /** What goes wrong with it on purpose. */
  astray: Astray | undefined;
  /** Its trouble is in `webhook_health`. */
  recorded: boolean;
  tokens: number;
  tokensAtMs: number;
  /** The table may have parked deliveries of it. */
  parked: boolean;
  /** Parked deliveries due up to here are taken. */
  parkedAfterMs: number;
  /** It stands in its company's queue for a turn. */
  queued: boolean;
  /** A timer will bring it back. */
  asleep: boolean;
  /** It is being loaded, which brings it back; also while it sleeps, as a clock that was moved ends its sleep before the timer. */
  loading: boolean;
}

const firstCap = 4;
const mostCap = 128;
const mostCapSlow = 16;
const breakAt = 10;
const longestBreakMs = 60_000;

export function createTarget(company: Id<'company'>, id: Id<'endpoint'>): Target {
  return {
    company,
    id,
    sender: undefined,
    changes: 0,
    goneBecause: 'The endpoint was deleted.',
    first: createFifo(),
    again: createFifo(),
    reading: false,
    inFlight: 0,
    cap: firstCap,
    slow: false,
    rate: 0,
    sinceRate: 0,
    rateAtMs: 0,
    failures: 0,
    trips: 0,
    openUntilMs: 0,
    failingSinceMs: undefined,
    astray: undefined,
    recorded: false,
    tokens: 1,
    tokensAtMs: 0,
    parked: false,
    parkedAfterMs: 0,
    queued: false,
    asleep: false,
    loading: false,
  };
}

/** Its configuration changed: it is loaded before anything more is sent to it. */
export function forgetSender(target: Target): void {
  target.sender = undefined;
  target.changes += 1;
}

export const waiting = (target: Target): number => target.first.size() + target.again.size();

/** The next to be sent, left where it is: first attempts before retries. What was given up meanwhile is thrown away. */
export function head(target: Target): Held | undefined {
  for (const queue of [target.first, target.again]) {
    while (queue.at(0)?.state === 'given up') queue.shift();
    if (queue.size() > 0) return queue.at(0);
  }
  return undefined;
}

/** Takes the next to be sent: what {@link head} says. */
export function shift(target: Target): Held | undefined {
  return head(target) && (target.first.shift() ?? target.again.shift());
}

/**
 * How much a target may have in memory: what it takes in a tenth of a second, so that little is kept and nothing becomes old; while nobody knows how fast it is, a few times what it may have at once, so that those which never answer fill no memory.
 */
export function mostWaiting(target: Target): number {
  if (target.trips > 0) return 4;
  if (target.slow) return 2 * target.cap;
  return Math.min(8_000, Math.max(Math.min(512, 16 * target.cap), target.rate / 10));
}

/** How many more deliveries it may have in memory; what is beyond is parked. */
export const roomOf = (target: Target): number => Math.floor(mostWaiting(target)) - waiting(target);

/**
 * Whether it may be sent to now: yes (0), not before a moment (ms), or not before one under way is done (`Infinity`).
 *
 * @param sharers how many dispatchers there are: each has its part of the endpoint's rate
 */
export function mayGoAt(target: Target, nowMs: number, sharers = 1): number {
  if (target.openUntilMs > nowMs) return target.openUntilMs;
  // After a break one at a time, until one succeeds.
  if (target.inFlight >= (target.trips > 0 ? 1 : target.cap)) return Infinity;
  const limit = target.sender?.rateLimit ?? null;
  if (limit === null) return 0;
  const rate = limit / sharers;
  const burst = Math.max(1, rate / 10);
  target.tokens = Math.min(burst, target.tokens + ((nowMs - target.tokensAtMs) * rate) / 1000);
  target.tokensAtMs = nowMs;
  // Timers are exact to a millisecond only.
  return target.tokens >= 0.999 ? 0 : nowMs + Math.ceil(((1 - target.tokens) * 1000) / rate);
}

export function countStart(target: Target): void {
  target.inFlight += 1;
  if (target.sender?.rateLimit) target.tokens -= 1;
}

export function countEnd(target: Target, nowMs: number): void {
  target.inFlight -= 1;
  target.sinceRate += 1;
  const passedMs = nowMs - target.rateAtMs;
  if (passedMs < 250) return;
  target.rate = passedMs > 10_000 ? 0 : (target.rate + (target.sinceRate * 1000) / passedMs) / 2;
  target.rateAtMs = nowMs;
  target.sinceRate = 0;
}

/** So much time has passed, by its company's clock: what it was left alone for is over, what fails fails so much longer. */
export function passTime(target: Target, ms: number): void {
  target.openUntilMs = 0;
  target.failures = 0;
  target.trips = 0;
  if (target.failingSinceMs !== undefined) target.failingSinceMs -= ms;
}

/** An accepted attempt. */
export function countSuccess(target: Target, durationMs: number): void {
  target.slow = durationMs > 1000;
  target.cap = Math.min(target.cap + 1, target.slow ? mostCapSlow : mostCap);
  forgiveFailures(target);
}

function forgiveFailures(target: Target): void {
  target.failures = 0;
  target.trips = 0;
  target.openUntilMs = 0;
  target.failingSinceMs = undefined;
}

/** Its trouble is over, as others have seen. */
export function forgetTrouble(target: Target): void {
  target.recorded = false;
  forgiveFailures(target);
}

/**
 * An attempt that was not accepted. `weight`: an answer is 1, no answer 4, as each of those keeps a place for long.
 * Answers whether the breaker opened, or the endpoint asked for a pause.
 */
export function countFailure(target: Target, nowMs: number, weight: number, pauseMs: number): boolean {
  target.cap = Math.max(1, target.cap >> 1);
  target.failures += weight;
  target.failingSinceMs ??= nowMs;
  const open = target.openUntilMs > nowMs;
  if (pauseMs > 0) target.openUntilMs = Math.max(target.openUntilMs, nowMs + pauseMs);
  // Those that were under way when it opened do not open it further.
  if (target.failures < breakAt || open) return pauseMs > 0;
  target.trips += 1;
  target.openUntilMs = Math.max(
    target.openUntilMs,
    nowMs + Math.min(longestBreakMs, 1000 * 2 ** (target.trips - 1)),
  );
  return true;
}
