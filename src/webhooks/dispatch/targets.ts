import type { Id } from '../../kernel/ids.ts';
import { createTarget, roomOf, waiting, type Target } from './target.ts';

/** All targets that this process has to do with; those that are idle and well are forgotten when there are many. */
export interface Targets {
  get(company: Id<'company'>, id: Id<'endpoint'>): Target;
  find(id: Id<'endpoint'>): Target | undefined;
  all(): Iterable<Target>;
  readonly size: () => number;
  /** A delivery was added to it. */
  filled(target: Target): void;
  /** The table has parked deliveries of it. */
  parked(target: Target): void;
  /** Those that can take no more. */
  full(): Target[];
  /** Those that may have parked deliveries in the table. */
  withParked(): Target[];
}

/** About 3 KB each, with the keys that sign. More are kept only while there is something to do for them. */
const most = 500;

export function createTargets(): Targets {
  const targets = new Map<Id<'endpoint'>, Target>();
  // Looked through at every claim, so they hold only those that matter; cleared as they are looked through.
  const withWaiting = new Set<Target>();
  const withParked = new Set<Target>();

  const isIdle = (target: Target): boolean =>
    waiting(target) + target.inFlight + target.failures === 0 &&
    !(target.parked || target.queued || target.asleep || target.loading || target.reading);

  /** So many are there when idle ones are looked for again: where few are idle, a look at all of them must not be for each new one. */
  let lookAt = most;
  const forgetIdle = (): void => {
    for (const [id, target] of targets) {
      if (isIdle(target)) targets.delete(id);
      if (targets.size <= most / 2) break;
    }
    lookAt = Math.max(most, 2 * targets.size);
  };

  return {
    get(company, id) {
      let target = targets.get(id);
      if (target === undefined) {
        if (targets.size >= lookAt) forgetIdle();
        target = createTarget(company, id);
        targets.set(id, target);
      }
      return target;
    },
    find: (id) => targets.get(id),
    all: () => targets.values(),
    size: () => targets.size,
    filled: (target) => void withWaiting.add(target),
    parked(target) {
      target.parked = true;
      withParked.add(target);
    },
    full() {
      const full: Target[] = [];
      for (const target of withWaiting) {
        if (waiting(target) === 0) withWaiting.delete(target);
        else if (roomOf(target) <= 0) full.push(target);
      }
      return full;
    },
    withParked() {
      for (const target of withParked) if (!target.parked) withParked.delete(target);
      return [...withParked];
    },
  };
}
