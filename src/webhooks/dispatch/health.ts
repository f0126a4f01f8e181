import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { deleteHealth, upsertHealth } from '../delivery/health-store.ts';
import type { SendResult } from '../types.ts';
import { pauseOf } from './outcome.ts';
import { countFailure, countSuccess, type Target } from './target.ts';

/**
 * Switches an endpoint off for good; answers whether it is off. One that only failed since a moment, as far as this process has seen, stays
 * on where another process has had an answer that was good.
 */
export type Disable = (
  company: Id<'company'>,
  endpoint: Id<'endpoint'>,
  why: string,
  failingSince: Date | null,
) => Promise<boolean>;

const disableAfterMs = 5 * 24 * 3600 * 1000;
/** Trouble shorter than this is not written down. */
const recordAfterMs = 60_000;

export interface Health {
  /** What an attempt says about its endpoint. */
  judge(target: Target, result: SendResult, now: Date): void;
}

export function createHealth({
  database,
  log,
  disable,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly disable: Disable;
}): Health {
  /** The last write about each: on connections of their own, an earlier one could come later and stay. */
  const writes = new WeakMap<Target, Promise<void>>();
  const record = (target: Target, write: () => Promise<void>): void => {
    const before = writes.get(target) ?? Promise.resolve();
    const written = before.then(write).catch((error: unknown) => {
      log.error({ err: error }, 'the health of an endpoint could not be written');
    });
    writes.set(target, written);
  };

  const switchOff = (target: Target, why: string): void => {
    if (target.sender === null) return;
    target.sender = null;
    target.goneBecause = why;
    disable(target.company, target.id, why, null).catch((error: unknown) => {
      target.sender = undefined;
      log.error({ err: error, endpoint: target.id }, 'an endpoint could not be switched off');
    });
  };

  /** Those of which it is being found out whether any process has had a good answer. */
  const asked = new Set<Target>();
  const switchOffUnlessAccepted = async (target: Target, since: Date): Promise<void> => {
    if (target.sender === null || asked.has(target)) return;
    asked.add(target);
    try {
      const off = await disable(
        target.company,
        target.id,
        'Every delivery of the last 5 days failed.',
        since,
      );
      // Once it is off this process hears of it as all others do.
      if (!off) target.failingSinceMs = undefined;
    } catch (error) {
      log.error({ err: error, endpoint: target.id }, 'an endpoint could not be switched off');
    } finally {
      asked.delete(target);
    }
  };

  const failed = (target: Target, result: SendResult, now: Date): void => {
    const weight = result.status === null ? 4 : 1;
    const opened = countFailure(target, now.getTime(), weight, pauseOf(result, target.failures, now));
    const since = new Date(target.failingSinceMs ?? now);
    if (result.status === 410) return switchOff(target, 'The endpoint answered 410 Gone.');
    if (now.getTime() - since.getTime() >= disableAfterMs) return void switchOffUnlessAccepted(target, since);
    if (!opened && (target.recorded || now.getTime() - since.getTime() < recordAfterMs)) return;
    target.recorded = true;
    const trouble = {
      company: target.company,
      endpoint: target.id,
      failingSince: since,
      failures: target.failures,
      openUntil: new Date(target.openUntilMs),
    };
    record(target, () => upsertHealth(database, trouble));
  };

  return {
    judge(target, result, now) {
      if (result.error !== null) return failed(target, result, now);
      countSuccess(target, result.durationMs);
      if (!target.recorded) return;
      target.recorded = false;
      record(target, () => deleteHealth(database, target.company, target.id));
    },
  };
}
